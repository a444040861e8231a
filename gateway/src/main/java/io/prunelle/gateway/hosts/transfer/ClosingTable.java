// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The table {@code hosts.closing}. */
final class ClosingTable {

  private static final String CLOSED =
      "SELECT EXISTS (SELECT 1 FROM hosts.closing WHERE practice = $1 AND host = $2"
          + " AND reopened_at IS NULL AND from_day <= $3)";

  private static final String IN_FORCE =
      "SELECT host, from_day, ordered_by FROM hosts.closing WHERE practice = $1"
          + " AND reopened_at IS NULL ORDER BY host";

  private static final String CLOSE =
      "INSERT INTO hosts.closing (practice, host, from_day, ordered_by) VALUES ($1, $2, $3, $4)"
          + " ON CONFLICT (practice, host) WHERE reopened_at IS NULL DO NOTHING";

  private static final String REOPEN =
      "UPDATE hosts.closing SET reopened_at = now(), reopened_by = $3"
          + " WHERE practice = $1 AND host = $2 AND reopened_at IS NULL";

  /** What has been switched and not erased is still there, and so is what is being taken back. */
  private static final String LEAVING =
      "SELECT count(*) FILTER (WHERE here AND ended_at IS NOT NULL"
          + " AND switched_at >= $3::date::timestamp AT TIME ZONE 'UTC') AS moved,"
          + " count(*) FILTER (WHERE ended_at IS NULL AND here = (switched_at IS NOT NULL)) AS traces,"
          + " count(*) FILTER (WHERE state = 'failed') AS failed"
          + " FROM (SELECT *, practice = $1 AND source = $2 AS here FROM hosts.transfer"
          + " WHERE (practice = $1 AND source = $2)"
          + " OR (coalesce(recipient, practice) = $1 AND destination = $2)) AS touching";

  /** One in force, by whoever ordered it. */
  record Ordered(String host, LocalDate from, String by) {}

  /**
   * How many have left a host for good.
   *
   * @param traces how many live elsewhere and are not erased there yet
   * @param failed how many of those on their way could not go on
   */
  record Leaving(long moved, long traces, long failed) {}

  Future<Boolean> closed(SqlClient sql, String practice, String host, LocalDate today) {
    return sql.preparedQuery(CLOSED)
        .execute(Tuple.of(practice, host, today))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  Future<List<Ordered>> inForce(SqlClient sql, String practice) {
    return sql.preparedQuery(IN_FORCE)
        .execute(Tuple.of(practice))
        .map(
            rows -> {
              List<Ordered> ordered = new ArrayList<>();
              rows.forEach(
                  row ->
                      ordered.add(
                          new Ordered(
                              row.getString("host"),
                              row.getLocalDate("from_day"),
                              row.getString("ordered_by"))));
              return ordered;
            });
  }

  /** Whether it was not closed before. */
  Future<Boolean> close(SqlClient sql, String practice, String host, LocalDate from, String by) {
    return sql.preparedQuery(CLOSE)
        .execute(Tuple.of(practice, host, from, by))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Whether it was closed before. */
  Future<Boolean> reopen(SqlClient sql, String practice, String host, String by) {
    return sql.preparedQuery(REOPEN)
        .execute(Tuple.of(practice, host, by))
        .map(rows -> rows.rowCount() == 1);
  }

  Future<Leaving> leaving(SqlClient sql, String practice, String host, LocalDate since) {
    return sql.preparedQuery(LEAVING)
        .execute(Tuple.of(practice, host, since))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Leaving(
                  row.getLong("moved"), row.getLong("traces"), row.getLong("failed"));
            });
  }
}
