// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Remembered;
import io.prunelle.gateway.ops.Remembered.Changes;
import io.prunelle.gateway.ops.Remembered.Reading;
import io.prunelle.gateway.ops.Revision;
import io.prunelle.gateway.ops.SharedReads;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The door of this package: hosts and practices, where each record lives, and holds on records. */
public final class Hosts {

  /** SQL: the revision of the placements. */
  public static final String REVISION = Revision.sql("forgotten", "changes", "hosts.revision");

  /**
   * For how long what was read of a placement may be relied on: nobody touches a record where it
   * was for longer after it has been placed elsewhere.
   */
  public static final Duration LASTS = Duration.ofSeconds(5);

  /** Nothing that holds a record takes longer; who forgets to let go is not helped to keep it. */
  public static final Duration LONGEST_HOLD = Duration.ofMinutes(15);

  /** Placements that are remembered; some 300 bytes each. */
  private static final int REMEMBERED = 20_000;

  private final Settings settings;
  private final Pool pool;
  private final Placements placements = new Placements();
  private final SharedReads<PatientRecord, Reading<Optional<Placements.Found>>> found;
  private final Remembered<PatientRecord, Optional<Placements.Found>> remembered;
  private final RecordGate gate;

  /**
   * A registry over the settings and the placements in the database.
   *
   * @param pool for look-ups
   * @param holds a pool of its own: a hold keeps a connection for as long as it lasts
   */
  public Hosts(Vertx vertx, Settings settings, Pool pool, Pool holds) {
    this.settings = settings;
    this.pool = pool;
    this.found = new SharedReads<>(vertx, records -> placements.find(pool, records));
    this.remembered = new Remembered<>(REMEMBERED, from -> placements.changes(pool, from));
    this.gate = new RecordGate(vertx, holds, settings.database().holdPoolSize());
  }

  public Optional<Practice> practice(String id) {
    return practices().stream().filter(practice -> practice.id().equals(id)).findFirst();
  }

  public Optional<Host> host(String id) {
    return settings.hosts().stream().filter(host -> host.id().equals(id)).findFirst();
  }

  public List<Practice> practices() {
    return settings.practices();
  }

  /**
   * Where the record lives, as committed now. Without a placement: the practice's on-premise host.
   *
   * @return fails with {@link Refusal.Departed} when the practice has no such record any more
   */
  public Future<Placement> placement(PatientRecord record) {
    // PostgreSQL takes no text with it, and would fail those whose look-up shares the statement
    return record.patient().indexOf('\0') >= 0
        ? refuse("record-unknown")
        : placement(
            record,
            found
                .find(record)
                .map(Optional::orElseThrow)
                .onSuccess(reading -> remembered.keep(record, reading))
                .map(Reading::value));
  }

  /**
   * Where the record lived at a revision of the placements, without asking the database. It counts
   * for who confirms, together with what is done because of it, that they are still at that
   * revision ({@link #REVISION}).
   *
   * @return empty when that is not known
   */
  public Optional<Reading<Placement>> remembered(PatientRecord record) {
    return remembered
        .find(record)
        .flatMap(
            reading ->
                Optional.ofNullable(
                        placement(record, Future.succeededFuture(reading.value())).result())
                    .map(placement -> new Reading<>(placement, reading.revision())));
  }

  /** Forgets what is remembered: the database may be another one, or of before. */
  public void forget() {
    remembered.forget();
  }

  /** Told of a revision that somebody has seen the placements at. */
  public void seen(long revision) {
    remembered.seen(revision);
  }

  /**
   * The same, read within a hold, where it cannot change.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it cannot be known
   */
  public Future<Placement> placement(SqlClient connection, PatientRecord record) {
    return placement(record, placements.find(connection, record));
  }

  private Future<Placement> placement(
      PatientRecord record, Future<Optional<Placements.Found>> lookUp) {
    return known(lookUp)
        .compose(found -> found.map(row -> placed(record, row)).orElseGet(() -> unplaced(record)));
  }

