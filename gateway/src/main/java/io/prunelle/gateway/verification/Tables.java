// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is verified are tables that show everybody the same. A view, a foreign table or row
 * security can tell by who asks what there is: nothing that is read from them means anything. Nor
 * does it where what is left out of an answer is for functions of the owner's to say.
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
  private static final String TREES =
      "(SELECT relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass('journal.entry'))"
          + " UNION ALL SELECT relid FROM"
          + " pg_catalog.pg_partition_tree(pg_catalog.to_regclass('journal.outcome')))";

  private static final String THESE =
      "(c.relnamespace = 'journal'::regnamespace AND c.relname IN"
          + " ('chain', 'block', 'closed', 'dropped_leaf', 'entry', 'outcome')) OR c.oid IN "
          + TREES;

  private static final String ALL =
      "SELECT relname, relkind, relrowsecurity, relnamespace = 'journal'::regnamespace AS own"
          + " FROM pg_catalog.pg_class c WHERE "
          + THESE
          + " ORDER BY 1";

  /**
   * By a constraint that says that there is nothing, nobody looks; what it says is for a function
   * of the owner's to decide, once it holds.
   */
  private static final String CONSTRAINED =
      "SELECT c.relname, k.conname FROM pg_catalog.pg_constraint k"
          + " JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
          + " WHERE k.contype = 'c' AND c.oid IN "
          + TREES
          + " ORDER BY 1, 2 LIMIT 1";

  /** Nor does an index have what a function left out, whatever that function says by now. */
  private static final String CALLING =
      "SELECT c.relname, i.relname FROM pg_catalog.pg_index x"
          + " JOIN pg_catalog.pg_class c ON c.oid = x.indrelid"
          + " JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
          + " JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass"
          + " AND d.objid = i.oid AND d.refclassid IN ('pg_catalog.pg_proc'::regclass,"
          + " 'pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_opclass'::regclass) WHERE "
          + THESE
          + " ORDER BY 1, 2 LIMIT 1";

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
        if (!Objects.requireNonNullElse(expected, ORDINARY).equals(row.getString(2))) {
          return finding(Kind.ALTERED, name, "which is not the table that gateways write to");
        } else if (row.getBoolean(3)) {
          return finding(Kind.ALTERED, name, "which shows everybody other rows (row security)");
        }
        if (expected != null) {
          absent.remove(name);
        }
      }
    }
    if (!absent.isEmpty()) {
      return finding(Kind.MISSING, absent.iterator().next(), "the table that gateways write to");
    }
    Finding odd = first(connection, BELOW, "whose rows are taken for those of journal.%s");
    odd = odd != null ? odd : first(connection, CONSTRAINED, "which no gateway gave constraint %s");
    return odd != null ? odd : indexed(connection);
  }

  private static @Nullable Finding indexed(Connection connection) throws SQLException {
    Finding odd = first(connection, CALLING, "of which index %s has what a function leaves in it");
    String unbounded = odd == null ? Partitions.read(connection).unbounded() : null;
    return unbounded == null
        ? odd
        : finding(Kind.ALTERED, unbounded, "a partition that is not for a month");
  }

  private static @Nullable Finding first(Connection connection, String sql, String what)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next()
          ? finding(Kind.ALTERED, row.getString(1), what.formatted(row.getString(2)))
          : null;
    }
  }

  private static Finding finding(Kind kind, String name, String what) {
    return new Finding(kind, 0, Finding.BEGINNING, "journal." + name + ", " + what);
  }
}
