// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of accesses.
 *
 * @param olderPath where older ones are; null when there are none
 * @param query what was looked for, empty or beginning with {@code ?}
 * @param lead what stands in the list, and for how long
 */
record AccessList(List<AccessDay> days, @Nullable String olderPath, String query, String lead) {

  static final String PATH = "/my/accesses";

  /** Where an access stands first: the list goes on from there to older ones. */
  static String pathOf(UUID entry) {
    long low = entry.getLeastSignificantBits() + 1;
    long high = entry.getMostSignificantBits() + (low == 0 ? 1 : 0);
    return PATH + "?before=" + new UUID(high, low) + "#" + anchor(entry);
  }

  /** Where it is reported. */
  static String reportOf(UUID entry) {
    return PATH + "/" + entry + "/report";
  }

  static String anchor(UUID entry) {
    return "access-" + entry;
  }

  static AccessList of(Accesses accesses, AccessDays words, String query, String lead) {
    return new AccessList(
        words.of(accesses),
        accesses.older() == null
            ? null
            : PATH + query + (query.isEmpty() ? "?" : "&") + "before=" + accesses.older(),
        query,
        lead);
  }

  String export(String ending) {
    return PATH + "." + ending + query;
  }
}
