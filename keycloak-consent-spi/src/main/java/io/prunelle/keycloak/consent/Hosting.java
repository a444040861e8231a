// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.json.Members;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * An arrangement under which a practice hosts its patients' records at a host.
 *
 * @param validity how long a permission lasts; null for no end
 * @param renewBefore how long before its end the patient is asked again; null for not before
 * @param notice the version of the current notice, 0 before the first
 */
public record Hosting(
    HostingId id,
    List<Purpose> purposes,
    LegalBasis legalBasis,
    @Nullable Period validity,
    @Nullable Period renewBefore,
    HostingStatus status,
    int notice) {

  private static final int LONGEST_VALIDITY_YEARS = 10;

  /**
   * Reads {@code {purposes, legalBasis, validity, renewBefore, status}}.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  public static Hosting read(HostingId id, Members members) {
    List<Purpose> purposes = Purpose.list(members, "purposes");
    if (purposes.isEmpty()) {
      // GDPR art. 5(1)(b)
      throw members.invalid("purposes", "must name at least one purpose");
    }
    LegalBasis basis = members.oneOf("legalBasis", List.of(LegalBasis.values()), LegalBasis::name);
    Period validity = period(members, "validity");
    Period renewBefore = period(members, "renewBefore");
    if (renewBefore != null && (validity == null || !shorter(renewBefore, validity))) {
      throw members.invalid("renewBefore", "must be shorter than validity");
    }
    HostingStatus status =
        members.has("status")
            ? members.oneOf("status", List.of(HostingStatus.values()), HostingStatus::name)
            : HostingStatus.OPEN;
    members.end();
    return new Hosting(id, purposes, basis, validity, renewBefore, status, 0);
  }

  /**
   * What about this, in the place of {@code before}, is not allowed; empty when it may be replaced.
   * One legal basis is never presented as the other, and what is over stays over: decisions taken
   * before would otherwise be in force again.
   */
  public Optional<String> breaks(Hosting before) {
    if (before.notice > 0 && before.legalBasis != legalBasis) {
      return Optional.of("legalBasis: cannot change once a notice is published");
    }
    return before.status == HostingStatus.ENDED && status != HostingStatus.ENDED
        ? Optional.of("status: an ended hosting stays ended")
        : Optional.empty();
  }

  /** Whether these are its purposes, as they read in one of their languages. */
  public boolean hasPurposes(Set<String> texts) {
    return purposes.stream()
        .flatMap(purpose -> purpose.texts().keySet().stream())
        .distinct()
        .anyMatch(language -> texts.equals(purposesIn(language)));
  }

  private Set<String> purposesIn(String language) {
    return purposes.stream()
        .map(purpose -> purpose.in(List.of(language)).text())
        .collect(Collectors.toSet());
  }

  /** The end of a permission given at {@code start}, seconds since the epoch; null for none. */
  public @Nullable Long until(Instant start) {
    return validity == null ? null : start.atZone(ZoneOffset.UTC).plus(validity).toEpochSecond();
  }

  /**
   * The end of a permission given at {@code start} that runs out at {@code latest} at the latest,
   * seconds since the epoch; null for none.
   */
  public @Nullable Long until(Instant start, @Nullable Instant latest) {
    return Rules.earlier(
        until(start), latest == null ? null : Long.valueOf(latest.getEpochSecond()));
  }

  /**
   * From when on a permission that ends at {@code until} is asked for again.
   *
   * @param until seconds since the epoch
   */
  Instant renewedFrom(long until) {
    Instant end = Instant.ofEpochSecond(until);
    return renewBefore == null ? end : end.atZone(ZoneOffset.UTC).minus(renewBefore).toInstant();
  }

  /** Whenever they begin: a month may have 28 days, and a year 365. */
  private static boolean shorter(Period one, Period other) {
    return days(one).max().orElseThrow() < days(other).min().orElseThrow();
  }

  /** How many days a period has, begun on each day from one leap year to the next. */
  private static LongStream days(Period period) {
    LocalDate first = LocalDate.of(2000, 1, 1);
    return first
        .datesUntil(first.plusYears(4))
        .mapToLong(day -> ChronoUnit.DAYS.between(day, day.plus(period)));
  }

  private static @Nullable Period period(Members members, String name) {
    return members.optionalText(name, 32).map(text -> period(members, name, text)).orElse(null);
  }

  private static Period period(Members members, String name, String text) {
    try {
      Period period = Period.parse(text);
      boolean positive =
          !period.isZero()
              && period.getYears() >= 0
              && period.getMonths() >= 0
              && period.getDays() >= 0;
      if (positive
          && period.getYears() <= LONGEST_VALIDITY_YEARS
          && period.toTotalMonths() <= 12L * LONGEST_VALIDITY_YEARS
          && period.getDays() <= 366 * LONGEST_VALIDITY_YEARS) {
        return period;
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw members.invalid(name, "must be an ISO 8601 period such as P2Y, or null");
    }
    throw members.invalid(name, "must be a period of at most P10Y such as P2Y, or null");
  }
}
