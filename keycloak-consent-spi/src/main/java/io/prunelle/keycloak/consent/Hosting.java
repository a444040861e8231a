// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.json.Members;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An arrangement under which a practice hosts its patients' records at a host.
 *
 * @param validity how long a permission lasts; null for no end
 * @param notice the version of the current notice, 0 before the first
 */
public record Hosting(
    HostingId id,
    List<String> purposes,
    LegalBasis legalBasis,
    @Nullable Period validity,
    int notice) {

  private static final int LONGEST_VALIDITY_YEARS = 10;

  /**
   * Reads {@code {purposes, legalBasis, validity}}.
   *
   * @throws io.prunelle.keycloak.json.InvalidMember naming the member that breaks a rule
   */
  public static Hosting read(HostingId id, Members members) {
    List<String> purposes = members.texts("purposes", 20, 255);
    if (purposes.isEmpty()) {
      // GDPR art. 5(1)(b)
      throw members.invalid("purposes", "must name at least one purpose");
    }
    LegalBasis basis = members.oneOf("legalBasis", List.of(LegalBasis.values()), LegalBasis::name);
    if (basis == LegalBasis.INFORM_AND_OBJECT) {
      throw members.invalid("legalBasis", "INFORM_AND_OBJECT is not yet supported");
    }
    Period validity =
        members.optionalText("validity", 32).map(text -> validity(members, text)).orElse(null);
    members.end();
    return new Hosting(id, purposes, basis, validity, 0);
  }

  /** The end of a permission given at {@code start}, seconds since the epoch; null for none. */
  public @Nullable Long until(Instant start) {
    return validity == null ? null : start.atZone(ZoneOffset.UTC).plus(validity).toEpochSecond();
  }

  private static Period validity(Members members, String text) {
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
      throw members.invalid("validity", "must be an ISO 8601 period such as P2Y, or null");
    }
    throw members.invalid("validity", "must be a period of at most P10Y such as P2Y, or null");
  }
}
