// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.sqlclient.Tuple;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a text begins, whatever the case of its letters and with accents or without
 * (http://hl7.org/fhir/R4/search.html#string). Nothing is left to the locale of a database: that of
 * {@code C} knows of no letters but those of English.
 *
 * @param small what it begins with, in small letters without accents
 * @param from the same letters as they may be written instead
 * @param to the small one of each of them, in the same order
 */
record Beginning(String small, String from, String to) {

  /** Latin letters with accents, by the small one without, as Unicode takes them apart. */
  private static final Map<Integer, List<Integer>> ACCENTED =
      IntStream.rangeClosed(0xC0, 0x24F)
          .filter(letter -> plain(letter) != letter)
          .boxed()
          .collect(Collectors.groupingBy(Beginning::plain));

  static Beginning of(String text) {
    Map<Integer, Integer> written = new TreeMap<>();
    StringBuilder small = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(
            letter -> {
              int one = plain(letter);
              small.appendCodePoint(one);
              written.put(letter, one);
              written.put(Character.toUpperCase(one), one);
              written.put(Character.toTitleCase(one), one);
              ACCENTED.getOrDefault(one, List.of()).forEach(each -> written.put(each, one));
            });
    written.entrySet().removeIf(each -> each.getKey().equals(each.getValue()));
    StringBuilder from = new StringBuilder();
    StringBuilder to = new StringBuilder();
    written.forEach(
        (letter, one) -> {
          from.appendCodePoint(letter);
          to.appendCodePoint(one);
        });
    return new Beginning(small.toString(), from.toString(), to.toString());
  }

  private static int plain(int letter) {
    return small(
        Normalizer.normalize(Character.toString(letter), Normalizer.Form.NFD).codePointAt(0));
  }

  /** By way of the large one: some small letters are written in two ways. */
  private static int small(int letter) {
    return Character.toLowerCase(Character.toUpperCase(letter));
  }

  /**
   * SQL that holds of a column that begins so.
   *
   * @param values gets those of the parameters
   */
  String condition(String column, Tuple values) {
    values.addString(from).addString(to).addString(small);
    return "starts_with(translate(%s, $%d, $%d), $%d)"
        .formatted(column, values.size() - 2, values.size() - 1, values.size());
  }
}
