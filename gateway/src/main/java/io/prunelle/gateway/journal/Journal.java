// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Leaf.Ended;
import io.prunelle.gateway.journal.Leaf.Entered;
import io.prunelle.gateway.ops.Part;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.witness.Witnesses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of this package: nothing happens to a record that was not written here first. */
public final class Journal implements Part {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final Refusal DOWN = new Refusal.NotReady("journal-down", Duration.ofSeconds(5));
  private static final Refusal FULL = new Refusal.NotReady("journal-full", Duration.ofSeconds(1));

  /** SQLSTATE of a statement that took longer than it may. */
  private static final String GIVEN_UP = "57014";

  /** Of callers nobody knows; few, so that a flood of them keeps nobody else waiting. */
  private static final int STRANGERS = 64;

  /**
   * There are partitions for three months ahead: time enough to see what keeps it from making more.
   */
  private static final Duration PREPARE = Duration.ofHours(6);

  /** How often it is written down how many of a flood were not. */
  private static final Duration COUNT = Duration.ofMinutes(1);

  /** For so long nobody would notice that what was appended last has been cut off. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final String OF_CALLER =
      "EXISTS (SELECT FROM journal.entry e LEFT JOIN LATERAL (SELECT status,"
          + " recorded_at AS ended FROM journal.outcome WHERE entry = e.id LIMIT 1) o ON true"
          + " WHERE patient = $1 AND id >= $2 AND practice = $3 AND host = $4 AND subject = $5"
          + " AND client IS NOT DISTINCT FROM $6 AND request_id <> $7 AND permitted AND ";

  /**
   * Through the index of the patient. True if there is one that was answered before $8; null if
   * there is none, but one of which it is not written down yet how it ended.
   */
  private static final String ANSWERED =
      "SELECT CASE WHEN "
          + OF_CALLER
          + "status BETWEEN 200 AND 299 AND ended <= $8) THEN true WHEN "
          + OF_CALLER
          + "status IS NULL) THEN NULL ELSE false END";

  private final Vertx vertx;
  private final Pool pool;
  private final SigningKey key;
  private final Lane entries;
  private final Lane outcomes;
  private final Lane strangers = new Lane(STRANGERS);
  private final Trickle ofStrangers = new Trickle();
  private final Trickle ofMany = new Trickle();
  private final GroupCommit commits;
  private final Postponed postponed;
  private final Abandoned abandoned;
  private final Transactional transactional;
  private final Identifiers identifiers;
  private final Clock clock;
  private long preparing;
  private long counting;
  private long looking;
  private final Witnesses witnesses;

  private Journal(
      Vertx vertx,
      Settings settings,
      Pool pool,
      SigningKey key,
      String instance,
      Clock clock,
      List<String> also,
      Duration patience) {
    this.vertx = vertx;
    this.pool = pool;
    this.key = key;
    this.clock = clock;
    this.identifiers = new Identifiers(clock);
    this.entries = new Lane(settings.journal().queue());
    this.outcomes = new Lane(settings.journal().queue());
    Sessions sessions =
        new Sessions(
            vertx,
            settings.database(),
            key,
            new Keyring(KeyFile.trusted(key.verifying(), settings.journal())),
            instance,
            clock,
            also);
    this.commits =
        new GroupCommit(
            vertx,
            sessions,
            CommitMetrics.of(List.of(entries, outcomes, strangers)),
            clock,
            this::postpone);
    this.postponed = new Postponed(vertx, commits);
    this.abandoned =
        new Abandoned(
            vertx,
            pool,
            sessions::connect,
            sessions::wrote,
            new Lingering(pool, sessions::others, sessions::close, patience),
            patience,
            clock,
            this::postpone);
    this.transactional = new Transactional(key, clock, commits::contradict);
    this.witnesses = new Witnesses(vertx, settings.journal().witness(), key, this::ends, clock);
  }

