// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of this package: nothing happens to a record that was not written here first. */
public final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final Refusal DOWN = new Refusal.NotReady("journal-down", Duration.ofSeconds(5));

  private final Pool pool;
  private final Pool strangers;
  private final String instance;
  private final Identifiers identifiers = new Identifiers(Clock.systemUTC());

  /**
   * A journal that writes as one instance.
   *
   * @param pool connected as a role that may only insert and read
   * @param instance which gateway writes
   */
  public Journal(Pool pool, String instance) {
    this(pool, pool, instance);
  }

  /**
   * The same, with a pool of its own for refusals to callers nobody knows.
   *
   * @param strangers small, so that a flood of requests without a token keeps nobody else waiting
   */
  public Journal(Pool pool, Pool strangers, String instance) {
    this.pool = pool;
    this.strangers = strangers;
    this.instance = instance;
  }

  /**
   * Commits what is about to happen. Only when this has succeeded may it happen.
   *
   * @return the entry's id; fails with {@link io.prunelle.gateway.refusal.Refused} when the journal
   *     cannot be written
   */
  public Future<UUID> intend(Entry entry) {
    UUID id = identifiers.next();
    return write(pool, entry.requestId(), Statements.INTEND, Statements.entry(id, instance, entry))
        .map(id);
  }

  /** The same of several things at once: all of them are committed, or none. */
  public Future<List<UUID>> intend(List<Entry> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<UUID> ids = entries.stream().map(entry -> identifiers.next()).toList();
    List<Tuple> rows = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      rows.add(Statements.entry(ids.get(i), instance, entries.get(i)));
    }
    return pool.withTransaction(
            connection -> connection.preparedQuery(Statements.INTEND).executeBatch(rows))
        .map(ids)
        .recover(failure -> down(entries.get(0).requestId(), failure));
  }

  /** Commits how it ended. Fails like {@link #intend}; what happened has happened all the same. */
  public Future<Void> settle(UUID entry, Outcome outcome) {
    return write(
        pool, entry.toString(), Statements.SETTLE, Statements.outcome(Tuple.of(entry), outcome));
  }

  /** Commits both at once: for refusals, and for what has no upstream. */
  public Future<UUID> record(Entry entry, Outcome outcome) {
    return record(entry.agent().subject() == null ? strangers : pool, entry, outcome);
  }

  /** The same, for what may come as a flood: it waits where strangers do, and keeps nobody else. */
  public Future<UUID> recordOneOfMany(Entry entry, Outcome outcome) {
    return record(strangers, entry, outcome);
  }

  private Future<UUID> record(Pool through, Entry entry, Outcome outcome) {
    UUID id = identifiers.next();
    return write(
            through,
            entry.requestId(),
            Statements.RECORD,
            Statements.outcome(Statements.entry(id, instance, entry), outcome))
        .map(id);
  }

  /**
   * Appends within the transaction of another door, so that the entry exists exactly if what it
   * tells of does.
   *
   * @param outcome null when it is settled later
   */
  public Future<UUID> append(SqlConnection connection, Entry entry, @Nullable Outcome outcome) {
    UUID id = identifiers.next();
    Tuple values = Statements.entry(id, instance, entry);
    return (outcome == null
            ? connection.preparedQuery(Statements.INTEND).execute(values)
            : connection
                .preparedQuery(Statements.RECORD)
                .execute(Statements.outcome(values, outcome)))
        .map(id);
  }

  /**
   * Entries about a patient, newest first. Reading is itself journalled: the reader commits an
   * entry before anything is read.
   *
   * @param reading the reader's own entry (interaction {@code journal-read}), naming the patient
   * @param before id of the last line already seen; null from the start
   * @param limit at most this many lines, 1 to 200
   */
  public Future<List<Line>> read(Entry reading, @Nullable UUID before, int limit) {
    String patient = reading.where().patient();
    if (patient == null || limit < 1 || limit > 200) {
      return Future.failedFuture(new IllegalArgumentException("one patient, 1 to 200 lines"));
    }
    return intend(reading)
        .compose(
            entry -> {
              long start = System.nanoTime();
              return lines(patient, before, limit)
                  .compose(
                      lines ->
                          settle(
                                  entry,
                                  new Outcome(
                                      200,
                                      0,
                                      Duration.ofNanos(System.nanoTime() - start),
                                      "completed"))
                              .map(lines));
            });
  }

  private Future<List<Line>> lines(String patient, @Nullable UUID before, int limit) {
    return pool.preparedQuery(Statements.READ)
        .execute(Tuple.of(patient, before, limit))
        .map(
            rows -> {
              List<Line> lines = new ArrayList<>();
              rows.forEach(row -> lines.add(Statements.line(row)));
              return lines;
            });
  }

  private static Future<Void> write(Pool pool, String about, String sql, Tuple values) {
    return pool.preparedQuery(sql)
        .execute(values)
        .<Void>mapEmpty()
        .recover(failure -> down(about, failure));
  }

  private static <T> Future<T> down(String about, Throwable failure) {
    LOG.atError()
        .addKeyValue("request", about)
        .addKeyValue("cause", failure.toString())
        .log("The journal cannot be written");
    return Future.failedFuture(DOWN.refused());
  }
}
