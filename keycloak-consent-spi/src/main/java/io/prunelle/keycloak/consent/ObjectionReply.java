// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;

/**
 * What a practice says to an objection.
 *
 * @param objection the objection's position in the ledger
 * @param decision {@link Decision#UPHOLD} or {@link Decision#REJECT}
 * @param reason why, told to the patient
 */
public record ObjectionReply(long objection, Decision decision, String reason, Answer.Given given) {
  public ObjectionReply {
    if (!decision.answersObjection()) {
      throw new IllegalArgumentException(decision.name());
    }
  }
}
