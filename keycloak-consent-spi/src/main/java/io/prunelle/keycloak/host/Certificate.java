// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import io.prunelle.keycloak.json.Members;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HDS certificate (hébergeur de données de santé, L.1111-8 and R.1111-9 CSP).
 *
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

  private static final int LONGEST = 255;

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
