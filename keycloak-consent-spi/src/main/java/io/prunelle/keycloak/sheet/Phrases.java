// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.sheet;

import io.prunelle.keycloak.host.EuropeanEconomicArea;
import io.prunelle.keycloak.host.HostSheet.LegalEntity;
import io.prunelle.keycloak.host.HostSheet.RemoteAccess;
import io.prunelle.keycloak.host.HostSheet.Site;
import io.prunelle.keycloak.host.Localized;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How texts, dates and countries are said in the reader's language. */
final class Phrases {
  private final Locale locale;
  private final Dates dates;

  Phrases(Locale locale) {
    this.locale = locale;
    this.dates = new Dates(locale);
  }

  /** The text in the reader's language; in which it is, where there is none in that. */
  Fact in(Localized text) {
    String language = text.language(locale.getLanguage());
    return language.equals(locale.getLanguage())
        ? Fact.text(text.in(language))
        : Fact.foreign(text.in(language), language);
  }

  String date(LocalDate date) {
    return dates.day(date);
  }

  String country(String code) {
    return new Locale.Builder().setRegion(code).build().getDisplayCountry(locale);
  }

  /** A place in a country, and whether that country is in the EEA. */
  Fact place(String text, String code) {
    String key = EuropeanEconomicArea.includes(code) ? "inEea" : "beyondEea";
    return Fact.message(key, text.isEmpty() ? country(code) : text + ", " + country(code));
  }

  List<Fact> sites(List<Site> sites) {
    return sites.stream()
        .map(site -> place(site.name() + ", " + site.city(), site.country()))
        .toList();
  }

  List<Row> legalEntity(LegalEntity entity) {
    return List.of(
        Row.text("name", entity.name()),
        Row.text("registration", entity.registration()),
        Row.of("address", place(entity.address(), entity.country())));
  }

  Fact outsideEea(RemoteAccess access) {
    return access.countries().isEmpty()
        ? Fact.message(access.fromOutsideEea() ? "yes" : "no")
        : Fact.message(
            "yesFrom",
            access.countries().stream().map(this::country).collect(Collectors.joining(", ")));
  }

  List<Row> remoteAccess(RemoteAccess access) {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("outsideEea", outsideEea(access)));
    if (access.transferBasis() != null) {
      rows.add(Row.of("transferBasis", in(access.transferBasis())));
    }
    rows.add(Row.of("residualRisk", in(access.residualRisk())));
    return rows;
  }
}
