// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.purpose;

import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.purpose.Opening.Demand;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: break-glass. An opening holds for its time and is never prolonged;
 * stating the emergency again while it holds changes nothing.
 */
public final class Openings {

  /** One practitioner's openings one after the other, so that they can be counted. */
  private static final String IN_TURN = "SELECT pg_advisory_xact_lock(hashtextextended($1, 7))";

  private static final String CURRENT =
      "SELECT id, until, reason FROM purpose.opening"
          + " WHERE practice = $1 AND patient = $2 AND subject = $3 AND until > clock_timestamp()"
          + " ORDER BY until DESC LIMIT 1";

  private static final String TODAY =
      "SELECT count(*), extract(epoch FROM min(opened_at) + interval '1 day' - clock_timestamp())"
          + " FROM purpose.opening"
          + " WHERE subject = $1 AND opened_at > clock_timestamp() - interval '1 day'";

  /**
   * Together with what the realm is to be told. Both ends are of one moment: the realm takes no
   * opening that is longer than allowed, be it by a microsecond.
   */
  private static final String OPEN =
      "WITH opening AS ("
          + "INSERT INTO purpose.opening"
          + " (practice, patient, subject, name, reason, request_id, opened_at, until)"
          + " VALUES ($1, $2, $3, $4, $5, $6, statement_timestamp(),"
          + " statement_timestamp() + $7 * interval '1 second')"
          + " RETURNING id, until, reason),"
          + " telling AS (INSERT INTO purpose.telling (opening) SELECT id FROM opening)"
          + " SELECT id, until, reason FROM opening";

  private static final String UNREAD =
      "SELECT o.id, o.opened_at, o.practice, o.name, o.reason FROM purpose.opening o"
          + " WHERE o.patient = $1 AND o.practice = ANY($2) AND NOT EXISTS"
          + " (SELECT 1 FROM purpose.acknowledged a WHERE a.opening = o.id)"
          + " ORDER BY o.opened_at LIMIT 20";

  /** And the realm is told, so that it does not tell the patient again. */
  private static final String ACKNOWLEDGE =
      "WITH acknowledged AS ("
          + "INSERT INTO purpose.acknowledged (opening)"
          + " SELECT id FROM purpose.opening WHERE patient = $1 AND id = ANY($2)"
          + " ON CONFLICT DO NOTHING RETURNING opening)"
          + " UPDATE purpose.telling t SET told_at = NULL, due_at = clock_timestamp()"
          + " FROM acknowledged a WHERE t.opening = a.opening";

  private static final String PAGE =
      "SELECT o.id, o.opened_at, o.until, o.practice, o.name, o.reason, a.acknowledged_at"
          + " FROM purpose.opening o LEFT JOIN purpose.acknowledged a ON a.opening = o.id"
          + " WHERE o.patient = $1 AND ($2::timestamptz IS NULL OR (o.opened_at, o.id) < ($2, $3))"
          + " ORDER BY o.opened_at DESC, o.id DESC LIMIT 100";

  private final Pool pool;

  /**
   * @param pool connected as a role that may only insert and read
   */
  public Openings(Pool pool) {
    this.pool = pool;
  }

  /**
   * The opening that holds, begun if there is none. It is committed when this succeeds.
   *
   * @return fails with {@link Refused} when the practitioner opens too often, or the database is
   *     down
   */
  public Future<Opening> begin(Demand demand, BreakGlass terms) {
    return asked(pool.withTransaction(connection -> begin(connection, demand, terms)));
  }

  /** The opening that holds; fails with {@link Refused} when the database is down. */
  public Future<Optional<Opening>> current(String practice, String patient, String subject) {
    return asked(current(pool, practice, patient, subject));
  }

  /**
   * Emergencies in a patient's record that the patient has not yet said to have read; fails with
   * {@link Refused} when the database is down.
   *
   * @param practices the patient's: an emergency can be stated of anybody, in words of one's own
   */
  public Future<List<Emergency>> unread(String patient, Set<String> practices) {
    return asked(
            pool.preparedQuery(UNREAD)
                .execute(
                    Tuple.tuple()
                        .addString(patient)
                        .addArrayOfString(practices.toArray(String[]::new))))
        .map(
            rows -> {
              List<Emergency> unread = new ArrayList<>();
              for (Row row : rows) {
                unread.add(
                    new Emergency(
                        row.getUUID(0),
                        row.get(OffsetDateTime.class, 1).toInstant(),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4)));
              }
              return unread;
            });
  }

  /**
   * All emergencies that were ever stated for a patient's record, newest first.
   *
   * @param last of the page before; null for the first page
   */
  public Future<List<PastEmergency>> page(String patient, @Nullable PastEmergency last) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addOffsetDateTime(last == null ? null : last.openedAt().atOffset(ZoneOffset.UTC));
    values.addUUID(last == null ? null : last.id());
    return asked(pool.preparedQuery(PAGE).execute(values))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(Openings::past).toList());
  }

  private static PastEmergency past(Row row) {
    OffsetDateTime read = row.getOffsetDateTime("acknowledged_at");
    return new PastEmergency(
        row.getUUID("id"),
        row.get(OffsetDateTime.class, "opened_at").toInstant(),
        row.get(OffsetDateTime.class, "until").toInstant(),
        row.getString("practice"),
        row.getString("name"),
        row.getString("reason"),
        read == null ? null : read.toInstant());
  }

  /** The patient has read of these; those of others are left alone. */
  public Future<Void> acknowledge(String patient, List<UUID> openings) {
    return asked(
        pool.preparedQuery(ACKNOWLEDGE)
            .execute(Tuple.tuple().addString(patient).addArrayOfUUID(openings.toArray(UUID[]::new)))
            .mapEmpty());
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "purpose.opening");
  }

  private static Future<Opening> begin(SqlConnection connection, Demand demand, BreakGlass terms) {
    return connection
        .preparedQuery(IN_TURN)
        .execute(Tuple.of(demand.subject()))
        .compose(turn -> current(connection, demand.practice(), demand.patient(), demand.subject()))
        .compose(
            current ->
                current.isPresent()
                    ? Future.succeededFuture(current.get())
                    : seldom(connection, demand, terms)
                        .compose(may -> open(connection, demand, terms)));
  }

  private static Future<Optional<Opening>> current(
      SqlClient client, String practice, String patient, String subject) {
    return client
        .preparedQuery(CURRENT)
        .execute(Tuple.of(practice, patient, subject))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(opening(rows)));
  }

  private static Future<Void> seldom(SqlConnection connection, Demand demand, BreakGlass terms) {
    return connection
        .preparedQuery(TODAY)
        .execute(Tuple.of(demand.subject()))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              return row.getLong(0) < terms.openingsPerDay()
                  ? Future.succeededFuture()
                  : Future.failedFuture(
                      new Refusal.TooMany(
                              "break-glass-too-often",
                              Duration.ofSeconds(row.getNumeric(1).longValue() + 1))
                          .refused());
            });
  }

  private static Future<Opening> open(SqlConnection connection, Demand demand, BreakGlass terms) {
    return connection
        .preparedQuery(OPEN)
        .execute(
            Tuple.of(
                demand.practice(),
                demand.patient(),
                demand.subject(),
                demand.name(),
                demand.reason(),
                demand.requestId(),
                terms.duration().toSeconds()))
        .map(Openings::opening);
  }

  private static Opening opening(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new Opening(
        row.getUUID(0), row.get(OffsetDateTime.class, 1).toInstant(), row.getString(2));
  }
}
