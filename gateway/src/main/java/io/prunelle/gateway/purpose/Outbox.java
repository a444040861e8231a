// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What the realm has yet to be told of openings, in the database. Any instance takes from it; one
 * that ends in between leaves what it took to the others, once its lease is over.
 */
final class Outbox {

  /** Those of former versions may be longer by some microseconds than the realm takes them. */
  private static final String CLAIM =
      "WITH due AS ("
          + "SELECT opening FROM purpose.telling"
          + " WHERE told_at IS NULL AND due_at <= clock_timestamp()"
          + " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
          + " UPDATE purpose.telling t"
          + " SET attempts = t.attempts + 1, due_at = clock_timestamp() + interval '1 minute'"
          + " FROM due JOIN purpose.opening o ON o.id = due.opening"
          + " LEFT JOIN purpose.acknowledged a ON a.opening = o.id"
          + " WHERE t.opening = due.opening"
          + " RETURNING o.id, o.practice, o.patient, o.name, o.reason, o.opened_at,"
          + " least(o.until, o.opened_at + interval '24 hours'), a.acknowledged_at, t.due_at";

  /** Not if the patient has read of it meanwhile: then that is to be told as well. */
  private static final String TOLD =
      "UPDATE purpose.telling SET told_at = clock_timestamp(), refused = false"
          + " WHERE opening = $1 AND due_at = $2";

  /**
   * Ever less often, and then once an hour: patients get users, and practices members. Who is none
   * by then may never be one.
   */
  private static final String REFUSED =
      "UPDATE purpose.telling t SET refused = true,"
          + " due_at = CASE WHEN o.opened_at < clock_timestamp() - interval '30 days'"
          + " THEN 'infinity' ELSE clock_timestamp()"
          + " + least(15 * 2 ^ least(t.attempts, 10), 3600) * interval '1 second' END"
          + " FROM purpose.opening o"
          + " WHERE o.id = t.opening AND t.opening = $1 AND t.due_at = $2";

  private static final String FAILED =
      "UPDATE purpose.telling SET"
          + " due_at = clock_timestamp() + least(attempts * 5, 60) * interval '1 second'"
          + " WHERE opening = $1 AND due_at = $2";

  private static final String UNTOLD =
      "SELECT count(*) FILTER (WHERE NOT refused), count(*) FILTER (WHERE refused)"
          + " FROM purpose.telling WHERE told_at IS NULL AND due_at < 'infinity'";

  private final Pool pool;

  Outbox(Pool pool) {
    this.pool = pool;
  }

  /**
   * How much is untold.
   *
   * @param waiting because the realm could not be told yet
   * @param refused because the realm would not take it, and may yet
   */
  record Untold(long waiting, long refused) {}

  /** What is due, for this instance alone for a minute; empty when nothing is. */
  Future<Optional<Announcement>> claim() {
    return pool.preparedQuery(CLAIM)
        .execute()
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(announcement(rows.iterator().next())));
  }

  Future<Void> told(Announcement announcement) {
    return update(TOLD, announcement);
  }

  /** The realm would not have it: told again later, for 30 days. */
  Future<Void> refused(Announcement announcement) {
    return update(REFUSED, announcement);
  }

  /** The realm could not be told: others come first. */
  Future<Void> failed(Announcement announcement) {
    return update(FAILED, announcement);
  }

  Future<Untold> untold() {
    return pool.preparedQuery(UNTOLD)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Untold(row.getLong(0), row.getLong(1)));
  }

  private Future<Void> update(String sql, Announcement announcement) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(announcement.opening(), announcement.lease()))
        .mapEmpty();
  }

  private static Announcement announcement(Row row) {
    OffsetDateTime read = row.get(OffsetDateTime.class, 7);
    return new Announcement(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.get(OffsetDateTime.class, 5).toInstant(),
        row.get(OffsetDateTime.class, 6).toInstant(),
        read == null ? null : read.toInstant(),
        row.get(OffsetDateTime.class, 8));
  }
}
