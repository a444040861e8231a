// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The entries about one patient, looked through at a bounded cost however many there are. Who looks
 * has committed an entry that says so: all of this asks for its id, so that nobody forgets. Futures
 * fail with {@link io.prunelle.gateway.refusal.Refused} when the database cannot be asked.
 */
public final class History {

  /** Entries that one look goes through. */
  public static final int WINDOW = 5_000;

  /** Entries that one look gives. */
  private static final int MOST_LINES = 500;

  private static final int MOST_PEOPLE = 100;

  /** Entries behind which others' are looked for: one archive writes thousands of one's own. */
  static final int BEHIND = 4 * WINDOW;

  /** Entries of one month among which others' are counted. */
  public static final int MOST_IN_A_MONTH = BEHIND;

  private final Pool pool;

  public History(Pool pool) {
    this.pool = pool;
  }

  /**
   * What was found in one look.
   *
   * @param lines newest first
   * @param onTo id from which on older ones have not been looked through; null when all were
   */
  public record Found(List<Line> lines, @Nullable UUID onTo) {}

  /**
   * Somebody who asked for something of the record, as they were when they did last.
   *
   * @param practice through which they were let pass; null when they were not
   */
  public record Person(
      String subject, @Nullable String name, @Nullable String role, @Nullable String practice) {}

  /**
   * How often something was asked for.
   *
   * @param more whether there is more than was counted
   */
  public record Count(long accesses, boolean more) {}

  /**
   * Entries that match, newest first, among the next {@value #WINDOW} of the patient's.
   *
   * @param selection of a patient
   * @param before id of the last line already seen; null from the start
   * @param limit at most this many lines, 1 to {@value #MOST_LINES}
   */
  public Future<Found> search(UUID reading, Selection selection, @Nullable UUID before, int limit) {
    Objects.requireNonNull(reading);
    if (selection.patient() == null || limit < 1 || limit > MOST_LINES) {
      return Future.failedFuture(new IllegalArgumentException("one patient, 1 to 500 lines"));
    }
    Tuple edge = Tuple.tuple();
    return asked(Search.edge(selection, before, WINDOW, edge), edge)
        .compose(
            rows -> {
              UUID end = rows.size() == 0 ? null : rows.iterator().next().getUUID("id");
              return found(selection, before, end, limit);
            });
  }

  /**
   * Goes on within what one look goes through, to its end.
   *
   * @param before id of the last line already seen
   * @param end what the first look found to go on from; null when that was all
   */
  public Future<Found> further(
      UUID reading, Selection selection, UUID before, @Nullable UUID end, int limit) {
    Objects.requireNonNull(reading);
    if (selection.patient() == null || limit < 1 || limit > MOST_LINES) {
      return Future.failedFuture(new IllegalArgumentException("one patient, 1 to 500 lines"));
    }
    return found(selection, before, end, limit);
  }

  private Future<Found> found(
      Selection selection, @Nullable UUID before, @Nullable UUID end, int limit) {
    Tuple values = Tuple.tuple();
    return asked(Search.selecting(selection, before, end, limit, values), values)
        .map(
            rows -> {
              List<Line> lines = new ArrayList<>();
              rows.forEach(row -> lines.add(Lines.line(row)));
              return new Found(lines, end);
            });
  }

  /**
   * Who is in the newest {@value #WINDOW} entries, those last who were last there; at most {@value
   * #MOST_PEOPLE}.
   */
  public Future<List<Person>> people(UUID reading, String patient) {
    Objects.requireNonNull(reading);
    return asked(PEOPLE, Tuple.of(patient, WINDOW, MOST_PEOPLE))
        .map(
            rows -> {
              List<Person> people = new ArrayList<>();
              rows.forEach(row -> people.add(person(row)));
              return people;
            });
  }

  /**
   * The newest that others than the reader made, however many of the reader's own stand before
   * them, up to {@value #BEHIND}; what the gateway does by itself is nobody's.
   *
   * @param reader subject of the reader
   * @param limit at most this many lines, 1 to {@value #MOST_LINES}
   */
  public Future<List<Line>> others(UUID reading, String patient, String reader, int limit) {
    Objects.requireNonNull(reading);
    if (limit < 1 || limit > MOST_LINES) {
      return Future.failedFuture(new IllegalArgumentException("1 to 500 lines"));
    }
    return asked(Lines.OTHERS, Tuple.of(patient, reader, BEHIND, limit))
        .map(
            rows -> {
              List<Line> lines = new ArrayList<>();
              rows.forEach(row -> lines.add(Lines.line(row)));
              return lines;
            });
  }

  /**
   * How often others than the reader asked for something, from each time to the next; what the
   * gateway does by itself is nobody's asking.
   *
   * @param reader subject of the reader
   * @param times at least two, in their order
   * @return one less than times
   */
  public Future<List<Count>> counts(
      UUID reading, String patient, String reader, List<Instant> times) {
    Objects.requireNonNull(reading);
    return asked(COUNTS, counted(patient, reader, times))
        .map(
            rows -> {
              List<Count> counts = new ArrayList<>();
              rows.forEach(
                  row ->
                      counts.add(
                          new Count(
                              row.getLong("others"), row.getLong("looked") >= MOST_IN_A_MONTH)));
              return counts;
            });
  }

  /** What {@link #COUNTS} asks for. */
  static Tuple counted(String patient, String reader, List<Instant> times) {
    return Tuple.of(
        patient,
        reader,
        times.stream().map(Identifiers::recorded).toArray(OffsetDateTime[]::new),
        times.stream().map(Identifiers::before).toArray(UUID[]::new),
        times.stream().map(Identifiers::after).toArray(UUID[]::new),
        MOST_IN_A_MONTH);
  }

  private Future<RowSet<Row>> asked(String sql, Tuple values) {
    return DatabaseDown.unless(pool.preparedQuery(sql).execute(values), "journal.entry");
  }

  private static Person person(Row row) {
    return new Person(
        row.getString("subject"),
        row.getString("name"),
        row.getString("role"),
        row.getString("practice"));
  }

  // Through the index of the patient, no further than its bound: whoever is not in there is not
  // looked for
  static final String PEOPLE =
      """
      SELECT * FROM (
        SELECT DISTINCT ON (subject) subject, name, role, CASE WHEN permitted THEN practice END AS practice, id
          FROM (SELECT id, subject, name, role, practice, permitted FROM journal.entry
                 WHERE patient = $1 ORDER BY id DESC LIMIT $2) e
         WHERE subject IS NOT NULL AND role IS DISTINCT FROM 'system'
         ORDER BY subject, id DESC) p
       ORDER BY id DESC LIMIT $3
      """;

  static final String COUNTS =
      """
      SELECT m.number, count(e.id) FILTER (WHERE e.subject IS DISTINCT FROM $2 AND e.role IS DISTINCT FROM 'system') AS others, count(e.id) AS looked
        FROM (SELECT number, ($3::timestamptz[])[number] AS since, ($3::timestamptz[])[number + 1] AS until,
                     ($4::uuid[])[number] AS before, ($5::uuid[])[number + 1] AS after
                FROM generate_series(1, cardinality($3::timestamptz[]) - 1) number) m
        LEFT JOIN LATERAL (SELECT id, subject, role FROM journal.entry
                            WHERE patient = $1 AND id >= m.before AND id < m.after
                              AND recorded_at >= m.since AND recorded_at < m.until ORDER BY id DESC LIMIT $6) e ON true
       GROUP BY m.number ORDER BY m.number
      """;
}
