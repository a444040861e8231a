// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateTest {
  private static final LocalDate START = LocalDate.parse("2020-01-01");

  @ParameterizedTest
  @CsvSource({
    // issued,   expires,    last audit, on,         state
    "2025-06-01, 2028-05-31, 2026-05-20, 2026-11-23, VALID",
    "2025-06-01, 2028-05-31,           , 2025-05-31, NOT_YET_VALID",
    "2025-06-01, 2028-05-31,           , 2025-06-01, VALID",
    "2025-06-01, 2028-05-31,           , 2026-06-01, VALID",
    "2025-06-01, 2028-05-31,           , 2026-06-02, AUDIT_DUE",
    "2025-06-01, 2028-05-31, 2026-05-20, 2027-05-20, VALID",
    "2025-06-01, 2028-05-31, 2026-05-20, 2027-05-21, AUDIT_DUE",
    // the audit of the last year is the one for a new certificate
    "2025-06-01, 2028-05-31, 2027-04-01, 2028-02-15, VALID",
    "2025-06-01, 2028-05-31, 2027-04-01, 2028-03-02, VALID",
    "2025-06-01, 2028-05-31, 2027-04-01, 2028-03-03, LAPSES_SOON",
    "2025-06-01, 2028-05-31, 2027-04-01, 2028-05-31, LAPSES_SOON",
    "2025-06-01, 2028-05-31, 2027-04-01, 2028-06-01, LAPSED",
    // a missed audit does not vanish as the end comes near
    "2025-06-01, 2028-05-31, 2026-05-20, 2028-05-30, AUDIT_DUE",
    "2025-06-01, 2028-05-31, 2026-05-20, 2028-06-01, LAPSED",
    // taken over from another body for its last months
    "2025-11-01, 2026-03-31,           , 2026-01-15, LAPSES_SOON",
    "2024-02-29, 2027-02-28,           , 2025-02-28, VALID",
  })
  void theStateFollowsFromTheDates(
      LocalDate issued,
      LocalDate expires,
      @Nullable LocalDate audit,
      LocalDate on,
      CertificateState state) {
    assertThat(certificate(issued, expires, audit).state(on)).isEqualTo(state);
  }

  @Property
  void aCertificateIsInForceUnlessItIsTooEarlyOrTooLate(
      @ForAll("certificates") Certificate certificate, @ForAll("days") LocalDate on) {
    CertificateState state = certificate.state(on);

    assertThat(certificate.inForce(on))
        .isEqualTo(state != CertificateState.NOT_YET_VALID && state != CertificateState.LAPSED);
    assertThat(state == CertificateState.NOT_YET_VALID)
        .isEqualTo(on.isBefore(certificate.issued()));
    assertThat(state == CertificateState.LAPSED).isEqualTo(on.isAfter(certificate.expires()));
  }

  @Property
  void withTimeACertificateNeverGetsBetter(
      @ForAll("certificates") Certificate certificate, @ForAll("days") LocalDate on) {
    CertificateState before = certificate.state(on);
    CertificateState after = certificate.state(on.plusDays(1));

    // an audit falls due before the end comes near, or never
    List<CertificateState> order =
        certificate.auditDue().isPresent()
            ? List.of(
                CertificateState.NOT_YET_VALID,
                CertificateState.VALID,
                CertificateState.LAPSES_SOON,
                CertificateState.AUDIT_DUE,
                CertificateState.LAPSED)
            : List.of(
                CertificateState.NOT_YET_VALID,
                CertificateState.VALID,
                CertificateState.LAPSES_SOON,
                CertificateState.LAPSED);
    assertThat(order).contains(before, after);
    assertThat(order.indexOf(after)).isGreaterThanOrEqualTo(order.indexOf(before));
  }

  @Property
  void anAuditHeldInTimeIsNeverAskedForAgainWithinTheYear(
      @ForAll("certificates") Certificate certificate, @ForAll("days") LocalDate on) {
    LocalDate audit = certificate.lastSurveillanceAudit();
    LocalDate last = audit == null ? certificate.issued() : audit;

    if (!on.isAfter(last.plusYears(1))) {
      assertThat(certificate.state(on)).isNotEqualTo(CertificateState.AUDIT_DUE);
    }
  }

  @Provide
  Arbitrary<LocalDate> days() {
    return Arbitraries.integers().between(-400, 1_800).map(START::plusDays);
  }

  @Provide
  Arbitrary<Certificate> certificates() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 365),
            Arbitraries.integers().between(1, 1_095),
            Arbitraries.integers().between(0, 1_095).injectNull(0.3))
        .as(
            (start, length, audit) -> {
              LocalDate issued = START.plusDays(start);
              return certificate(
                  issued,
                  issued.plusDays(length),
                  audit == null ? null : issued.plusDays(Math.min(audit, length)));
            });
  }

  private static Certificate certificate(
      LocalDate issued, LocalDate expires, @Nullable LocalDate audit) {
    return new Certificate("HDS", "1", "Body", "COFRAC", issued, expires, audit, List.of(1), null);
  }
}
