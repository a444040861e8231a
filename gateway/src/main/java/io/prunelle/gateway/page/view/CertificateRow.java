// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.erasure.Certificate;
import java.util.List;

/**
 * That the record was erased somewhere, in words.
 *
 * @param what where and when
 * @param called what tells it from all others of the page, in words
 * @param path where the certificate is
 */
record CertificateRow(String what, String called, String path) {

  static final String PATH = "/my/certificates/";

  static List<CertificateRow> of(List<Certificate> certificates, Messages t, Names names) {
    Dates dates = new Dates(t.language());
    Distinct distinct = new Distinct();
    return certificates.stream()
        .map(
            certificate -> {
              String host = names.place(certificate.host(), certificate.practice());
              String what =
                  t.text(
                      certificate.moved() ? "certificate.row.moved" : "certificate.row",
                      at(t, names, certificate, host),
                      dates.date(certificate.certifiedAt()));
              return new CertificateRow(what, distinct.of(what), PATH + certificate.id());
            })
        .toList();
  }

  /**
   * Where it was erased. Of a practice's own server it is not said that this was "at" the practice,
   * which may well have the record still, elsewhere.
   *
   * @param host what any other is called
   */
  static String at(Messages t, Names names, Certificate certificate, String host) {
    return names.isWithinPractice(certificate.host())
        ? t.text("certificate.at.practice", names.practice(certificate.practice()))
        : t.text("certificate.at", host);
  }
}
