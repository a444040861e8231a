// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
      "SELECT 'journal.' || c.relname, k.conname FROM pg_catalog.pg_constraint k"
          + " JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
          + " WHERE k.contype = 'c' AND c.oid IN "
          + TREES
          + " ORDER BY 1, 2 LIMIT 1";

  /** With what patients reported, which is compared with it. */
  private static final String COMPARED =
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ("
          + THESE
          + " OR (n.nspname = 'report' AND c.relname = 'report'))";

  private static final String NAME = "n.nspname || '.' || c.relname";

  /**
   * By a collation of the owner's, two that differ can be equal to pages: what is signed is the
   * same.
   */
  private static final String OTHERWISE =
      "SELECT "
          + NAME
          + ", a.attname FROM pg_catalog.pg_attribute a"
          + " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
          + " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
          + COMPARED
          + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attcollation <> t.typcollation"
          + " ORDER BY 1, 2 LIMIT 1";

  /**
   * By another type they stand in another order, and there can be more in them than what was
   * signed; what no gateway has written was never signed. Partitions have the columns of theirs.
   */
  private static final String COLUMNS =
      "SELECT "
          + NAME
          + ", a.attname FROM pg_catalog.pg_attribute a"
          + " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
          + " JOIN pg_catalog.pg_class whole"
          + " ON whole.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)"
          + " JOIN pg_catalog.pg_namespace its ON its.oid = whole.relnamespace"
          + " LEFT JOIN ("
          + Columns.values()
          + ") AS made (tab, col, typ)"
          + " ON made.tab = its.nspname || '.' || whole.relname AND made.col = a.attname"
          + COMPARED
          + " AND a.attnum > 0 AND NOT a.attisdropped AND ";

  private static final String UNKNOWN = COLUMNS + "made.typ IS NULL ORDER BY 1, 2 LIMIT 1";

  private static final String TYPED =
      COLUMNS
          + "a.atttypid <> pg_catalog.to_regtype('pg_catalog.' || made.typ) ORDER BY 1, 2 LIMIT 1";

  /**
   * What conditions are made of that compare columns with each other, or with what stands there.
   */
  private static final String COMPARISONS =
      "VAR|CONST|OPEXPR|SCALARARRAYOPEXPR|ARRAY|ARRAYEXPR|RELABELTYPE|BOOLEXPR|BOOLEANTEST|NULLTEST";

  /**
   * Nor does an index have what a function left out, whatever that function says by now. Even of
   * PostgreSQL's own some say what settings of the owner's say, as does the text of some values:
   * operators that are known to leak nothing do nothing but compare.
   */
  private static final String CALLING =
      "SELECT "
          + NAME
          + ", i.relname FROM pg_catalog.pg_index x"
          + " JOIN pg_catalog.pg_class c ON c.oid = x.indrelid"
          + " JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
          + " CROSS JOIN LATERAL pg_catalog.concat(x.indpred::text, x.indexprs::text) AS says"
          + COMPARED
          + " AND (says ~ '\\{(?!("
          + COMPARISONS
          + ") )' OR EXISTS (SELECT FROM"
          + " pg_catalog.regexp_matches(says, ':opfuncid ([0-9]+)', 'g') AS called (id)"
          + " LEFT JOIN pg_catalog.pg_proc p ON p.oid = called.id[1]::oid"
          + " WHERE p.proleakproof IS NOT TRUE)"
          + " OR EXISTS (SELECT FROM pg_catalog.pg_depend d"
          + " WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.oid"
          + " AND d.refclassid = 'pg_catalog.pg_opclass'::regclass)) ORDER BY 1, 2 LIMIT 1";

  /** Nobody looks for a patient in a partition for others. */
  private static final String PARTED =
      "SELECT 'journal.' || c.relname, pg_catalog.pg_get_partkeydef(c.oid)"
          + " FROM pg_catalog.pg_class c WHERE c.relnamespace = 'journal'::regnamespace"
          + " AND pg_catalog.pg_get_partkeydef(c.oid) <> CASE c.relname"
          + " WHEN 'entry' THEN 'RANGE (id)' WHEN 'outcome' THEN 'RANGE (entry)' END"
          + " ORDER BY 1 LIMIT 1";

  /** What is read with a table though nothing was written to it; partitions belong to theirs. */
  private static final String BELOW =
      "SELECT 'journal.' || c.relname, p.relname FROM pg_catalog.pg_inherits i"
          + " JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
          + " JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
          + " WHERE p.relnamespace = 'journal'::regnamespace AND NOT c.relispartition"
          + " AND p.relname IN ('chain', 'block', 'closed', 'dropped_leaf') ORDER BY 1 LIMIT 1";

  private static final List<Oddity> ODDITIES =
      List.of(
          new Oddity(BELOW, "whose rows are taken for those of journal.%s"),
          new Oddity(CONSTRAINED, "which no gateway gave constraint %s"),
          new Oddity(UNKNOWN, "which no gateway gave column %s"),
          new Oddity(TYPED, "whose column %s is not of the type that gateways write"),
          new Oddity(OTHERWISE, "whose column %s compares otherwise than gateways do"),
          new Oddity(PARTED, "whose partitions are by %s"),
          new Oddity(CALLING, "of which index %s has what a function leaves in it"));

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
    for (Oddity oddity : ODDITIES) {
      Finding odd = oddity.first(connection);
      if (odd != null) {
        return odd;
      }
    }
    String unbounded = Partitions.read(connection).unbounded();
    return unbounded == null
        ? null
        : finding(Kind.ALTERED, unbounded, "a partition that is not for a month");
  }

  private static Finding finding(Kind kind, String name, String what) {
    return found(kind, "journal." + name, what);
  }

  private static Finding found(Kind kind, String table, String what) {
    return new Finding(kind, 0, Finding.BEGINNING, table + ", " + what);
  }

  /**
   * Something that no table of a gateway's has.
   *
   * @param sql gives the table, and what it has, of the first
   * @param what says it
   */
  private record Oddity(String sql, String what) {

    @Nullable Finding first(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        return row.next()
            ? found(
                Kind.ALTERED,
                Report.oneLine(row.getString(1)),
                what.formatted(Report.oneLine(row.getString(2))))
            : null;
      }
    }
  }
}
