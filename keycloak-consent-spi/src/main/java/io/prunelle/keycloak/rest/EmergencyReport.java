// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.json.Members;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** The body of {@code PUT practices/{practice}/patients/{patient}/emergencies/{emergency}}. */
final class EmergencyReport {
  /** By how much the clock of whoever reports may be ahead. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final Duration LONGEST_OPENING = Duration.ofDays(1);

  private EmergencyReport() {}

  /**
   * @throws io.prunelle.keycloak.json.InvalidMember when a member breaks a rule
   */
  static Emergency read(String practice, String patient, UUID id, Members members, Instant now) {
    Emergency emergency =
        new Emergency(
            id,
            patient,
            practice,
            members.text("practitioner", Emergency.LONGEST_PRACTITIONER),
            members.text("reason", Emergency.LONGEST_REASON),
            instant(members, "from"),
            instant(members, "until"),
            members.has("readAt") ? instant(members, "readAt") : null);
    members.end();
    Instant latest = now.plus(SKEW);
    Instant from = emergency.openedAt();
    Instant readAt = emergency.readAt();
    if (from.isBefore(Instant.EPOCH) || from.isAfter(latest)) {
      throw members.invalid("from", "must not be in the future, nor before 1970");
    }
    if (!emergency.until().isAfter(from) || emergency.until().isAfter(from.plus(LONGEST_OPENING))) {
      throw members.invalid("until", "must be after from, by at most 24 hours");
    }
    if (readAt != null && (readAt.isAfter(latest) || readAt.isBefore(from))) {
      throw members.invalid("readAt", "must be after from, and not in the future");
    }
    return emergency;
  }

  private static Instant instant(Members members, String name) {
    try {
      return Instant.parse(members.text(name, 35));
    } catch (DateTimeException e) {
      throw members.invalid(name, "must be a time, yyyy-mm-ddThh:mm:ssZ");
    }
  }
}
