// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.host;

import java.util.Set;

/**
 * The countries of the European Economic Area, by ISO 3166-1 code: the 27 Member States of the
 * Union, Iceland, Liechtenstein and Norway (EEA Agreement, art. 126; its Joint Committee's decision
 * 154/2018 takes in the GDPR).
 *
 * <p>ISO 3166-1 gives codes of their own to some parts of Member States. Those in which the Union's
 * treaties hold belong to it (TFEU art. 349 and 355: the French outermost regions, Åland); the
 * others, such as New Caledonia, French Polynesia or Svalbard, do not.
 */
public final class EuropeanEconomicArea {
  private static final Set<String> MEMBER_STATES =
      Set.of(
          "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
          "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");
  private static final Set<String> EFTA = Set.of("IS", "LI", "NO");
  private static final Set<String> PARTS_WITH_CODES =
      Set.of("AX", "GF", "GP", "MF", "MQ", "RE", "YT");

  private EuropeanEconomicArea() {}

  /** Whether the country is part of it. */
  public static boolean includes(String country) {
    return MEMBER_STATES.contains(country)
        || EFTA.contains(country)
        || PARTS_WITH_CODES.contains(country);
  }
}
