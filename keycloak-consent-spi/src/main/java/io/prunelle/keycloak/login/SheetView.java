// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.host.Certificate;
import io.prunelle.keycloak.host.HostSheet;
import io.prunelle.keycloak.host.Localized;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A host sheet laid out for reading: sections of rows, terms as message keys. */
final class SheetView {
  private final HostSheet sheet;
  private final Locale locale;
  private final DateTimeFormatter dates;

  SheetView(HostSheet sheet, Locale locale) {
    this.sheet = sheet;
    this.locale = locale;
    this.dates = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale);
  }

  /** The facts that patients ask for first. */
  List<Map<String, Object>> summary() {
    return models(
        List.of(
            Row.text("where", places()),
            Row.of("certificate", certified(sheet.certificate())),
            Row.text("keysHeldBy", in(sheet.encryption().keysHeldBy())),
            Row.of("outsideEea", outsideEea())));
  }

  /** The whole sheet. */
  List<Map<String, Object>> sections() {
    List<Map<String, Object>> sections = new ArrayList<>();
    sections.add(section("legalEntity", legalEntity()));
    sections.add(section("sites", List.of(Row.of("where", sites()))));
    if (sheet.certificate() != null) {
      sections.add(section("certificate", certificate(sheet.certificate())));
    }
    sections.add(section("security", security()));
    sections.add(section("retention", retention()));
    sections.add(section("subProcessors", subProcessors()));
    sections.add(
        section(
            "remoteAccess",
            List.of(
                Row.of("outsideEea", outsideEea()),
                Row.text("residualRisk", in(sheet.remoteAccess().residualRisk())))));
    sections.add(section("contact", contact()));
    return sections;
  }

  private List<Row> legalEntity() {
    HostSheet.LegalEntity entity = sheet.legalEntity();
    return List.of(
        Row.text("name", entity.name()),
        Row.text("registration", entity.registration()),
        Row.text("address", entity.address() + ", " + country(entity.country())));
  }

  private List<Row> certificate(Certificate certificate) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.text("number", certificate.number()));
    rows.add(
        Row.text(
            "certifyingBody",
            certificate.certifyingBody() + " (" + certificate.accreditation() + ")"));
    rows.add(
        Row.of(
            "validity",
            Fact.message("fromTo", date(certificate.issued()), date(certificate.expires()))));
    if (certificate.lastSurveillanceAudit() != null) {
      rows.add(Row.text("lastAudit", date(certificate.lastSurveillanceAudit())));
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

  private List<Row> security() {
    return List.of(
        Row.text("inTransit", in(sheet.encryption().inTransit())),
        Row.text("atRest", in(sheet.encryption().atRest())),
        Row.text("keysHeldBy", in(sheet.encryption().keysHeldBy())),
        Row.text("transfer", in(sheet.transfer())));
  }

  private List<Row> retention() {
    return List.of(
        Row.text("backupsWhere", in(sheet.backups().where())),
        Row.text("backupsRetention", in(sheet.backups().retention())),
        Row.text("endOfContract", in(sheet.endOfContract())));
  }

  private List<Row> subProcessors() {
    if (sheet.subProcessors().isEmpty()) {
      return List.of(Row.of("engaged", Fact.message("none")));
    }
    return sheet.subProcessors().stream()
        .map(
            processor ->
                Row.named(
                    processor.name(),
                    List.of(
                        Fact.text(in(processor.role())),
                        Fact.text(country(processor.country())),
                        processor.certificate() == null
                            ? Fact.message("notCertified")
                            : certified(processor.certificate()))))
        .toList();
  }

  private List<Row> contact() {
    HostSheet.DataProtectionOfficer officer = sheet.dataProtectionOfficer();
    return List.of(
        Row.text("officer", officer.name()),
        Row.of("email", Fact.link(officer.email(), "mailto:" + officer.email())));
  }

  private Fact certified(@Nullable Certificate certificate) {
    return certificate == null
        ? Fact.message("noCertificate")
        : Fact.message("certifiedUntil", certificate.scheme(), date(certificate.expires()));
  }

  private Fact outsideEea() {
    return Fact.message(sheet.remoteAccess().fromOutsideEea() ? "yes" : "no");
  }

  private List<Fact> sites() {
    return sheet.sites().stream()
        .map(site -> site.name() + ", " + site.city() + ", " + country(site.country()))
        .map(Fact::text)
        .toList();
  }

  private String places() {
    return sheet.sites().stream()
        .map(site -> site.city() + " (" + country(site.country()) + ")")
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private String in(Localized text) {
    return text.in(locale.getLanguage());
  }

  private String date(LocalDate date) {
    return dates.format(date);
  }

  private String country(String code) {
    return new Locale.Builder().setRegion(code).build().getDisplayCountry(locale);
  }

  private static Map<String, Object> section(String title, List<Row> rows) {
    return Map.of("title", title, "rows", models(rows));
  }

  private static List<Map<String, Object>> models(List<Row> rows) {
    return rows.stream().map(Row::model).toList();
  }
}
