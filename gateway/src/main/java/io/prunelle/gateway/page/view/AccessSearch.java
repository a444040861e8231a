// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a patient looked for among the accesses, and what there is.
 *
 * @param path of this page, which the language switch comes back to
 * @param people who can be chosen, but for the reader
 * @param given the form's fields as they were sent
 * @param wrong fields that were not understood
 * @param query the fields as a URL has them, empty or beginning with {@code ?}
 * @param further whether it goes on from an earlier page
 * @param months oldest first; empty where they are not shown
 * @param found null when something was wrong
 */
public record AccessSearch(
    String path,
    List<Person> people,
    Map<String, String> given,
    Set<String> wrong,
    String query,
    boolean further,
    List<Month> months,
    @Nullable Accesses found) {

  /**
   * Who can be looked for.
   *
   * @param key by which the form names them
   */
  public record Person(String key, @Nullable String name, @Nullable String practice) {}

  /**
   * How often others opened the record.
   *
   * @param more whether it was more often than was counted
   */
  public record Month(YearMonth month, long accesses, boolean more) {}
}
