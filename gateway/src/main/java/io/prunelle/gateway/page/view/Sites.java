// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.HostSheet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cities and countries in words. */
final class Sites {

  private final Locale locale;

  Sites(Language language) {
    this.locale = language.locale();
  }

  /** For instance {@code Lyon, France · Roubaix, France}; empty when no site is stated. */
  String of(HostSheet sheet) {
    return of(sheet.sites());
  }

  /** As of a host's. */
  String of(List<HostSheet.Site> sites) {
    return sites.stream()
        .map(site -> place(site.city(), site.country()))
        .filter(place -> !place.isEmpty())
        .distinct()
        .collect(Collectors.joining(" · "));
  }

  /** Of the countries, each once. */
  List<Flag> flags(HostSheet sheet) {
    return sheet.sites().stream()
        .map(HostSheet.Site::country)
        .distinct()
        .flatMap(country -> Flag.of(country).stream())
        .toList();
  }

  String place(String... parts) {
    return Stream.of(parts)
        .map(this::country)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** The name of a country given as an ISO 3166 code; other texts stay as they are. */
  String country(String country) {
    return country.matches("[A-Z]{2}")
        ? new Locale.Builder().setRegion(country).build().getDisplayCountry(locale)
        : country;
  }

  /** All of them, in words. */
  String countries(List<String> codes) {
    return codes.stream().map(this::country).collect(Collectors.joining(", "));
  }
}
