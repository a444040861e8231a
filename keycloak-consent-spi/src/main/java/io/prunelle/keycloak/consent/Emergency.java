// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An emergency that a practitioner stated to read what is closed of a patient's record; the patient
 * is told of it. Times are kept in whole milliseconds.
 *
 * @param id given by whoever enforces decisions, the same however often it is reported
 * @param patient the FHIR Patient id
 * @param practice alias of its organization
 * @param practitioner name of who stated it
 * @param reason in the practitioner's own words
 * @param until when what was closed closed again
 * @param readAt when the patient said to have read of it; null before
 */
public record Emergency(
    UUID id,
    String patient,
    String practice,
    String practitioner,
    String reason,
    Instant openedAt,
    Instant until,
    @Nullable Instant readAt) {
  public static final int LONGEST_PRACTITIONER = 255;

  /** Whoever reports may bound a reason at 500 characters and not know how it is normalized. */
  public static final int LONGEST_REASON = 2000;

  public Emergency {
    openedAt = openedAt.truncatedTo(ChronoUnit.MILLIS);
    until = until.truncatedTo(ChronoUnit.MILLIS);
    readAt = readAt == null ? null : readAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Whether both say the same happened, read of or not. */
  public boolean tellsTheSameAs(Emergency other) {
    return unread().equals(other.unread());
  }

  private Emergency unread() {
    return new Emergency(id, patient, practice, practitioner, reason, openedAt, until, null);
  }
}
