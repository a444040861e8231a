// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import java.time.Instant;

/**
 * An objection that waits for the practice's answer.
 *
 * @param entry its position in the ledger
 * @param patient FHIR id
 * @param reason in the patient's words
 */
public record PracticeObjection(
    long entry, String patient, String hosting, Instant raisedAt, String reason) {

  static PracticeObjection from(Object json) {
    Fields objection = Fields.of(json);
    return new PracticeObjection(
        objection.number("entry").orElseThrow(),
        objection.text("patient"),
        objection.text("hosting"),
        Instant.parse(objection.text("raisedAt")),
        objection.text("reason"));
  }
}
