// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.report;

import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: what patients reported, and what became of it. Futures fail with {@link
 * io.prunelle.gateway.refusal.Refused} when the database cannot be asked.
 */
public final class Reports {

  /** Of words and answers, in characters. */
  public static final int LONGEST = 2_000;

  /** Reports of one patient's accesses by one person in 24 hours. */
  public static final int MOST_A_DAY = 10;

  /** So many are shown at once, however many there are. */
  public static final int MOST_SHOWN = 50;

  /** One patient's reports are counted one after the other. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 217))";

  private static final String THERE =
      "SELECT count(*) FILTER (WHERE entry = $2) AS same,"
          + " count(*) FILTER (WHERE entry = $2 AND reporter = $3 AND words = $4) AS repeated,"
          + " count(*) FILTER (WHERE coalesce(reporter, $3) = $3"
          + " AND reported_at > clock_timestamp() - interval '1 day') AS today"
          + " FROM report.report WHERE patient = $1";

  private static final String INSERT =
      "INSERT INTO report.report (id, entry, practice, patient, accessed_at, accessed_by, words,"
          + " reporter, salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

  private static final String COLUMNS =
      "SELECT id, entry, practice, patient, accessed_at, accessed_by, words, reported_at, answer,"
          + " answered_at FROM report.report WHERE ";

  private static final String OF_PATIENT =
      COLUMNS + "patient = $1 ORDER BY reported_at DESC LIMIT " + MOST_SHOWN;

  private static final String AMONG =
      "SELECT entry FROM report.report WHERE patient = $1 AND entry = ANY($2)";

  /** Further pages by where the one before ended: nothing is skipped or told twice. */
  private static final String PAGE =
      COLUMNS
          + "patient = $1 AND ($2::timestamptz IS NULL OR (reported_at, id) < ($2, $3))"
          + " ORDER BY reported_at DESC, id DESC LIMIT "
          + MOST_SHOWN;

  private static final String OPEN =
      COLUMNS + "practice = $1 AND answer IS NULL ORDER BY reported_at, id LIMIT " + MOST_SHOWN;

  private static final String ONE = COLUMNS + "practice = $1 AND id = $2";

  // The first answer stays
  private static final String ANSWER =
      "UPDATE report.report SET answer = $3, answered_by = $4, answer_salt = $5,"
          + " answered_at = clock_timestamp() WHERE practice = $1 AND id = $2 AND answer IS NULL";

  private static final String ANSWERED =
      "SELECT 1 FROM report.report"
          + " WHERE practice = $1 AND id = $2 AND answer = $3 AND answered_by = $4";

  private final Pool pool;

  public Reports(Pool pool) {
    this.pool = pool;
  }

  /** What became of a report. */
  public enum Filed {
    REPORTED,
    /** The same person has reported the same access in the same words before. */
    REPEATED,
    /** The same access was reported before; what was said then stays. */
    ALREADY,
    TOO_MANY
  }

  /**
   * Keeps it, unless the same access was reported before, or too much today.
   *
   * @param reporter subject of the patient, or of whoever acts for them
   * @param committed what the journal was told of the words
   */
  public Future<Filed> file(
      UUID entry,
      String practice,
      String patient,
      Instant accessedAt,
      @Nullable String accessedBy,
      String reporter,
      String words,
      Commitment committed) {
    return asked(
        pool.withTransaction(
            connection ->
                connection
                    .preparedQuery(LOCK)
                    .execute(Tuple.of(patient))
                    .compose(
                        locked ->
                            connection
                                .preparedQuery(THERE)
                                .execute(Tuple.of(patient, entry, reporter, words)))
                    .compose(
                        rows -> {
                          Row there = rows.iterator().next();
                          if (there.getLong("same") > 0) {
                            return Future.succeededFuture(
                                there.getLong("repeated") > 0 ? Filed.REPEATED : Filed.ALREADY);
                          }
                          if (there.getLong("today") >= MOST_A_DAY) {
                            return Future.succeededFuture(Filed.TOO_MANY);
                          }
                          return insert(
                              connection,
                              entry,
                              practice,
                              patient,
                              accessedAt,
                              accessedBy,
                              reporter,
                              words,
                              committed.salt());
                        })));
  }

