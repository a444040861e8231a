// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet.Certificate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says what a certificate states, and whether it still holds. */
final class CertificateFacts {

  private final Messages t;
  private final Dates dates;
  private final LocalDate today;

  CertificateFacts(Messages t, LocalDate today) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.today = today;
  }

  /** Answers whether a host is certified. */
  void tell(String host, Certificate certificate, Answers answers) {
    Optional<LocalDate> later = certificate.beginsAfter(today);
    if (later.isPresent()) {
      answers.sayIfStated(
          "sheet.certified.notYet",
          certificate.scheme(),
          certificate.number(),
          dates.date(later.get()));
    } else {
      answers.sayIfStated(
          hasEnded(certificate) ? "sheet.certified.void" : "sheet.certified.number",
          certificate.scheme(),
          certificate.number());
    }
    sentences(certificate).forEach(answers::add);
    answers.link("sheet.certified.copy", certificate.copy(), host);
  }

  /** All that it states but its number. */
  List<String> sentences(Certificate certificate) {
    List<String> sentences = new ArrayList<>();
    if (!certificate.certifyingBody().isEmpty()) {
      sentences.add(
          certificate.accreditation().isEmpty()
              ? t.text("sheet.certified.by", certificate.certifyingBody())
              : t.text(
                  "sheet.certified.byAccredited",
                  certificate.certifyingBody(),
                  certificate.accreditation()));
    }
    certificate.expires().ifPresent(end -> sentences.add(validity(certificate, end)));
    certificate
        .lastSurveillanceAudit()
        .ifPresent(day -> sentences.add(t.text("sheet.certified.audit", dates.date(day))));
    if (!certificate.activities().isEmpty()) {
      sentences.add(
          t.text(
              "sheet.certified.activities",
              certificate.activities().stream()
                  .map(this::activity)
                  .collect(Collectors.joining(", "))));
    }
    return sentences;
  }

  /** By its name, and the number that the certificate has for it. */
  private String activity(int number) {
    String key = "sheet.activity." + number;
    String given = String.valueOf(number);
    return t.has(key) ? t.text("sheet.activity", given, t.text(key)) : given;
  }

  boolean hasEnded(Certificate certificate) {
    return certificate.expires().map(today::isAfter).orElse(false);
  }

  private String validity(Certificate certificate, LocalDate end) {
    if (hasEnded(certificate)) {
      return t.text("sheet.certified.lapsed", dates.date(end));
    }
    return certificate
        .issued()
        .map(issued -> t.text("sheet.certified.between", dates.date(issued), dates.date(end)))
        .orElseGet(() -> t.text("sheet.certified.until", dates.date(end)));
  }
}
