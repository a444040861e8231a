// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Periods as numbers of years, months and days, to be said in words. */
final class Periods {
  private Periods() {}

  /** The parts that are not zero: {@code {unit: YEAR, number: 2}}. */
  static List<Map<String, Object>> words(Period period) {
    List<Map<String, Object>> words = new ArrayList<>();
    add(words, "YEAR", period.getYears());
    add(words, "MONTH", period.getMonths());
    add(words, "DAY", period.getDays());
    return List.copyOf(words);
  }

  private static void add(List<Map<String, Object>> words, String unit, int number) {
    if (number != 0) {
      words.add(Map.of("unit", unit, "number", number));
    }
  }
}
