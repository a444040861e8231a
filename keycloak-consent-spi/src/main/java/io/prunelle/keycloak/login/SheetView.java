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
import java.util.stream.Stream;

/** A host sheet laid out for reading: sections of rows, labels as message keys. */
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
  List<Row> summaryRows() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.text("where", places()));
    Certificate certificate = sheet.certificate();
    if (certificate == null) {
      rows.add(Row.message("certificate", "noCertificate"));
    } else {
      rows.add(
          Row.message(
              "certificate", "certifiedUntil", certificate.scheme(), date(certificate.expires())));
    }
    rows.add(Row.text("keysHeldBy", in(sheet.encryption().keysHeldBy())));
    rows.add(Row.message("outsideEea", sheet.remoteAccess().fromOutsideEea() ? "yes" : "no"));
    return rows;
  }

  List<Map<String, Object>> summary() {
    return summaryRows().stream().map(Row::model).toList();
  }

  /** The whole sheet. */
  List<Map<String, Object>> sections() {
    List<Map<String, Object>> sections = new ArrayList<>();
    sections.add(section("legalEntity", legalEntity()));
    sections.add(section("sites", List.of(Row.texts("where", sites()))));
    if (sheet.certificate() != null) {
      sections.add(section("certificate", certificate(sheet.certificate())));
    }
    sections.add(
        section(
            "security",
            List.of(
                Row.text("inTransit", in(sheet.encryption().inTransit())),
                Row.text("atRest", in(sheet.encryption().atRest())),
                Row.text("keysHeldBy", in(sheet.encryption().keysHeldBy())),
                Row.text("transfer", in(sheet.transfer())))));
    sections.add(
        section(
            "retention",
            List.of(
                Row.text("backupsWhere", in(sheet.backups().where())),
                Row.text("backupsRetention", in(sheet.backups().retention())),
                Row.text("endOfContract", in(sheet.endOfContract())))));
    sections.add(section("subProcessors", subProcessors()));
    sections.add(
        section(
            "remoteAccess",
            List.of(
                Row.message("outsideEea", sheet.remoteAccess().fromOutsideEea() ? "yes" : "no"),
                Row.text("residualRisk", in(sheet.remoteAccess().residualRisk())))));
    sections.add(
        section(
            "contact",
            List.of(
                Row.text("officer", sheet.dataProtectionOfficer().name()),
                Row.link(
                    "email",
                    sheet.dataProtectionOfficer().email(),
                    "mailto:" + sheet.dataProtectionOfficer().email()))));
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
    rows.add(Row.text("number", certificate.scheme() + " " + certificate.number()));
    rows.add(
        Row.text(
            "certifyingBody",
            certificate.certifyingBody() + " (" + certificate.accreditation() + ")"));
    rows.add(
        Row.message("validity", "fromTo", date(certificate.issued()), date(certificate.expires())));
    if (certificate.lastSurveillanceAudit() != null) {
      rows.add(Row.text("lastAudit", date(certificate.lastSurveillanceAudit())));
    }
    rows.add(
        Row.messages(
            "activities", certificate.activities().stream().map(n -> "activity" + n).toList()));
    if (certificate.copy() != null) {
      rows.add(Row.link("copy", certificate.copy().toString(), certificate.copy().toString()));
    }
    return rows;
  }

  private List<Row> subProcessors() {
    if (sheet.subProcessors().isEmpty()) {
      return List.of(Row.message("engaged", "none"));
    }
    return List.of(
        Row.texts("engaged", sheet.subProcessors().stream().map(this::subProcessor).toList()));
  }

  private String subProcessor(HostSheet.SubProcessor processor) {
    Certificate certificate = processor.certificate();
    return Stream.of(
            processor.name(),
            in(processor.role()),
            country(processor.country()),
            certificate == null
                ? ""
                : certificate.scheme()
                    + " "
                    + certificate.number()
                    + " → "
                    + date(certificate.expires()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  private List<String> sites() {
    return sheet.sites().stream()
        .map(site -> site.name() + ", " + site.city() + ", " + country(site.country()))
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
    return Map.of("title", title, "rows", rows.stream().map(Row::model).toList());
  }
}
