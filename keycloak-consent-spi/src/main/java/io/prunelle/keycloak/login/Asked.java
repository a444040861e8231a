// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Occasion;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.patient.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A question together with the patient it is about.
 *
 * @param former whether the patient is no longer one of the practice, and only takes back what was
 *     permitted
 */
record Asked(Subject subject, Question question, boolean former) {
  Asked(Subject subject, Question question) {
    this(subject, question, false);
  }

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

  /** Why there is something to decide; empty also where there is nothing but to refuse. */
  Optional<Occasion> occasion(Instant now) {
    return permits() ? question.standing().occasion(now, subject.latest()) : Optional.empty();
  }

  /** Whether the user may permit this, and not only refuse it. */
  boolean permits() {
    return subject.permits() && !former;
  }

  /**
   * Whether that decision still counts where it is not asked for any more: a refusal does, what
   * permits only where it can be shown once more.
   */
  boolean heeds(Decision decision, Instant now) {
    return !isSaid(decision, now) && (!decision.permits() || open(now));
  }

  /** Whether a decision is in force that lets the record be at the host just as this one would. */
  private boolean isSaid(Decision decision, Instant now) {
    return question
        .standing()
        .inForce(now)
        .filter(entry -> entry.statement().decision().permits() == decision.permits())
        .isPresent();
  }

  State state(Instant now) {
    return question.standing().state(now);
  }

  List<Choice> choices(Instant now) {
    return Choice.of(question, subject.latest(), now).stream()
        .filter(choice -> permits() || !choice.decision().permits())
        .toList();
  }

  /** Whether there is something to say even where nothing has to be asked. */
  boolean open(Instant now) {
    return tells() || !choices(now).isEmpty();
  }

  /** Whether a login does not go on without it. */
  boolean asks(Instant now) {
    return !former && asks(subject, question.standing(), now);
  }

  /** Nobody is held up to be offered a refusal alone. */
  static boolean asks(Subject subject, Standing standing, Instant now) {
    return standing.untold()
        || (subject.permits() && standing.occasion(now, subject.latest()).isPresent());
  }
}
