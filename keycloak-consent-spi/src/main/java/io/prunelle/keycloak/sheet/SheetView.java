// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import io.prunelle.keycloak.host.EuropeanEconomicArea;
import io.prunelle.keycloak.host.HostSheet;
import io.prunelle.keycloak.host.HostSheet.Site;
import io.prunelle.keycloak.host.SubProcessor;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A host sheet laid out for reading: sections of rows, terms as message keys. */
public final class SheetView {
  private final HostSheet sheet;
  private final Phrases phrases;
  private final CertificateRows certificates;

  /**
   * @param today the day for which the certificates' state is told
   */
  public SheetView(HostSheet sheet, Locale locale, LocalDate today) {
    this.sheet = sheet;
    this.phrases = new Phrases(locale);
    this.certificates = new CertificateRows(phrases, today);
  }

  /** The facts that patients ask for first. */
  public List<Map<String, Object>> summary() {
    return Row.models(
        List.of(
            Row.of("where", places()),
            Row.of(
                "certificate",
                sheet.certificate() == null
                    ? List.of(Fact.message("noCertificate"))
                    : certificates.brief(sheet.certificate())),
            Row.of("keysHeldBy", phrases.in(sheet.encryption().keysHeldBy())),
            Row.of("outsideEea", phrases.outsideEea(sheet.remoteAccess()))));
  }

  /** The whole sheet. */
  public List<Map<String, Object>> sections() {
    List<Map<String, Object>> sections = new ArrayList<>();
    sections.add(section("legalEntity", phrases.legalEntity(sheet.legalEntity())));
    sections.add(section("sites", List.of(Row.of("where", phrases.sites(sheet.sites())))));
    if (sheet.certificate() != null) {
      sections.add(section("certificate", certificates.rows(sheet.certificate())));
    }
    sections.add(section("security", security()));
    sections.add(section("retention", retention()));
    sections.add(section("subProcessors", subProcessors()));
    sections.add(section("remoteAccess", phrases.remoteAccess(sheet.remoteAccess())));
    sections.add(section("contact", contact()));
    return sections;
  }

  private List<Row> security() {
    return List.of(
        Row.of("inTransit", phrases.in(sheet.encryption().inTransit())),
        Row.of("atRest", phrases.in(sheet.encryption().atRest())),
        Row.of("keysHeldBy", phrases.in(sheet.encryption().keysHeldBy())),
        Row.of("transfer", phrases.in(sheet.transfer())));
  }

  private List<Row> retention() {
    return List.of(
        Row.of("backupsWhere", phrases.in(sheet.backups().where())),
        Row.of("backupsRetention", phrases.in(sheet.backups().retention())),
        Row.of("endOfContract", phrases.in(sheet.endOfContract())));
  }

  private List<Row> subProcessors() {
    return sheet.subProcessors().isEmpty()
        ? List.of(Row.of("engaged", Fact.message("none")))
        : sheet.subProcessors().stream().map(this::subProcessor).toList();
  }

  private Row subProcessor(SubProcessor processor) {
    List<Row> rows = new ArrayList<>();
    if (processor.legalEntity() == null) {
      rows.add(Row.of("country", phrases.place("", processor.country())));
    } else {
      rows.addAll(phrases.legalEntity(processor.legalEntity()));
    }
    if (!processor.sites().isEmpty()) {
      rows.add(Row.of("where", phrases.sites(processor.sites())));
    }
    if (processor.certificate() == null) {
      rows.add(Row.of("certificate", Fact.message("notCertified")));
    } else {
      rows.addAll(certificates.rows(processor.certificate()));
    }
    if (processor.remoteAccess() != null) {
      rows.addAll(phrases.remoteAccess(processor.remoteAccess()));
    }
    if (!processor.subProcessors().isEmpty()) {
      rows.add(
          Row.over(
              "engagedInTurn",
              processor.subProcessors().stream().map(this::subProcessor).toList()));
    }
    return Row.named(processor.name(), List.of(phrases.in(processor.role())), rows);
  }

  private List<Row> contact() {
    HostSheet.DataProtectionOfficer officer = sheet.dataProtectionOfficer();
    return List.of(
        Row.text("officer", officer.name()),
        Row.of("email", Fact.link(officer.email(), "mailto:" + officer.email())));
  }

  /** Where records are kept, by the host and by whom it engages. */
  private Fact places() {
    List<Site> sites = Stream.concat(sheet.sites().stream(), sites(sheet.subProcessors())).toList();
    String places =
        sites.stream()
            .map(site -> site.city() + " (" + phrases.country(site.country()) + ")")
            .distinct()
            .collect(Collectors.joining(", "));
    boolean within = sites.stream().map(Site::country).allMatch(EuropeanEconomicArea::includes);
    return Fact.message(within ? "allInEea" : "notAllInEea", places);
  }

  private static Stream<Site> sites(List<SubProcessor> processors) {
    return processors.stream()
        .flatMap(p -> Stream.concat(p.sites().stream(), sites(p.subProcessors())));
  }

  private static Map<String, Object> section(String title, List<Row> rows) {
    return Map.of("title", title, "rows", Row.models(rows));
  }
}
