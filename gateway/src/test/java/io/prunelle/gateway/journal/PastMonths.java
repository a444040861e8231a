// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Partitions of months that gateways do not write to any more, filled by the million: loose and
 * without indexes meanwhile, since an index that is made at the end costs a tenth of one that is
 * kept.
 */
final class PastMonths {

  private static final List<String> KINDS = List.of("entry", "outcome");

  private final Connection owner;
  private final TreeSet<YearMonth> months = new TreeSet<>();

  /** From the one of a time to the one of another, but for those that gateways make themselves. */
  PastMonths(Connection owner, Instant from, Instant to) {
    this.owner = owner;
    YearMonth made = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
    for (YearMonth month = month(from);
        !month.isAfter(month(to)) && month.isBefore(made);
        month = month.plusMonths(1)) {
      months.add(month);
    }
  }

  private static YearMonth month(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  /** Where the row of an entry, or of its outcome, goes. */
  String table(String kind, UUID entry) {
    YearMonth month = month(Instant.ofEpochMilli(entry.getMostSignificantBits() >>> 16));
    return months.contains(month) ? partition(kind, month) : "journal." + kind;
  }

  private static String partition(String kind, YearMonth month) {
    return "journal." + kind + "_" + month.toString().replace('-', '_');
  }

  void loosen() throws SQLException {
    for (YearMonth month : months) {
      for (String kind : KINDS) {
        String partition = partition(kind, month);
        if (!exists(partition)) {
          execute(
              "CREATE TABLE %s (LIKE journal.%s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
                  .formatted(partition, kind));
          continue;
        }
        execute("ALTER TABLE journal.%s DETACH PARTITION %s".formatted(kind, partition));
        execute("ALTER TABLE %1$s DROP CONSTRAINT %2$s_pkey".formatted(partition, name(partition)));
        for (String index :
            texts(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = '%s'::regclass"
                    .formatted(partition))) {
          execute("DROP INDEX " + index);
        }
      }
    }
  }

  void fasten() throws SQLException {
    execute("SET maintenance_work_mem = '512MB'");
    for (YearMonth month : months) {
      for (String kind : KINDS) {
        String partition = partition(kind, month);
        for (String index :
            texts(
                "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
                    + " WHERE NOT indisprimary AND indrelid = 'journal.%s'::regclass"
                        .formatted(kind))) {
          execute(
              index.replaceFirst("INDEX \\S+ ON ONLY journal." + kind, "INDEX ON " + partition));
        }
        execute(
            "ALTER TABLE %s ADD CONSTRAINT %s_pkey PRIMARY KEY (%s)"
                .formatted(partition, name(partition), kind.equals("entry") ? "id" : "entry"));
        execute(
            "ALTER TABLE journal.%s ATTACH PARTITION %s FOR VALUES FROM (journal.boundary('%s')) TO (journal.boundary('%s'))"
                .formatted(kind, partition, month.atDay(1), month.plusMonths(1).atDay(1)));
      }
    }
  }

  private static String name(String partition) {
    return partition.substring(partition.indexOf('.') + 1);
  }

  private boolean exists(String table) throws SQLException {
    return texts("SELECT to_regclass('%s')::text".formatted(table)).get(0) != null;
  }

  private List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }
}
