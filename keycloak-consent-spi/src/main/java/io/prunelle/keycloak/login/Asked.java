// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Occasion;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.patient.Subject;
import java.time.Instant;
import java.util.Optional;

/** A question together with the patient it is about. */
record Asked(Subject subject, Question question) {
  /** What this is known by during one login. */
  String key() {
    return key(subject, question.hosting().toString());
  }

  static String key(Subject subject, String hosting) {
    return subject.patient().id() + "/" + hosting;
  }

  /** Whether the practice's answer to an objection comes first. */
  boolean tells() {
    return question.standing().untold() && question.objection() != null;
  }

  Optional<Occasion> occasion(Instant now) {
    return question.standing().occasion(now);
  }

  State state(Instant now) {
    return question.standing().state(now);
  }

  /** Whether there is something to say even where nothing has to be asked. */
  boolean open(Instant now) {
    return tells() || !Choice.of(question, now).isEmpty();
  }
}
