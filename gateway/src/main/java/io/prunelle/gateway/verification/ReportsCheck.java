// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What patients reported, and practices answered, against the digests that the journal has of it.
 * Who verifies need not be somebody who may read it.
 *
 * @param compared whether it could be read
 * @param finding the first that is not what the journal was told; null where there is none
 */
record ReportsCheck(boolean compared, @Nullable Finding finding) {

  private static final String READABLE =
      "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = 'report' AND c.relname = 'report' AND c.relkind = 'r'"
          + " AND NOT c.relrowsecurity AND has_schema_privilege(n.oid, 'USAGE')"
          + " AND has_table_privilege(c.oid, 'SELECT'))";

  /** Of some, told before digests were kept, the entry has none. */
  private static final String TOLD =
      "EXISTS (SELECT FROM journal.entry e WHERE e.patient = r.patient AND e.interaction = 'report'"
          + " AND e.path LIKE %1$s AND (e.query IS NULL OR e.query NOT LIKE '%2$s=sha256:%%'"
          + " OR e.query = '%2$s=sha256:' || encode(sha256(r.%3$s || convert_to(r.%4$s, 'UTF8')),"
          + " 'hex')))";

  private static final String DIFFERS =
      "SELECT r.id FROM report.report r WHERE (r.reported_at >= ? AND NOT "
          + TOLD.formatted("'%' || r.entry || '/report'", "words", "salt", "words")
          + ") OR (r.answered_at >= ? AND NOT "
          + TOLD.formatted("'%/' || r.id", "answer", "answer_salt", "answer")
          + ") ORDER BY r.id LIMIT 1";

  /**
   * Compares all of them.
   *
   * @param dropped the last month whose entries are gone; null where all are there
   */
  static ReportsCheck of(Connection connection, @Nullable YearMonth dropped) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READABLE)) {
      row.next();
      if (!row.getBoolean(1)) {
        return new ReportsCheck(false, null);
      }
    }
    OffsetDateTime from =
        dropped == null
            ? OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
            // The entry is a little older than the report: it may have gone with the month before
            : dropped.plusMonths(1).atDay(2).atStartOfDay().atOffset(ZoneOffset.UTC);
    try (PreparedStatement statement = connection.prepareStatement(DIFFERS)) {
      statement.setObject(1, from);
      statement.setObject(2, from);
      try (ResultSet row = statement.executeQuery()) {
        return new ReportsCheck(true, row.next() ? differs(row.getString(1)) : null);
      }
    }
  }

  private static Finding differs(String report) {
    return new Finding(
        Kind.ALTERED,
        Integer.MAX_VALUE,
        Finding.END,
        "report %s: its words, or its answer's, are not those that the journal was told of"
            .formatted(report));
  }
}
