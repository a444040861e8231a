// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.departure;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;

/**
 * How long a realm keeps the names in the ledger after a patient's user was deleted: the realm
 * attribute {@code prunelle.pseudonymise-after}, an ISO 8601 period.
 */
public record Retention(Period period) {
  static final String ATTRIBUTE = "prunelle.pseudonymise-after";

  /** Code civil art. 2224: a practice may have to answer for five years. */
  static final Period DEFAULT = Period.ofYears(5);

  /** More is a slip of the pen. */
  private static final int LONGEST_YEARS = 200;

  private static final Logger LOG = Logger.getLogger(Retention.class);

  /** Empty, so that nothing is taken out, when the attribute makes no sense. */
  public static Optional<Retention> of(RealmModel realm) {
    Optional<Retention> retention = read(realm.getAttribute(ATTRIBUTE));
    if (retention.isEmpty()) {
      LOG.warnf(
          "realm %s: %s is no ISO 8601 period such as P5Y, nobody is pseudonymised",
          realm.getName(), ATTRIBUTE);
    }
    return retention;
  }

  static Optional<Retention> read(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.of(new Retention(DEFAULT));
    }
    try {
      return Optional.of(Period.parse(text.strip()))
          .filter(Retention::isSensible)
          .map(Retention::new);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isSensible(Period period) {
    return !period.isNegative()
        && !LocalDate.EPOCH.plus(period).isAfter(LocalDate.EPOCH.plusYears(LONGEST_YEARS));
  }

  /** Whoever left before this is due. */
  Instant before(Instant now) {
    return now.atZone(ZoneOffset.UTC).minus(period).toInstant();
  }
}
