// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.failure.TransferFailure;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.prunelle.gateway.hosts.transfer.Closing.Cause;
import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The door for people: what moves, and what they order. Each order that changes something is a
 * journal entry in the same commit; one that changes nothing leaves none.
 */
public final class Moves {

  private final Pool pool;
  private final Hosts hosts;
  private final Journal journal;
  private final Clock clock;
  private final MoveTable table = new MoveTable();
  private final OrderTable orders = new OrderTable();
  private final ClosingTable closings = new ClosingTable();
  private final List<Consumer<PatientRecord>> told = new CopyOnWriteArrayList<>();
  private final List<Runnable> toldOfHosts = new CopyOnWriteArrayList<>();

  public Moves(Pool pool, Hosts hosts, Journal journal, Clock clock) {
    this.pool = pool;
    this.hosts = hosts;
    this.journal = journal;
    this.clock = clock;
  }

  /** The codes of what a transfer can fail with. */
  public static Set<String> failures() {
    return Stream.of(TransferFailure.Reason.values())
        .map(TransferFailure.Reason::code)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Told after each order of this instance about a record, and about a host. */
  void subscribe(Consumer<PatientRecord> ofRecord, Runnable ofHost) {
    told.add(ofRecord);
    toldOfHosts.add(ofHost);
  }

  /** The latest of each practice that a decision has asked for, ended or not. */
  public Future<List<Move>> ofPatient(String patient) {
    return table.latest(pool, patient);
  }

  /**
   * All that there ever were of a patient's record, newest first, a page of them.
   *
   * @param last of the page before; null for the first page
   */
  public Future<List<PastMove>> page(String patient, @Nullable PastMove last) {
    return table.page(pool, patient, last);
  }

  /**
   * One of them.
   *
   * @param practice whose it has to be; null for any
   */
  public Future<Optional<Move>> one(UUID id, @Nullable String practice) {
    return table.one(pool, id, practice);
  }

  /**
   * Those that have not ended, at most 101.
   *
   * @param practice null for all
   */
  public Future<List<Move>> underWay(@Nullable String practice) {
    return table.underWay(pool, practice);
  }

  /** All there is to be seen of one practice. */
  public Future<Overview> of(Practice practice) {
    Future<List<Move>> underWay = table.underWay(pool, practice.id());
    Future<Overview.Ended> ended = table.ended(pool, practice.id());
    Future<List<Closing>> closing = closings(practice);
    return table
        .paused(pool, practice.id())
        .compose(
            paused ->
                Future.all(underWay, ended, closing)
                    .map(
                        known ->
                            new Overview(
                                underWay.result().stream().limit(MoveTable.MOST_SHOWN).toList(),
                                underWay.result().size() > MoveTable.MOST_SHOWN,
                                paused,
                                closing.result(),
                                ended.result())));
  }

  /**
   * Whether a practice's records may not be, or no longer be, at a host: by order, because its
   * certificate has lapsed, or because it is none that this gateway brings them to.
   *
   * @param practice false for one that is not served here
   * @param host false for the practice's own server
   */
  public Future<Boolean> closed(String practice, String host) {
    Practice served = hosts.practice(practice).orElse(null);
    if (served == null || served.onPremise().id().equals(host)) {
      return Future.succeededFuture(false);
    }
    Host cloud = served.cloud();
    if (cloud == null || !cloud.id().equals(host)) {
      return Future.succeededFuture(true);
    }
    return cloud.lapsed(today())
        ? Future.succeededFuture(true)
        : closings.closed(pool, practice, host, today());
  }

  /** The practice's cloud host, if it closes: by order, or because its certificate has lapsed. */
  private Future<List<Closing>> closings(Practice practice) {
    Host cloud = practice.cloud();
    if (cloud == null) {
      return Future.succeededFuture(List.of());
    }
    return closings
        .inForce(pool, practice.id())
        .compose(
            all -> {
              Optional<ClosingTable.Ordered> ordered =
                  all.stream().filter(one -> one.host().equals(cloud.id())).findFirst();
              Certificate certificate = cloud.certificate();
              if (ordered.isPresent()) {
                return counted(
                    practice, cloud, ordered.get().from(), Cause.ORDER, ordered.get().by());
              }
              return certificate == null || !cloud.lapsed(today())
                  ? Future.succeededFuture(List.of())
                  : counted(
                      practice,
                      cloud,
                      certificate.closes(),
                      certificate.lapsed(today()) ? Cause.CERTIFICATE : Cause.AUDIT,
                      null);
            });
  }

  private Future<List<Closing>> counted(
      Practice practice, Host host, LocalDate from, Cause cause, @Nullable String by) {
    return hosts
        .count(practice.id(), host)
        .compose(
            remaining ->
                closings
                    .leaving(pool, practice.id(), host.id(), from)
                    .map(
                        leaving ->
                            List.of(
                                new Closing(
                                    practice.id(),
                                    host.id(),
                                    from,
                                    cause,
                                    by,
                                    leaving.moved(),
                                    remaining + leaving.traces(),
                                    leaving.failed()))));
  }

  /**
   * Names of what the record lacks where it lives now, as {@code type/id}, where that keeps it from
   * being erased where it was, or of what was found where it goes back to, with its form; at most a
   * hundred, and whether there are others.
   *
   * @param practice whose it has to be; null for any
   */
  public Future<Missing> missing(UUID id, @Nullable String practice) {
    return table.missing(pool, id, practice).map(Missing::firstOf);
  }

  /**
   * Says of some of these, as they were named, that they were deleted there on purpose, or that
   * this form is not to be kept: of all of them or, where one is not missing, of none.
   *
   * @param practice whose it has to be; null for any
   * @param agent who says so
   * @param path where it was said; null for a command
   */
  public Future<Done> accept(
      UUID id,
      @Nullable String practice,
      Set<String> resources,
      Entry.Agent agent,
      @Nullable String path) {
    return order(id, practice, Order.ACCEPT, resources, agent, path);
  }

  /**
   * Orders something of one transfer. What is to be accepted has to be named: {@link #accept}.
   *
   * @param practice whose it has to be; null for any
   * @param agent who orders it
   * @param path where it was ordered; null for a command
   */
  public Future<Done> order(
      UUID id, @Nullable String practice, Order order, Entry.Agent agent, @Nullable String path) {
    return order(id, practice, order, Set.of(), agent, path);
  }

  private Future<Done> order(
      UUID id,
      @Nullable String practice,
      Order order,
      Set<String> resources,
      Entry.Agent agent,
      @Nullable String path) {
    return pool.withTransaction(
            connection ->
                orders
                    .lock(connection, id, practice)
                    .compose(
                        found ->
                            found.isEmpty()
                                ? Future.succeededFuture(new Answer(Done.NOT_THERE, null))
                                : carryOut(connection, found.get(), order, resources, agent, path)))
        .map(
            answer -> {
              if (answer.changed() != null) {
                told.forEach(listener -> listener.accept(answer.changed()));
              }
              return answer.done();
            });
  }

  private record Answer(Done done, @Nullable PatientRecord changed) {}

  private Future<Answer> carryOut(
      SqlConnection connection,
      OrderTable.Locked transfer,
      Order order,
      Set<String> resources,
      Entry.Agent agent,
      @Nullable String path) {
    Done done = transfer.would(order);
    if (done != Done.DONE) {
      return Future.succeededFuture(new Answer(done, null));
    }
    Entry entry =
        new Entry(
            transfer.id().toString(),
            agent,
            new Entry.Act(
                "transfer",
                ResourceKey.PATIENT,
                transfer.record().patient(),
                null,
                path == null ? null : "POST",
                path),
            new Entry.Where(
                transfer.record().practice(),
                transfer.record().patient(),
                transfer.source(),
                null,
                null),
            true,
            order.reason());
    return orders
        .carryOut(connection, transfer, order, resources, name(agent))
        .compose(
            changed ->
                changed
                    ? journal
                        .append(connection, entry, completed())
                        .map(new Answer(Done.DONE, transfer.record()))
                    : Future.succeededFuture(new Answer(Done.ALREADY, null)));
  }

  /**
   * Leaves a host alone as far as the practice's transfers go, or no longer.
   *
   * @return whether that was not so before
   */
  public Future<Boolean> pauseHost(
      Practice practice, Host host, boolean pause, Entry.Agent agent, @Nullable String path) {
    return ofHost(
        connection -> orders.host(connection, practice.id(), host.id(), pause, name(agent)),
        entry(practice, host, pause ? "host-paused" : "host-resumed", agent, path));
  }

  /**
   * Closes a host for the practice's records from a day on: they are brought on premise, and none
   * go there.
   *
   * @return whether it was not closed before
   */
  public Future<Boolean> close(
      Practice practice, Host host, LocalDate from, Entry.Agent agent, @Nullable String path) {
    return ofHost(
        connection -> closings.close(connection, practice.id(), host.id(), from, name(agent)),
        entry(practice, host, "host-closed", agent, path));
  }

  /**
   * Takes that back, be it that no record is left there: those go back whose decisions want it.
   *
   * @return whether it was closed by order before
   */
  public Future<Boolean> reopen(
      Practice practice, Host host, Entry.Agent agent, @Nullable String path) {
    return ofHost(
        connection -> closings.reopen(connection, practice.id(), host.id(), name(agent)),
        entry(practice, host, "host-reopened", agent, path));
  }

  private Future<Boolean> ofHost(Function<SqlConnection, Future<Boolean>> change, Entry entry) {
    return pool.withTransaction(
            connection ->
                change
                    .apply(connection)
                    .compose(
                        changed ->
                            changed
                                ? journal.append(connection, entry, completed()).map(true)
                                : Future.succeededFuture(false)))
        .onSuccess(
            changed -> {
              if (changed) {
                toldOfHosts.forEach(Runnable::run);
              }
            });
  }

  private static Entry entry(
      Practice practice, Host host, String reason, Entry.Agent agent, @Nullable String path) {
    return new Entry(
        UUID.randomUUID().toString(),
        agent,
        new Entry.Act("transfer", null, null, null, path == null ? null : "POST", path),
        new Entry.Where(practice.id(), null, host.id(), null, null),
        true,
        reason);
  }

  private static Outcome completed() {
    return new Outcome(200, 0, Duration.ZERO, "completed");
  }

  private static String name(Entry.Agent agent) {
    return Objects.requireNonNullElse(
        agent.name(), Objects.requireNonNullElse(agent.subject(), "unknown"));
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }
}
