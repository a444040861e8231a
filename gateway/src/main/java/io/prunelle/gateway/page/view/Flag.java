// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A flag of three bands, drawn: no picture of anybody else's is loaded. The country always stands
 * beside it in words.
 *
 * @param upright whether the bands stand beside one another
 * @param colours of the bands, three
 */
record Flag(boolean upright, List<String> colours) {

  private static final Map<String, Flag> FLAGS =
      Map.ofEntries(
          Map.entry("FR", upright("#000091", "#fff", "#e1000f")),
          Map.entry("BE", upright("#000", "#fdda24", "#ef3340")),
          Map.entry("IT", upright("#008c45", "#f4f5f0", "#cd212a")),
          Map.entry("IE", upright("#169b62", "#fff", "#ff883e")),
          Map.entry("RO", upright("#002b7f", "#fcd116", "#ce1126")),
          Map.entry("DE", lying("#000", "#d00", "#ffce00")),
          Map.entry("NL", lying("#ad1d25", "#fff", "#1e4785")),
          Map.entry("LU", lying("#ed2939", "#fff", "#00a1de")),
          Map.entry("AT", lying("#c8102e", "#fff", "#c8102e")),
          Map.entry("HU", lying("#cd2a3e", "#fff", "#436f4d")),
          Map.entry("BG", lying("#fff", "#00966e", "#d62612")),
          Map.entry("EE", lying("#0072ce", "#000", "#fff")),
          Map.entry("LT", lying("#ffb81c", "#046a38", "#be3a34")));

  /**
   * The flag of a country.
   *
   * @param country ISO 3166 code
   * @return empty for one that has no such flag
   */
  static Optional<Flag> of(String country) {
    return Optional.ofNullable(FLAGS.get(country));
  }

  private static Flag upright(String... colours) {
    return new Flag(true, List.of(colours));
  }

  private static Flag lying(String... colours) {
    return new Flag(false, List.of(colours));
  }
}
