// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What changes were of, by what was asked and by what the host has named. */
final class Changed {

  /** Nothing was sent to a host. */
  private static final String NOT_SENT = "refused";

  private static final String VERSION = "/_history/";

  private Changed() {}

  /**
   * Tells names of resources; empty where it is not known of each.
   *
   * @param rows of {@link DealingsSql#CHANGED}
   */
  static Optional<Set<String>> of(RowSet<Row> rows, int most) {
    if (rows.size() > most) {
      return Optional.empty();
    }
    Set<String> names = new TreeSet<>();
    for (Row row : rows) {
      Integer status = row.getInteger("status");
      String interaction = row.getString("interaction");
      if (status == null
          || Outcome.UNKNOWN.equals(row.getString("ending"))
          || interaction.equals("transfer")) {
        return Optional.empty();
      }
      if (NOT_SENT.equals(row.getString("ending"))) {
        continue;
      }
      String name = name(row);
      if (name != null) {
        names.add(name);
      } else if (!interaction.equals("create") || !declined(status)) {
        // Made, or found by a condition, and nobody knows under which name
        return Optional.empty();
      }
    }
    return Optional.of(names);
  }

  private static @Nullable String name(Row row) {
    String named = row.getString("resource");
    if (named == null) {
      return row.getString("asked");
    }
    int version = named.indexOf(VERSION);
    return version < 0 ? named : named.substring(0, version);
  }

  /**
   * By the host, which has done nothing then: not where nobody has waited for its answer, or read
   * all of it.
   */
  private static boolean declined(int status) {
    return status >= 400 && status < 499 && status != 408 && status != 422;
  }
}
