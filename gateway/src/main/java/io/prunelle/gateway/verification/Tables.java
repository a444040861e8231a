// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

  /** Of a view, and of what is not there, there are no partitions. */
  private static final String ALL =
      "SELECT relname, relkind, relrowsecurity, relnamespace = 'journal'::regnamespace AS own"
          + " FROM pg_catalog.pg_class WHERE (relnamespace = 'journal'::regnamespace AND relname IN"
          + " ('chain', 'block', 'closed', 'dropped_leaf', 'entry', 'outcome')) OR oid IN"
          + " (SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass('journal.entry'))"
          + " UNION ALL SELECT relid FROM"
          + " pg_catalog.pg_partition_tree(pg_catalog.to_regclass('journal.outcome'))) ORDER BY 1";

  /** What is read with a table though nothing was written to it; partitions belong to theirs. */
  private static final String BELOW =
      "SELECT c.relname, p.relname FROM pg_catalog.pg_inherits i"
          + " JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
          + " JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
          + " WHERE p.relnamespace = 'journal'::regnamespace AND NOT c.relispartition"
          + " AND p.relname IN ('chain', 'block', 'closed', 'dropped_leaf') ORDER BY 1 LIMIT 1";

  private Tables() {}

  /** The first that is none; null when all are. */
  static @Nullable Finding odd(Connection connection) throws SQLException {
    Set<String> absent = new TreeSet<>(KINDS.keySet());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ALL)) {
      while (row.next()) {
        String name = row.getString(1);
        String expected = row.getBoolean(4) ? KINDS.get(name) : null;
        List<String> right = expected == null ? List.of(ORDINARY, PARTITIONED) : List.of(expected);
        if (!right.contains(row.getString(2))) {
          return finding(Kind.ALTERED, name, "which is not the table that gateways write to");
        } else if (row.getBoolean(3)) {
          return finding(Kind.ALTERED, name, "which shows everybody other rows (row security)");
        }
        if (expected != null) {
          absent.remove(name);
        }
      }
    }
    return absent.isEmpty()
        ? below(connection)
        : finding(Kind.MISSING, absent.iterator().next(), "the table that gateways write to");
  }

  private static @Nullable Finding below(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(BELOW)) {
      return row.next()
          ? finding(
              Kind.ALTERED,
              row.getString(1),
              "whose rows are taken for those of journal." + row.getString(2))
          : null;
    }
  }

  private static Finding finding(Kind kind, String name, String what) {
    return new Finding(kind, 0, Finding.BEGINNING, "journal." + name + ", " + what);
  }
}