  /**
   * A journal that writes as one instance.
   *
   * @param pool for reading; connected, as the journal's own connection, as a role that may only
   *     insert and read
   * @param instance which gateway writes
   * @throws io.prunelle.gateway.config.InvalidSettings without a key to sign with
   */
  public static Journal of(
      Vertx vertx, Settings settings, Pool pool, String instance, Clock clock) {
    return reading(vertx, settings, pool, instance, clock, List.of());
  }

  /**
   * One that has other patience with writers that are gone.
   *
   * @param patience how long they may take to come back before what they left ends as not known
   */
  public static Journal of(
      Vertx vertx, Settings settings, Pool pool, String instance, Clock clock, Duration patience) {
    return new Journal(
        vertx,
        settings,
        pool,
        SigningKey.of(vertx, settings.journal()),
        instance,
        clock,
        List.of(),
        patience);
  }

  /**
   * One that reads numbers in the very statement that commits.
   *
   * @param also SQL of each: see {@link #intendAndRead}
   */
  public static Journal reading(
      Vertx vertx, Settings settings, Pool pool, String instance, Clock clock, List<String> also) {
    return new Journal(
        vertx,
        settings,
        pool,
        SigningKey.of(vertx, settings.journal()),
        instance,
        clock,
        also,
        Abandoned.PATIENCE);
  }

  /** Does not wait for the database, which may start later. */
  @Override
  public Future<?> start() {
    commits.start();
    preparing = vertx.setPeriodic(PREPARE.toMillis(), tick -> prepare());
    counting = vertx.setPeriodic(COUNT.toMillis(), tick -> count());
    looking = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
    abandoned.start();
    witnesses.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(preparing);
    vertx.cancelTimer(counting);
    vertx.cancelTimer(looking);
    abandoned.stop();
    count();
    return commits
        .stop()
        .onComplete(over -> untold())
        .eventually(witnesses::stop)
        .eventually(key::close);
  }

  /** Succeeds when entries can be written, as far as is known; says why when they cannot. */
  public Future<Void> ready() {
    return commits.ready();
  }

  /** What blocks are signed with; whoever verifies them knows it. For as long as this runs. */
  public SigningKey key() {
    return key;
  }

  /** How it stands with each witness; empty where there is none. */
  public JsonObject witnesses() {
    return witnesses.states();
  }

  private Future<Map<Integer, Chain.Head>> ends() {
    return commits
        .ends()
        .compose(
            ends ->
                ends == null
                    ? Future.succeededFuture(Map.of())
                    : new ChainTable()
                        .head(pool, ends.transactions())
                        .map(
                            head ->
                                Map.of(ends.requests(), ends.head(), ends.transactions(), head)));
  }

