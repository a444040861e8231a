// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is verified are tables that show everybody the same. A view, a foreign table or row
 * security can tell by who asks what there is: nothing that is read from them means anything.
 */
final class Tables {

  private static final String ORDINARY = "r";
  private static final String PARTITIONED = "p";

  private static final Map<String, String> KINDS =
      Map.of(
          "chain", ORDINARY,
          "block", ORDINARY,
          "closed", ORDINARY,
          "dropped_leaf", ORDINARY,
          "entry", PARTITIONED,
          "outcome", PARTITIONED);

  /** Of a view there are no partitions. */
  private static final String ALL =
      "SELECT relname, relkind, relrowsecurity, relnamespace = 'journal'::regnamespace AS own"
          + " FROM pg_catalog.pg_class WHERE (relnamespace = 'journal'::regnamespace AND relname IN"
          + " ('chain', 'block', 'closed', 'dropped_leaf', 'entry', 'outcome')) OR oid IN"
          + " (SELECT relid FROM pg_catalog.pg_partition_tree('journal.entry') UNION ALL"
          + " SELECT relid FROM pg_catalog.pg_partition_tree('journal.outcome')) ORDER BY 1";

  private Tables() {}

  /** The first that is none; null when all are. */
  static @Nullable Finding odd(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ALL)) {
      while (row.next()) {
        String name = row.getString(1);
        String expected = row.getBoolean(4) ? KINDS.get(name) : null;
        List<String> right = expected == null ? List.of(ORDINARY, PARTITIONED) : List.of(expected);
        if (!right.contains(row.getString(2))) {
          return finding(name, "is not the table that gateways write to");
        } else if (row.getBoolean(3)) {
          return finding(name, "shows everybody other rows (row security)");
        }
      }
    }
    return null;
  }

  private static Finding finding(String name, String what) {
    return new Finding(Kind.ALTERED, 0, Finding.BEGINNING, "journal." + name + ", which " + what);
  }
}
