// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.patient;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Reason;
import org.jspecify.annotations.Nullable;

/** Whom a practice's answer to an objection is for: whoever objected, and nobody else. */
public final class Objectors {
  private final ConsentProvider consent;
  private final String realm;

  public Objectors(ConsentProvider consent, String realm) {
    this.consent = consent;
    this.realm = realm;
  }

  /**
   * Where {@code subject} stands: without an answer that is for somebody else, whose it would be
   * noted to have been told.
   */
  public Standing told(Subject subject, Standing standing) {
    return !standing.untold() || objected(subject, standing.last())
        ? standing
        : standing.withoutAnswer();
  }

  private boolean objected(Subject subject, @Nullable Entry answer) {
    Reason reason = answer == null ? null : answer.statement().reason();
    Long objection = reason == null ? null : reason.answers();
    return objection != null
        && consent.history(realm, subject.patient().id(), objection + 1, 1).stream()
            .filter(entry -> entry.position() == objection)
            .anyMatch(entry -> isOf(entry.statement().by(), subject));
  }

  /** A user may have been made anew, and of a paper nobody has noted who signed it. */
  private static boolean isOf(Author author, Subject subject) {
    return switch (author.role()) {
      case PRACTITIONER -> true;
      case PATIENT -> subject.by().role() == Author.Role.PATIENT;
      case GUARDIAN -> author.equals(subject.by());
    };
  }
}
