// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of an instance. What is asked for while a commit is under way shares the next one:
 * the busier the gateway, the less a commit costs each.
 *
 * <p>When the connection is lost during a commit, nobody knows whether it was one. The next session
 * finds out, and only then is anybody told.
 */
final class GroupCommit {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long COMMIT_SECONDS = 7;
  private static final long RETRY_MILLIS = 250;

  /** How often it is looked whether somebody has waited too long. */
  private static final long WATCH_MILLIS = 250;

  private final Vertx vertx;
  private final Context context;
  private final Sessions sessions;
  private final CommitMetrics metrics;
  private final InstantSource clock;

  private final Waiting waiting = new Waiting(PATIENCE_NANOS);
  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicBoolean alarmed = new AtomicBoolean();
  private final Outage outage = new Outage();
  private final Consumer<Leaf.Ended> postponed;
  private volatile boolean closing;
  private volatile @Nullable Session current;

  // Below: on the context alone
  private final Deque<Submission> alone = new ArrayDeque<>();
  private final Doubt doubt = new Doubt();
  private @Nullable Session last;
  private long watching;

  /**
   * One that is not started yet.
   *
   * @param postponed takes how entries ended that were written though it was not known
   */
  GroupCommit(
      Vertx vertx,
      Sessions sessions,
      CommitMetrics metrics,
      InstantSource clock,
      Consumer<Leaf.Ended> postponed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.sessions = sessions;
    this.metrics = metrics;
    this.clock = clock;
    this.postponed = postponed;
  }

  void start() {
    outage.failed(new Unwritten("not connected yet"));
    metrics.failing(() -> current == null ? Duration.ofNanos(outage.nanos()).toSeconds() : 0L);
    watching = vertx.setPeriodic(WATCH_MILLIS, tick -> context.runOnContext(now -> watch()));
    wake();
  }

  /** Succeeds when entries can be written, as far as is known. */
  Future<Void> ready() {
    return outage.ready(current != null);
  }

  /** What is asked for is written first, within bounds. */
  Future<Void> stop() {
    closing = true;
    vertx.cancelTimer(watching);
    wake();
    return drained(System.nanoTime() + PATIENCE_NANOS)
        .compose(
            drained -> {
              Session session = current;
              return session == null ? Future.succeededFuture() : session.close();
            });
  }

  private Future<Void> drained(long until) {
    return (waiting.isEmpty() && !awake.get()) || System.nanoTime() > until
        ? Future.succeededFuture()
        : vertx.timer(10, TimeUnit.MILLISECONDS).compose(later -> drained(until));
  }

  /** The chain for transactions of others. Waits for a session, as long as a request may. */
  Future<Integer> transactions() {
    return transactions(System.nanoTime() + PATIENCE_NANOS);
  }

  private Future<Integer> transactions(long until) {
    Session session = current;
    if (session != null) {
      return Future.succeededFuture(session.transactions());
    } else if (outage.isDown() || closing || System.nanoTime() > until) {
      return Future.failedFuture(new Unwritten("the database is out of reach"));
    }
    return vertx.timer(10, TimeUnit.MILLISECONDS).compose(later -> transactions(until));
  }

  /** Where the chain for requests ends by now, and which one is for transactions; null for none. */
  Future<@Nullable Ends> ends() {
    Promise<@Nullable Ends> promise = Promise.promise();
    context.runOnContext(
        now -> {
          Session session = last;
          promise.complete(
              session == null
                  ? null
                  : new Ends(
                      session.requests().id(), session.requests().head(), session.transactions()));
        });
    return promise.future();
  }

  /**
   * What has been committed.
   *
   * @param requests the chain for requests
   * @param head its end
   * @param transactions the chain for what is appended within the transactions of others
   */
  record Ends(int requests, Chain.Head head, int transactions) {}

  /** Commits all of these in one block. Fails when they are not, or when nobody knows. */
  Future<List<Long>> submit(List<Leaf> leaves, Lane lane) {
    return submit(leaves, lane, false);
  }

  /** The same together with what is submitted next, or some milliseconds later. */
  Future<List<Long>> submitInPassing(List<Leaf> leaves, Lane lane) {
    return submit(leaves, lane, true);
  }

