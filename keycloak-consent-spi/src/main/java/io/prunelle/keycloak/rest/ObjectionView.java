// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Objection;
import org.jspecify.annotations.Nullable;

/**
 * An objection as the patient and the practice read it.
 *
 * @param entry its position in the ledger
 * @param by who objected: PATIENT, GUARDIAN, or PRACTITIONER where a paper was recorded
 * @param answer null until the practice has answered
 */
record ObjectionView(
    long entry,
    String patient,
    String hosting,
    String by,
    String raisedAt,
    String reason,
    @Nullable AnswerView answer) {
  record AnswerView(
      long entry, String decision, String reason, String answeredAt, @Nullable String toldAt) {}

  static ObjectionView of(Objection objection) {
    Objection.Reply reply = objection.reply();
    return new ObjectionView(
        objection.position(),
        objection.patient(),
        objection.hosting().toString(),
        objection.by().name(),
        objection.raisedAt().toString(),
        objection.reason(),
        reply == null
            ? null
            : new AnswerView(
                reply.position(),
                reply.decision().name(),
                reply.reason(),
                reply.at().toString(),
                objection.toldAt() == null ? null : objection.toldAt().toString()));
  }
}
