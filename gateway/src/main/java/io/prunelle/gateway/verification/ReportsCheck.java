// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What patients reported, and practices answered, against the digests that the journal has of it;
 * who they were, and what was accessed, against its entries. Who verifies need not be somebody who
 * may read it.
 *
 * @param compared whether it could be read
 * @param finding the first that is not what the journal was told; null where there is none
 */
record ReportsCheck(boolean compared, @Nullable Finding finding) {

  /** Whether it is what gateways write to, and whether this role may read that. */
  private static final String THERE =
      "SELECT c.relkind = 'r' AND NOT c.relrowsecurity, has_schema_privilege(n.oid, 'USAGE')"
          + " AND has_table_privilege(c.oid, 'SELECT')"
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = 'report' AND c.relname = 'report'";

  /**
   * Of some, told before digests were kept, the entry has none. Some addresses were kept as they
   * were sent. What is equal is for bytes to say, and not for a column's collation; but whose it is
   * is found by an index, which has the column's ({@link Tables} has looked at that).
   */
  private static final String TOLD =
      "EXISTS (SELECT FROM journal.entry e WHERE e.patient = r.patient"
          + " AND e.interaction = 'report' COLLATE \"C\" AND e.practice = r.practice COLLATE \"C\""
          + " AND (%5$s)"
          + " AND rtrim(lower(e.path COLLATE \"C\"), '/') LIKE %1$s AND (e.query IS NULL"
          + " OR e.query NOT LIKE '%2$s=sha256:%%' COLLATE \"C\" OR e.query = '%2$s=sha256:'"
          + " || encode(sha256(r.%3$s || convert_to(r.%4$s, 'UTF8')), 'hex') COLLATE \"C\"))";

  /**
   * What was reported in a month that was dropped, or said to be: when that was is signed nowhere.
   * What it is about is older still, and named by what is signed.
   */
  private static final String GONE = "coalesce(r.entry < ? AND r.reported_at < ?, false)";

  /**
   * The entry is there by which it came to be, whenever it is said to have. One of what was not
   * taken, since there was such a report already, has the digest of other words.
   */
  private static final String LEFT =
      "EXISTS (SELECT FROM journal.entry e JOIN journal.outcome o ON o.entry = e.id"
          + " AND o.status = 200 WHERE e.patient = r.patient"
          + " AND e.interaction = 'report' COLLATE \"C\""
          + " AND rtrim(lower(e.path COLLATE \"C\"), '/') LIKE %s)";

  private static final String REPORTING = "'%' || r.entry || '/report'";
  private static final String ANSWERING = "'%/' || r.id";

  /** Which was not kept before V239, and so before the salt was. */
  private static final String BY_REPORTER =
      "e.subject = r.reporter COLLATE \"C\" OR (r.reporter IS NULL AND r.salt IS NULL)";

  private static final String BY_AUDITOR = "e.subject = r.answered_by COLLATE \"C\"";

  /** Unless its month was dropped. */
  private static final String ACCESS =
      "EXISTS (SELECT FROM journal.entry a WHERE a.id = r.entry"
          + " AND a.patient = r.patient COLLATE \"C\" AND a.practice = r.practice COLLATE \"C\""
          + " AND a.recorded_at = r.accessed_at"
          + " AND a.name IS NOT DISTINCT FROM r.accessed_by COLLATE \"C\")";

  private static final String DIFFERS =
      "SELECT r.id FROM report.report r WHERE (NOT ("
          + GONE
          + " AND NOT "
          + LEFT.formatted(REPORTING)
          + ") AND NOT "
          + TOLD.formatted(REPORTING, "words", "salt", "words", BY_REPORTER)
          + ") OR (r.answer IS NOT NULL AND NOT ("
          + GONE
          + " AND coalesce(r.answered_at < ?, false) AND NOT "
          + LEFT.formatted(ANSWERING)
          + ") AND NOT "
          + TOLD.formatted(ANSWERING, "answer", "answer_salt", "answer", BY_AUDITOR)
          + ") OR (r.entry >= ? AND NOT "
          + ACCESS
          + ") ORDER BY r.id LIMIT 1";

  /**
   * Compares all of them.
   *
   * @param dropped the last month whose entries are gone; null where all are there
   */
  static ReportsCheck of(Connection connection, @Nullable YearMonth dropped) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(THERE)) {
      boolean there = row.next();
      if (there && !row.getBoolean(1)) {
        return new ReportsCheck(
            true, found("report.report, which is not the table that gateways write to"));
      } else if (!there || !row.getBoolean(2)) {
        return new ReportsCheck(false, null);
      }
    }
    OffsetDateTime end =
        dropped == null
            ? Instant.EPOCH.atOffset(ZoneOffset.UTC)
            : dropped.plusMonths(1).atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC);
    UUID entry = Identifiers.least(end.toInstant());
    // The entry is a little older than the report: it may have gone with the month before
    OffsetDateTime from = end.plusDays(1);
    try (PreparedStatement statement = connection.prepareStatement(DIFFERS)) {
      statement.setObject(1, entry);
      statement.setObject(2, from);
      statement.setObject(3, entry);
      statement.setObject(4, from);
      statement.setObject(5, from);
      statement.setObject(6, entry);
      try (ResultSet row = statement.executeQuery()) {
        return new ReportsCheck(true, row.next() ? differs(row.getString(1)) : null);
      }
    }
  }

  private static Finding differs(String report) {
    return found(
        "report %s: its words, its answer, who they are by, or the access it is about, are not as"
                .formatted(report)
            + " the journal has them");
  }

  private static Finding found(String what) {
    return new Finding(Kind.ALTERED, Integer.MAX_VALUE, Finding.END, what);
  }
}
