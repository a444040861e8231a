// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.ChainStart;
import io.prunelle.gateway.chain.ChainStart.Purpose;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Connections;
import io.prunelle.gateway.ops.OwnConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions: begins chains, goes on with them, and closes those whose writers are gone. */
final class Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  /** Several statements, none of which may take longer than their own time-out. */
  private static final int OPEN_SECONDS = 120;

  /** For what ends with each of the chains that nobody writes any more. */
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(100);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final SigningKey key;
  private final Orphans orphans;
  private final String instance;
  private final InstantSource clock;
  private final CommitStatement statement;
  private final ChainTable table = new ChainTable();

  /** By which the server's sessions of this process are told from all others. */
  private final int process = RANDOM.nextInt(Integer.MAX_VALUE);

  private final Set<Integer> written = ConcurrentHashMap.newKeySet();
  private volatile List<Integer> others = List.of();

  /**
   * Sessions of one instance.
   *
   * @param also what is read with each commit for requests
   */
  Sessions(
      Vertx vertx,
      Settings.Database database,
      SigningKey key,
      Keyring trusted,
      String instance,
      InstantSource clock,
      List<String> also) {
    this.vertx = vertx;
    this.options = options(database);
    this.key = key;
    this.orphans = new Orphans(trusted);
    this.instance = instance;
    this.clock = clock;
    this.statement = new CommitStatement(also);
  }

  private static PgConnectOptions options(Settings.Database database) {
    return Connections.options(
        database, "prunelle-gateway journal", Map.of("statement_timeout", "5s"));
  }

  /**
   * One that goes on where the chain ended, or a new one; fails when neither can be had now. It has
   * written something: so it is known that it can, and that what was in doubt before is safe.
   *
   * @param last the one before; null for none
   */
  Future<Session> open(@Nullable Session last) {
    return key.ready()
        .recover(unsigned -> Future.failedFuture(Unwritten.unsigned(unsigned)))
        .compose(ready -> Connections.open(vertx, options))
        .compose(
            own -> {
              Warnings warnings = Warnings.on(own.connection());
              return alone(own.connection())
                  .compose(
                      alone ->
                          last == null
                              ? begin(own, warnings, null)
                              : resume(own, warnings, last.requests(), last.transactions()))
                  .timeout(OPEN_SECONDS, TimeUnit.SECONDS)
                  .onFailure(failed -> own.close());
            });
  }

  /** That a chain ends before this, where it ended: the next session closes it as it was. */
  void contradict(int chain, Head end) {
    orphans.contradict(chain, end);
  }

  /** Whether it was begun here. */
  boolean wrote(int chain) {
    return written.contains(chain);
  }

  /**
   * A connection as sessions have it, for something else; whoever asks for it closes it.
   *
   * @param silence how long nothing may come from it: longer than any statement on it takes
   */
  Future<OwnConnection> connect(Duration silence) {
    return Connections.open(vertx, options, silence);
  }

  /**
   * The server may not have noticed yet that the connection before is gone: it is told. Until that
   * session is over nothing is begun, or each try would leave one more.
   */
  private Future<Void> alone(PgConnection connection) {
    return table
        .alone(connection, process)
        .compose(
            alone ->
                alone
                    ? Future.succeededFuture()
                    : table
                        .evict(connection, process)
                        .compose(
                            waits ->
                                Future.failedFuture(
                                    new Unwritten(
                                        waits
                                            ? "a commit waits for a standby"
                                            : "the session before is not over yet"))));
  }

  private Future<Session> resume(
      OwnConnection own, Warnings warnings, Chain chain, int transactions) {
    PgConnection connection = own.connection();
    return writable(connection)
        .compose(writable -> own(connection, chain.id()))
        .compose(owned -> own(connection, transactions))
        .compose(owned -> table.head(connection, chain.id()))
        .compose(
            head ->
                chain.canEnd(head)
                    ? table
                        .areOpen(connection, List.of(chain.id(), transactions))
                        .map(open -> open && !orphans.isContradicted(transactions))
                    : Future.succeededFuture((Boolean) null))
        .compose(
            open -> {
              if (open == null) {
                return begin(own, warnings, chain)
                    .onSuccess(
                        begun ->
                            LOG.atError()
                                .addKeyValue("chain", chain.id())
                                .addKeyValue("block", chain.head().number())
                                .log(
                                    "The journal has not what was committed to it; a new chain says"
                                        + " so"));
              }
              return open
                  ? affirm(connection, warnings, chain)
                      .map(affirmed -> new Session(own, warnings, chain, transactions, statement))
                  : begin(own, warnings, null).onSuccess(begun -> chain.confirm());
            });
  }

  /** A standby may be behind with what it shows: its chains end where they will not have ended. */
  private Future<Void> writable(PgConnection connection) {
    return table
        .isWritable(connection)
        .compose(
            yes ->
                yes
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new Unwritten("the server has sessions in read-only transactions alone")));
  }

  /**
   * A block without leaves. What is in doubt was found in the database, but a server that waits for
   * its standby shows it after a restart though the standby has it not: a further commit that is
   * not in doubt makes sure of all before it.
   */
  private Future<Void> affirm(PgConnection connection, Warnings warnings, Chain chain) {
    return chain
        .next(List.of(), clock.instant())
        .compose(
            block -> {
              chain.doubt(block);
              return statement.writeAndRead(connection, block, List.of());
            })
        .compose(warnings::none)
        .onSuccess(committed -> chain.confirm())
        .mapEmpty();
  }

  private Future<Void> own(PgConnection connection, int chain) {
    return table
        .own(connection, chain)
        .compose(
            owned ->
                owned
                    ? Future.succeededFuture()
                    : Future.failedFuture("someone else writes chain " + chain));
  }

  /**
   * Begins chains of its own.
   *
   * @param lost a chain that does not end in the database where it ended here; its end is written
   *     down as it was here
   */
  private Future<Session> begin(OwnConnection own, Warnings warnings, @Nullable Chain lost) {
    PgConnection connection = own.connection();
    return table
        .prepare(connection)
        .compose(
            prepared ->
                table
                    .nextId(connection)
                    .compose(
                        requests ->
                            table
                                .nextId(connection)
                                .compose(
                                    transactions ->
                                        begin(connection, requests, transactions, lost)
                                            .compose(warnings::none)
                                            .map(
                                                chain ->
                                                    new Session(
                                                        own,
                                                        warnings,
                                                        chain,
                                                        transactions,
                                                        statement)))));
  }

  private Future<Chain> begin(
      PgConnection connection, int requests, int transactions, @Nullable Chain lost) {
    written.add(requests);
    written.add(transactions);
    return own(connection, requests)
        .compose(owned -> own(connection, transactions))
        .compose(owned -> table.open(connection, List.of(requests, transactions)))
        .compose(
            open ->
                orphans
                    .among(connection, open)
                    .onSuccess(orphaned -> others = without(open, orphaned)))
        .compose(
            orphaned ->
                connection
                    .begin()
                    .compose(
                        transaction ->
                            table
                                .takeTime(connection, LONGEST_CLOSING)
                                .compose(
                                    may ->
                                        write(connection, requests, transactions, orphaned, lost))
                                .compose(chain -> transaction.commit().map(committed -> chain)))
                    .compose(chain -> orphans.disown(connection, orphaned).map(disowned -> chain)));
  }

  private static List<Integer> without(List<Integer> all, List<Integer> some) {
    return all.stream().filter(one -> !some.contains(one)).toList();
  }

  /** Chains that others wrote, or seemed to, when the last of its own were begun here. */
  List<Integer> others() {
    return others;
  }

  /**
   * Closes those of these chains that nobody writes any more, by a chain for that alone; whoever
   * begins next closes that.
   *
   * @return those that were seen to
   */
  Future<List<Integer>> close(List<Integer> chains) {
    return key.ready()
        .compose(ready -> Connections.open(vertx, options))
        .compose(
            own -> {
              Warnings warnings = Warnings.on(own.connection());
              return orphans
                  .among(own.connection(), chains)
                  .compose(
                      orphaned ->
                          orphaned.isEmpty()
                              ? Future.succeededFuture(orphaned)
                              : close(own.connection(), orphaned).map(orphaned))
                  .compose(warnings::none)
                  .timeout(OPEN_SECONDS, TimeUnit.SECONDS)
                  .eventually(own::close);
            });
  }

  private Future<Void> close(PgConnection connection, List<Integer> orphaned) {
    return connection
        .begin()
        .compose(
            transaction ->
                table
                    .takeTime(connection, LONGEST_CLOSING)
                    .compose(may -> orphans.ends(connection, orphaned))
                    .compose(
                        ends ->
                            ends.isEmpty()
                                ? Future.succeededFuture()
                                : table
                                    .nextId(connection)
                                    .compose(id -> start(connection, requests(id, ends))))
                    .compose(closed -> transaction.commit()));
  }

  private ChainStart requests(int id, SortedMap<Integer, Head> closes) {
    return new ChainStart(id, instance, Purpose.REQUESTS, now(), closes);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Future<Chain> write(
      PgConnection connection,
      int requests,
      int transactions,
      List<Integer> orphaned,
      @Nullable Chain lost) {
    return orphans
        .ends(connection, orphaned)
        .compose(ends -> contradict(connection, lost, ends).map(ends))
        .compose(
            ends ->
                start(connection, requests(requests, ends))
                    .compose(
                        chain ->
                            start(
                                    connection,
                                    new ChainStart(
                                        transactions,
                                        instance,
                                        Purpose.TRANSACTIONS,
                                        now(),
                                        new TreeMap<>()))
                                .map(chain)));
  }

  /** What was committed and is gone is written down, unless the chain itself is gone as well. */
  private Future<Void> contradict(
      PgConnection connection, @Nullable Chain lost, SortedMap<Integer, Head> ends) {
    return lost == null
        ? Future.succeededFuture()
        : table
            .isOpen(connection, lost.id())
            .onSuccess(
                open -> {
                  if (open) {
                    ends.put(lost.id(), lost.head());
                  } else {
                    LOG.atError()
                        .addKeyValue("chain", lost.id())
                        .addKeyValue("block", lost.head().number())
                        .addKeyValue("digest", lost.head().digest().toString())
                        .log("The journal has lost a chain, or another end of it was closed");
                  }
                })
            .mapEmpty();
  }

  private Future<Chain> start(PgConnection connection, ChainStart start) {
    Chain chain = new Chain(start.chain(), key, start.head(new MerkleTree()));
    return chain
        .next(List.of(), start.at())
        .compose(
            first -> {
              chain.append(first);
              // By the statement that requests wait for: it is prepared by then
              return table
                  .create(connection, start)
                  .compose(created -> statement.writeAndRead(connection, first, List.of()));
            })
        .map(chain);
  }
}
