// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/**
 * How often others opened the record in one month.
 *
 * @param path of the list of that month
 * @param number in words for the reader
 * @param length of 100
 */
record MonthBar(String name, String path, String number, long length) {

  static List<MonthBar> of(List<AccessSearch.Month> months, Messages t) {
    Dates dates = new Dates(t.language());
    long most =
        Math.max(1, months.stream().mapToLong(AccessSearch.Month::accesses).max().orElse(1));
    return months.stream()
        .map(
            month ->
                new MonthBar(
                    dates.month(month.month()),
                    path(month.month()),
                    t.text(month.more() ? "months.more" : "months.number", month.accesses()),
                    // What there is, is seen
                    month.accesses() == 0 ? 0 : Math.max(1, 100 * month.accesses() / most)))
        .toList();
  }

  private static String path(YearMonth month) {
    return String.format(
        Locale.ROOT, "%s?from=%s&to=%s", AccessList.PATH, month.atDay(1), month.atEndOfMonth());
  }
}