  /** Sees to it that there are partitions for months to come, however long an instance runs. */
  Future<Void> prepare() {
    return new ChainTable()
        .prepare(pool)
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("cause", failure.toString())
                    .log("Partitions of the journal for months to come cannot be made"));
  }

  /**
   * Commits what is about to happen. Only when this has succeeded may it happen.
   *
   * @return the entry's id; fails with {@link io.prunelle.gateway.refusal.Refused} when the journal
   *     cannot be written
   */
  public Future<UUID> intend(Entry entry) {
    Entered entered = entered(entry);
    return commit(entry.requestId(), List.of(entered), entries).map(entered.id());
  }

  /**
   * An entry that is committed.
   *
   * @param read the numbers that this journal reads, as they were when the commit began; empty in
   *     the rare case that the answer to it was lost
   */
  public record Intent(UUID entry, List<Long> read) {}

  /** The same, with what the statement read that committed it. */
  public Future<Intent> intendAndRead(Entry entry) {
    Entered entered = entered(entry);
    return commit(entry.requestId(), List.of(entered), entries)
        .map(read -> new Intent(entered.id(), read));
  }

  /** The same of several things at once: all of them are committed, or none. */
  public Future<List<UUID>> intend(List<Entry> intended) {
    if (intended.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<Leaf> leaves = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    for (Entry entry : intended) {
      Entered entered = entered(entry);
      leaves.add(entered);
      ids.add(entered.id());
    }
    return commit(intended.get(0).requestId(), leaves, entries).map(ids);
  }

  /**
   * Commits how it ended. Fails like {@link #intend}; what happened has happened all the same, and
   * is written down as soon as it can be.
   */
  public Future<Void> settle(UUID entry, Outcome outcome) {
    Ended ended = Ended.of(entry, now(), outcome);
    return settled(ended, commits.submit(List.of(ended), outcomes));
  }

  /**
   * The same together with what is committed next, or some milliseconds later: for answers that
   * were sent. It costs no commit of its own where others are made anyhow.
   */
  public Future<Void> settleInPassing(UUID entry, Outcome outcome) {
    Ended ended = Ended.of(entry, now(), outcome);
    return settled(ended, commits.submitInPassing(List.of(ended), outcomes));
  }

  private void postpone(Ended ended) {
    postponed.keep(ended);
  }

  private Future<Void> settled(Ended ended, Future<?> submitted) {
    return submitted
        .onFailure(
            failure -> {
              if (failure instanceof Unwritten) {
                postpone(ended);
              }
            })
        .<Void>mapEmpty()
        .recover(failure -> unwritten(ended.entry().toString(), failure));
  }

  /**
   * Commits both at once: for refusals, and for what has no upstream. Of callers nobody knows as
   * many as are worth the room; of the others it is written down how many they were.
   */
  public Future<UUID> record(Entry entry, Outcome outcome) {
    return entry.agent().subject() == null
        ? record(ofStrangers, Storable.ofStranger(entry), outcome)
        : record(entries, entry, outcome);
  }

  /** The same, for what may come as a flood: it waits where strangers do, and keeps nobody else. */
  public Future<UUID> recordOneOfMany(Entry entry, Outcome outcome) {
    return entry.agent().subject() == null
        ? record(entry, outcome)
        : record(ofMany, entry, outcome);
  }

  private Future<UUID> record(Trickle trickle, Entry entry, Outcome outcome) {
    return trickle.admits()
        ? record(strangers, entry, outcome).onFailure(failure -> trickle.heldBack(1))
        : unwritten(entry.requestId(), Unwritten.full());
  }

  /** Sees where the chain for transactions ends, so that it is noticed when it ends earlier. */
  Future<Void> look() {
    return commits
        .ends()
        .compose(
            ends ->
                ends == null
                    ? Future.succeededFuture()
                    : transactional.look(pool, ends.transactions()));
  }

  /** Says of refusals that there was no room for how many they were. */
  void count() {
    long heldBack = ofStrangers.heldBack() + ofMany.heldBack();
    if (heldBack > 0) {
      record(
              entries,
              new Entry(
                  UUID.randomUUID().toString(),
                  new Entry.Agent(null, null, "system", null, null, null),
                  new Entry.Act("unknown", null, null, "count=" + heldBack, null, null),
                  new Entry.Where(null, null, null, null, null),
                  false,
                  "not-one-by-one"),
              new Outcome(429, 0, Duration.ZERO, "refused"))
          .onFailure(failure -> ofMany.heldBack(heldBack));
    }
  }

  private void untold() {
    long heldBack = ofStrangers.heldBack() + ofMany.heldBack();
    if (heldBack > 0) {
      LOG.atError()
          .addKeyValue("refusals", heldBack)
          .log("Of refusals that were not written it is not written down how many they were");
    }
  }

  private Future<UUID> record(Lane lane, Entry entry, Outcome outcome) {
    Entered entered = entered(entry);
    return commit(
            entry.requestId(),
            List.of(entered, Ended.of(entered.id(), entered.at(), outcome)),
            lane)
        .map(entered.id());
  }

  /**
   * Appends within the transaction of another door, so that the entry exists exactly if what it
   * tells of does. Until that transaction ends, no other can do the same on this instance: it has
   * to be short.
   *
   * @param outcome null when it is settled later
   */
  public Future<UUID> append(SqlConnection connection, Entry entry, @Nullable Outcome outcome) {
    Entered entered = entered(entry);
    List<Leaf> leaves = new ArrayList<>(List.of(entered));
    if (outcome != null) {
      leaves.add(Ended.of(entered.id(), entered.at(), outcome));
    }
    return commits
        .transactions()
        .compose(chain -> transactional.append(connection, chain, leaves))
        .map(entered.id())
        .recover(failure -> unwritten(entry.requestId(), failure));
  }

  /**
   * Entries that match, newest first. Who reads has committed an entry that says so: this asks for
   * its id, so that nobody forgets.
   *
   * @param reading what {@link #intend} gave for it
   * @param before id of the last line already seen; null from the start
   * @param limit at most this many lines, 1 to 1,000
   * @return fails with {@link Refusal.TooBroad} where there may be more to look through than there
   *     is time for
   */
  public Future<List<Line>> search(
      UUID reading, Selection selection, @Nullable UUID before, int limit) {
    Objects.requireNonNull(reading);
    if (limit < 1 || limit > 1_000) {
      return Future.failedFuture(new IllegalArgumentException("1 to 1,000 lines"));
    }
    return DatabaseDown.unless(
        lines(selection, before, limit)
            .recover(
                failure ->
                    Future.failedFuture(
                        !selection.isNarrow()
                                && failure instanceof PgException answered
                                && GIVEN_UP.equals(answered.getSqlState())
                            ? new Refusal.TooBroad("search-too-broad", selection.isBounded())
                                .refused()
                            : failure)),
        "journal.entry");
  }

  /**
   * When somebody may have been answered, by the clocks of the gateways.
   *
   * @param besides id of a request that does not count
   */
  public record Answered(Instant since, Instant until, String besides) {}

  /**
   * Whether somebody has been answered about a record, where it lives. It shows nothing of what
   * that was.
   *
   * @param client through which they ask; null for none
   * @return empty while it is not written down yet how something ended
   */
  public Future<Optional<Boolean>> answered(
      String practice,
      String patient,
      String host,
      String subject,
      @Nullable String client,
      Answered when) {
    Tuple values =
        Tuple.of(patient, Identifiers.least(when.since()), practice, host, subject, client)
            .addString(when.besides())
            .addOffsetDateTime(when.until().atOffset(ZoneOffset.UTC));
    return DatabaseDown.unless(pool.preparedQuery(ANSWERED).execute(values), "journal.entry")
        .map(rows -> Optional.ofNullable(rows.iterator().next().getBoolean(0)));
  }

  private Future<List<Line>> lines(Selection selection, @Nullable UUID before, int limit) {
    Tuple values = Tuple.tuple();
    String sql = Search.selecting(selection, before, limit, values);
    return pool.preparedQuery(sql)
        .execute(values)
        .map(
            rows -> {
              List<Line> lines = new ArrayList<>();
              rows.forEach(row -> lines.add(Lines.line(row)));
              return lines;
            });
  }

  private Entered entered(Entry entry) {
    Instant now = now();
    return new Entered(identifiers.next(now), now, Storable.entry(entry));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Future<List<Long>> commit(String about, List<Leaf> leaves, Lane lane) {
    return commits.submit(leaves, lane).recover(failure -> unwritten(about, failure));
  }

  private static <T> Future<T> unwritten(String about, Throwable failure) {
    LOG.atDebug()
        .addKeyValue("request", about)
        .addKeyValue("cause", failure.toString())
        .log("Not committed");
    boolean full = failure instanceof Unwritten unwritten && unwritten.isFull();
    return Future.failedFuture((full ? FULL : DOWN).refused());
  }
}