  private static Future<Filed> insert(
      SqlConnection connection,
      UUID entry,
      String practice,
      String patient,
      Instant accessedAt,
      @Nullable String accessedBy,
      String reporter,
      String words,
      Buffer salt) {
    Tuple values = Tuple.tuple();
    values.addUUID(UUID.randomUUID()).addUUID(entry).addString(practice).addString(patient);
    values.addOffsetDateTime(accessedAt.atOffset(ZoneOffset.UTC)).addString(accessedBy);
    return connection
        .preparedQuery(INSERT)
        .execute(values.addString(words).addString(reporter).addBuffer(salt))
        .map(Filed.REPORTED);
  }

  /** The patient's own, newest first; at most {@value #MOST_SHOWN}. */
  public Future<List<Report>> of(String patient) {
    return asked(pool.preparedQuery(OF_PATIENT).execute(Tuple.of(patient))).map(Reports::reports);
  }

  /** Which of these accesses the patient has reported. */
  public Future<Set<UUID>> among(String patient, List<UUID> entries) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addArrayOfUUID(entries.toArray(UUID[]::new));
    return asked(pool.preparedQuery(AMONG).execute(values))
        .map(
            rows -> {
              Set<UUID> reported = new HashSet<>();
              rows.forEach(row -> reported.add(row.getUUID("entry")));
              return reported;
            });
  }

  /**
   * All of the patient's own, newest first, {@value #MOST_SHOWN} at a time.
   *
   * @param last the last of the page before; null for the first page
   */
  public Future<List<Report>> page(String patient, @Nullable Report last) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addOffsetDateTime(last == null ? null : last.reportedAt().atOffset(ZoneOffset.UTC));
    values.addUUID(last == null ? null : last.id());
    return asked(pool.preparedQuery(PAGE).execute(values)).map(Reports::reports);
  }

  /** Those of a practice that wait for an answer, oldest first; at most {@value #MOST_SHOWN}. */
  public Future<List<Report>> open(String practice) {
    return asked(pool.preparedQuery(OPEN).execute(Tuple.of(practice))).map(Reports::reports);
  }

  /** One of a practice's; empty for what is another's or none. */
  public Future<Optional<Report>> one(String practice, UUID id) {
    return asked(pool.preparedQuery(ONE).execute(Tuple.of(practice, id)))
        .map(rows -> reports(rows).stream().findFirst());
  }

  /**
   * Answers one that has no answer yet.
   *
   * @param auditor subject of who answers
   * @param committed what the journal was told of the answer
   * @return whether it is the answer from now on; not when there was one already
   */
  public Future<Boolean> answer(
      String practice, UUID id, String answer, String auditor, Commitment committed) {
    Tuple values = Tuple.of(practice, id, answer, auditor, committed.salt());
    return asked(pool.preparedQuery(ANSWER).execute(values)).map(rows -> rows.rowCount() == 1);
  }

  /** Whether that very answer is the one it has, by the same auditor. */
  public Future<Boolean> isAnswered(String practice, UUID id, String answer, String auditor) {
    return asked(pool.preparedQuery(ANSWERED).execute(Tuple.of(practice, id, answer, auditor)))
        .map(rows -> rows.size() > 0);
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "report.report");
  }

  private static List<Report> reports(RowSet<Row> rows) {
    List<Report> reports = new ArrayList<>();
    for (Row row : rows) {
      OffsetDateTime answered = row.getOffsetDateTime("answered_at");
      reports.add(
          new Report(
              row.getUUID("id"),
              row.getUUID("entry"),
              row.getString("practice"),
              row.getString("patient"),
              row.getOffsetDateTime("accessed_at").toInstant(),
              row.getString("accessed_by"),
              row.getString("words"),
              row.getOffsetDateTime("reported_at").toInstant(),
              row.getString("answer"),
              answered == null ? null : answered.toInstant()));
    }
    return reports;
  }
}
