// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import io.prunelle.keycloak.host.Certificate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What a certificate says, and how it stands today. */
final class CertificateRows {
  private final Phrases phrases;
  private final LocalDate today;

  CertificateRows(Phrases phrases, LocalDate today) {
    this.phrases = phrases;
    this.today = today;
  }

  /** The certificate in short. */
  List<Fact> brief(Certificate certificate) {
    return List.of(
        Fact.message("certifiedUntil", certificate.scheme(), phrases.date(certificate.expires())),
        state(certificate));
  }

  /** The certificate in full. */
  List<Row> rows(Certificate certificate) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.text("number", certificate.number()));
    rows.add(
        Row.text(
            "certifyingBody",
            certificate.certifyingBody() + " (" + certificate.accreditation() + ")"));
    rows.add(
        Row.of(
            "validity",
            Fact.message(
                "fromTo",
                phrases.date(certificate.issued()),
                phrases.date(certificate.expires()))));
    rows.add(Row.of("today", state(certificate)));
    if (certificate.lastSurveillanceAudit() != null) {
      rows.add(Row.text("lastAudit", phrases.date(certificate.lastSurveillanceAudit())));
    }
    rows.add(
        Row.of(
            "activities",
            certificate.activities().stream().map(n -> Fact.message("activity" + n)).toList()));
    if (certificate.copy() != null) {
      String copy = certificate.copy().toString();
      rows.add(Row.of("copy", Fact.link(copy, copy)));
    }
    return rows;
  }

  private Fact state(Certificate certificate) {
    return Fact.message(
        "certificate." + certificate.state(today),
        certificate.auditDue().map(phrases::date).orElse(""));
  }
}