  private Future<List<Long>> submit(List<Leaf> leaves, Lane lane, boolean inPassing) {
    if (outage.isDown() || closing) {
      return Future.failedFuture(new Unwritten("the database is out of reach"));
    }
    if (!lane.enter()) {
      metrics.full();
      return Future.failedFuture(Unwritten.full());
    }
    Submission submission =
        new Submission(leaves, System.nanoTime(), Promise.promise(), Vertx.currentContext(), lane);
    waiting.add(submission, inPassing);
    if (inPassing && !closing) {
      alarm();
    } else {
      wake();
    }
    return submission.future();
  }

  /** For those in passing, should nothing else come by. */
  private void alarm() {
    if (alarmed.compareAndSet(false, true)) {
      // Not where it was asked for: a listener that stops takes its timers with it
      context.runOnContext(
          now ->
              vertx.setTimer(
                  Waiting.IN_PASSING.toMillis(),
                  over -> {
                    alarmed.set(false);
                    wake();
                  }));
    }
  }

  private void wake() {
    if (awake.compareAndSet(false, true)) {
      context.runOnContext(now -> next());
    }
  }

  private void next() {
    Session session = current;
    if (session == null) {
      connect();
      return;
    }
    List<Submission> batch = batch();
    if (batch.isEmpty()) {
      awake.set(false);
      if (waiting.isDue(closing)) {
        wake();
      } else if (!waiting.isEmpty()) {
        alarm();
      }
      return;
    }
    commit(session, batch, leaves(batch));
  }

  private static List<Leaf> leaves(List<Submission> batch) {
    List<Leaf> leaves = new ArrayList<>();
    batch.forEach(submission -> leaves.addAll(submission.leaves()));
    return leaves;
  }