  /**
   * Where each of these patients' records lives, as committed now.
   *
   * @return by patient, without those whose host is not the practice's, and those who have left it;
   *     fails with {@link io.prunelle.gateway.refusal.Refused} when it cannot be known
   */
  public Future<Map<String, Placement>> placements(Practice practice, Set<String> patients) {
    return known(placements.find(pool, practice.id(), patients))
        .map(
            found -> {
              Map<String, Placement> placed = new HashMap<>();
              for (String patient : patients) {
                PatientRecord record = new PatientRecord(practice.id(), patient);
                Placements.Found row = found.get(patient);
                if (row == null) {
                  placed.put(patient, new Placement(record, practice.onPremise(), null));
                } else {
                  practice.hosts().stream()
                      .filter(host -> host.id().equals(row.host()))
                      .forEach(
                          host ->
                              placed.put(
                                  patient, new Placement(record, host, row.since().toInstant())));
                }
              }
              return placed;
            });
  }

  /**
   * How far placements have been written, as committed now.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it cannot be known
   */
  public Future<Long> revision() {
    return known(placements.revision(pool));
  }

  /**
   * The records of whichever practice that have been placed since a {@link #revision}.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it cannot be known
   */
  public Future<Changes<PatientRecord>> placedSince(long revision) {
    return known(placements.changes(pool, revision));
  }

  /** Whether the host has records of the practice beside those that live there by default. */
  public Future<Boolean> hasRecords(Practice practice, Host host) {
    return known(placements.any(pool, practice.id(), host));
  }

  /**
   * Where each practice would receive a record of the patient, as for {@link #receives}, but for
   * those whose row names a host that the gateway does not know: that is none of those it could be
   * mistaken for.
   *
   * @return by practice
   */
  public Future<Map<String, Host>> receivers(SqlClient client, String patient) {
    Map<PatientRecord, Practice> records = new HashMap<>();
    practices()
        .forEach(practice -> records.put(new PatientRecord(practice.id(), patient), practice));
    return known(placements.find(client, records.keySet()))
        .map(
            found -> {
              Map<String, Host> receivers = new HashMap<>();
              records.forEach(
                  (record, practice) -> {
                    Reading<Optional<Placements.Found>> row = found.get(record);
                    String named =
                        row == null ? null : row.value().map(Placements.Found::host).orElse(null);
                    (named == null ? Optional.of(practice.onPremise()) : host(named))
                        .ifPresent(host -> receivers.put(practice.id(), host));
                  });
              return receivers;
            });
  }

  /**
   * Whether a row places a record of the patient on one of these hosts for a practice other than
   * these.
   */
  public Future<Boolean> placedForOthers(String patient, Set<String> hosts, Set<String> practices) {
    Set<String> others =
        practices().stream()
            .map(Practice::id)
            .filter(practice -> !practices.contains(practice))
            .collect(Collectors.toSet());
    return known(placements.any(pool, others, patient, hosts));
  }

  /** How many of the practice's records a row places on the host. */
  public Future<Long> count(String practice, Host host) {
    return known(placements.count(pool, practice, host));
  }

  /**
   * A host that is not the practice's is not used: the hosting asked about would be another one
   * than that of the host.
   */
  private Future<Placement> placed(PatientRecord record, Placements.Found row) {
    return row.host() == null
        ? Future.failedFuture(new Refusal.Departed("record-departed").refused())
        : onItsHost(record, row);
  }

  private Future<Placement> onItsHost(PatientRecord record, Placements.Found row) {
    return practice(record.practice()).stream()
        .flatMap(practice -> practice.hosts().stream())
        .filter(host -> host.id().equals(row.host()))
        .findFirst()
        .map(host -> Future.succeededFuture(new Placement(record, host, row.since().toInstant())))
        .orElseGet(() -> refuse("host-not-configured"));
  }

  private Future<Placement> unplaced(PatientRecord record) {
    return practice(record.practice())
        .map(practice -> Future.succeededFuture(new Placement(record, practice.onPremise(), null)))
        .orElseGet(() -> refuse("practice-not-configured"));
  }

