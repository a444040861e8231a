// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Members;
import java.net.URI;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HDS certificate (hébergeur de données de santé, L.1111-8 and R.1111-9 CSP).
 *
 * @param expires the last day it holds
 * @param activities the activities of R.1111-9 CSP that it covers, 1 to 6
 * @param lastSurveillanceAudit null before the first one
 * @param copy where the certificate can be read; null when it is given on request only
 */
public record Certificate(
    String scheme,
    String number,
    String certifyingBody,
    String accreditation,
    LocalDate issued,
    LocalDate expires,
    @Nullable LocalDate lastSurveillanceAudit,
    List<Integer> activities,
    @Nullable URI copy) {

  /** How long before its end a certificate counts as ending soon: a new one takes months. */
  public static final Period NOTICE = Period.ofDays(90);

  private static final int LONGEST = 255;

  /** How the certificate stands on a day. */
  public CertificateState state(LocalDate on) {
    if (on.isBefore(issued)) {
      return CertificateState.NOT_YET_VALID;
    }
    if (on.isAfter(expires)) {
      return CertificateState.LAPSED;
    }
    // the missing audit comes first: it bears on today, the end on a day to come
    if (auditDue().filter(on::isAfter).isPresent()) {
      return CertificateState.AUDIT_DUE;
    }
    return on.isAfter(expires.minus(NOTICE))
        ? CertificateState.LAPSES_SOON
        : CertificateState.VALID;
  }

  /** Whether the certificate holds on a day. */
  public boolean inForce(LocalDate on) {
    return !on.isBefore(issued) && !on.isAfter(expires);
  }

  /**
   * The last day on which the next surveillance audit is in time; empty when none is due any more.
   *
   * <p>ISO/IEC 17021-1:2015, 9.1.3.3: the first within twelve months of the certification, then
   * every year, none in the year of recertification. That standard counts later years by the
   * calendar; here twelve months are counted from the last audit, the stricter reading. No days of
   * grace: the state tells the reader that an audit is awaited and closes nothing.
   */
  public Optional<LocalDate> auditDue() {
    LocalDate due = (lastSurveillanceAudit == null ? issued : lastSurveillanceAudit).plusYears(1);
    boolean recertification = !due.isBefore(expires) || due.getYear() == expires.getYear();
    return recertification ? Optional.empty() : Optional.of(due);
  }

  static Certificate read(Members members) {
    String scheme = members.text("scheme", LONGEST);
    if (!scheme.equals("HDS")) {
      throw members.invalid("scheme", "must be HDS");
    }
    LocalDate issued = members.date("issued");
    LocalDate expires = members.date("expires");
    if (!expires.isAfter(issued)) {
      throw members.invalid("expires", "must be after issued");
    }
    // HDS certification scheme: a certificate is valid three years
    if (expires.isAfter(issued.plusYears(3))) {
      throw members.invalid("expires", "must be at most three years after issued");
    }
    LocalDate audit =
        members.optionalText("lastSurveillanceAudit", 10).isPresent()
            ? members.date("lastSurveillanceAudit")
            : null;
    if (audit != null && audit.isBefore(issued)) {
      throw members.invalid("lastSurveillanceAudit", "must not be before issued");
    }
    List<Integer> activities = members.integers("activities", 1, 6).stream().sorted().toList();
    if (activities.isEmpty()) {
      throw members.invalid("activities", "must name at least one of the activities 1 to 6");
    }
    URI copy = members.optionalText("copy", 2048).isPresent() ? members.https("copy") : null;
    Certificate certificate =
        new Certificate(
            scheme,
            members.text("number", LONGEST),
            members.text("certifyingBody", LONGEST),
            members.text("accreditation", LONGEST),
            issued,
            expires,
            audit,
            activities,
            copy);
    members.end();
    return certificate;
  }
}