  private void nextAfter(long nanos) {
    if (nanos == 0 || closing) {
      next();
    } else {
      // Less than what timers of Vert.x can be set to
      Object unused =
          ((ContextInternal) context)
              .nettyEventLoop()
              .schedule(() -> context.runOnContext(later -> next()), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private List<Submission> batch() {
    Submission single = alone.poll();
    return single != null ? List.of(single) : waiting.batch(closing, this::late);
  }

  /** Nobody waits for longer than a request may, whatever it is that does not come to an end. */
  private void watch() {
    for (Submission next = alone.peek();
        next != null && waiting.isLate(next);
        next = alone.peek()) {
      late(alone.remove());
    }
    waiting.expire(this::late);
    if (current == null && outage.nanos() > PATIENCE_NANOS) {
      outage.declare();
      abandon(new Unwritten("the database is out of reach"));
    }
  }

  private void late(Submission submission) {
    fail(submission, new Unwritten("not within the time that a request may wait"));
  }

  private void commit(Session session, List<Submission> batch, List<Leaf> leaves) {
    long begun = System.nanoTime();
    session
        .requests()
        .next(Leaf.canonical(leaves), clock.instant())
        .onComplete(
            signed -> {
              if (signed.succeeded()) {
                commit(session, batch, leaves, signed.result(), begun);
              } else {
                unwritable(session, batch, Unwritten.unsigned(signed.cause()));
              }
            });
  }

  private void commit(
      Session session, List<Submission> batch, List<Leaf> leaves, Block block, long begun) {
    session
        .commit(block, leaves)
        .timeout(COMMIT_SECONDS, TimeUnit.SECONDS)
        .onComplete(
            done -> {
              if (done.succeeded()) {
                session.requests().append(block);
                outage.written();
                metrics.committed(leaves.size(), System.nanoTime() - begun);
                batch.forEach(submission -> submission.lane().leave());
                Submission.complete(batch, done.result());
                nextAfter(Spacing.left(batch.size(), System.nanoTime() - begun));
              } else {
                failed(session, block, batch, done.cause());
              }
            });
  }

  private void failed(Session session, Block block, List<Submission> batch, Throwable failure) {
    if (!(failure instanceof PgException answered) || !Verdict.isFinal(answered)) {
      doubt(session, block, batch, failure);
    } else if (!Verdict.isOfTheData(answered)) {
      unwritable(session, batch, failure);
    } else if (batch.size() > 1) {
      alone.addAll(batch);
      next();
    } else {
      tell(answered, leaves(batch));
      batch.forEach(submission -> fail(submission, failure));
      next();
    }
  }

  private static void tell(PgException answered, List<Leaf> leaves) {
    if (Verdict.isThere(answered) && leaves.stream().allMatch(Leaf.Ended.class::isInstance)) {
      // After an outage some are sent again of which nobody knew whether they had been committed
      LOG.atInfo().log("How a request ended stands in the journal already");
    } else {
      LOG.atError()
          .addKeyValue("cause", answered.getErrorMessage())
          .addKeyValue("state", answered.getSqlState())
          .log("An entry of the journal cannot be written");
    }
  }

  /**
   * The server does not write, though it answers: its disk is full, it is another's standby, its
   * tables are locked. Or what keeps the key does not sign. Who asks meanwhile need not find out as
   * well.
   */
  private void unwritable(Session session, List<Submission> batch, Throwable failure) {
    outage.failed(failure);
    outage.declare();
    // Nothing is wrong with what was to be written: it may be asked for again
    batch.forEach(submission -> fail(submission, new Unwritten("it cannot be written or signed")));
    leave(session);
    retry();
  }

  /** It may have been committed. Who waits for it goes on waiting. */
  private void doubt(Session session, Block block, List<Submission> batch, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("cause", failure.toString())
        .log("The journal's connection was lost during a commit");
    outage.failed(failure);
    session.requests().doubt(block);
    doubt.raise(block, batch);
    leave(session);
    connect();
  }

  private void leave(Session session) {
    last = session;
    current = null;
    session.close();
  }

  private void connect() {
    if (closing) {
      abandon(new Unwritten("the gateway stops"));
      awake.set(false);
      return;
    }
    Session before = last;
    sessions
        .open(before)
        .onComplete(
            opened -> {
              if (opened.succeeded()) {
                resolve(before);
                begin(opened.result());
              } else {
                unreachable(opened.cause());
              }
            });
  }

  private void begin(Session session) {
    outage.connected();
    last = session;
    current = session;
    session.connection().closeHandler(closed -> context.runOnContext(now -> closed(session)));
    next();
  }

  /** An idle connection that breaks is replaced before anybody needs it. */
  private void closed(Session session) {
    if (session.equals(current) && awake.compareAndSet(false, true)) {
      outage.failed(new Unwritten("the server has closed the connection"));
      leave(session);
      connect();
    }
  }

  /**
   * Begins anew where a chain has lost what was committed to it.
   *
   * @param chain the one for transactions
   * @param end where it ended
   */
  void contradict(int chain, Chain.Head end) {
    sessions.contradict(chain, end);
    context.runOnContext(now -> anew(chain));
  }

  private void anew(int chain) {
    Session session = current;
    if (session == null || session.transactions() != chain) {
      return;
    }
    if (awake.compareAndSet(false, true)) {
      outage.failed(new Unwritten("the database has not what was committed to chain " + chain));
      leave(session);
      connect();
    } else {
      vertx.setTimer(RETRY_MILLIS, later -> context.runOnContext(again -> anew(chain)));
    }
  }

  /** Sessions have found out by now, and moved the chain's end if it was committed. */
  private void resolve(@Nullable Session before) {
    Block block = doubt.block();
    if (block == null || before == null) {
      return;
    }
    boolean committed = before.requests().isConfirmed(block);
    if (committed) {
      doubt.refused(clock.instant().truncatedTo(ChronoUnit.MICROS)).forEach(postponed);
    }
    for (Submission submission : doubt.end()) {
      if (committed) {
        complete(submission, List.of());
      } else if (waiting.isLate(submission)) {
        // What breaks each connection it is written on is not tried for ever, before all others
        late(submission);
      } else {
        alone.add(submission);
      }
    }
  }

  private void unreachable(Throwable failure) {
    outage.failed(failure);
    watch();
    retry();
  }

  private void retry() {
    if (outage.isDown()) {
      abandon(new Unwritten("the database is out of reach"));
    }
    vertx.setTimer(RETRY_MILLIS, later -> context.runOnContext(again -> connect()));
  }

  private void abandon(Unwritten why) {
    doubt.giveUp().forEach(submission -> fail(submission, why));
    alone.forEach(submission -> fail(submission, why));
    alone.clear();
    waiting.all().forEach(submission -> fail(submission, why));
  }

  private void complete(Submission submission, List<Long> read) {
    submission.lane().leave();
    submission.complete(read);
  }

  private void fail(Submission submission, Throwable failure) {
    submission.lane().leave();
    submission.fail(failure);
  }
}