  /**
   * Patients of a practice whose records are placed on the host by a row, a page in the order of
   * their ids' bytes. For sweeps, not for requests.
   *
   * @param after the last one of the page before; empty for the first
   */
  public Future<List<String>> placed(String practice, Host host, String after, int limit) {
    return placements.on(pool, practice, host, after, limit);
  }

  /**
   * Places a record on a host, within the transaction of the connection.
   *
   * @param connection of an exclusive hold on this record
   * @return fails with {@link Refusal.Departed} for one that has left its practice
   */
  public Future<Void> place(SqlConnection connection, PatientRecord record, Host host) {
    return placements
        .place(connection, record, host)
        .compose(
            placed ->
                placed
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Refusal.Departed("record-departed").refused()));
  }

  /**
   * From now on the practice has no record of the patient: it lives nowhere there.
   *
   * @param connection of an exclusive hold on this record
   */
  public Future<Void> depart(SqlConnection connection, PatientRecord record) {
    return placements.depart(connection, record);
  }

  /**
   * Where a record would be received: where the practice has one of the patient already, or has it
   * no more or none yet, on premise.
   *
   * @param client of a hold on the record where the answer must not change
   */
  public Future<Host> receives(SqlClient client, PatientRecord record) {
    return placement(client, record)
        .map(Placement::host)
        .recover(
            failure ->
                Refusals.departed(failure)
                    ? unplaced(record).map(Placement::host)
                    : Future.failedFuture(failure));
  }

  /**
   * From now on the practice has a record of the patient again, if it had one no more.
   *
   * @param connection of an exclusive hold on this record, or of any transaction where it is known
   *     to have none: nobody holds what is not there
   */
  public Future<Void> receive(SqlConnection connection, PatientRecord record) {
    return receives(connection, record)
        .compose(host -> placements.returned(connection, record, host));
  }

  /**
   * Holds the record as it is, together with other writers, against its mover.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when the record is being moved
   *     and stays so for about ten seconds
   */
  public Future<Hold> share(PatientRecord record) {
    return share(Set.of(record), Set.of());
  }

  /**
   * The same for several records, in an order that keeps two who want the same from waiting for
   * each other.
   *
   * @param deleting those of them from which something is to be deleted
   * @return fails at once as well when one of these is {@linkplain #keepWhole kept whole}
   */
  public Future<Hold> share(Set<PatientRecord> records, Set<PatientRecord> deleting) {
    return gate.share(inOrder(records), deleting);
  }

  /**
   * Keeps what others would delete from the record there, whatever else they write. What a host
   * shows in pages can be relied on then. Takes one connection of a small pool.
   *
   * @param wait how long to wait for deletions in flight; new ones are refused from the beginning
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be had in that
   *     time
   */
  public Future<Hold> keepWhole(PatientRecord record, Duration wait) {
    return gate.keepWhole(record, wait);
  }

  /**
   * Holds the record alone: waits for writers in flight, keeps new ones waiting. Takes one
   * connection of a small pool, so hold few records at a time.
   *
   * @param wait how long to wait for writers in flight, and how long new ones wait at least
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} when it could not be had in that
   *     time
   */
  public Future<Hold> exclude(PatientRecord record, Duration wait) {
    return gate.exclude(List.of(record), wait);
  }

  /**
   * The same for several records, in the order in which writers hold them.
   *
   * @param wait for each of them
   */
  public Future<Hold> exclude(Set<PatientRecord> records, Duration wait) {
    return gate.exclude(inOrder(records), wait);
  }

  private static List<PatientRecord> inOrder(Set<PatientRecord> records) {
    return records.stream()
        .sorted(Comparator.comparing(PatientRecord::practice).thenComparing(PatientRecord::patient))
        .toList();
  }

  /** Whatever keeps it from being known: of the record no more is said than that. */
  private static <T> Future<T> known(Future<T> answer) {
    return answer.recover(failure -> refuse("database-down"));
  }

  private static <T> Future<T> refuse(String reason) {
    return Future.failedFuture(
        new Refusal.RecordUnavailable(reason, Duration.ofSeconds(5)).refused());
  }
}
