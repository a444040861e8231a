// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.handover.HandoverJournal.Step;
import io.prunelle.gateway.handover.Office.Part;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.transfer.Handovers;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.journal.Dealings;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.refusal.DatabaseDown;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: what patients ask, and what their practices answer. Each change is a
 * journal entry in the same commit. Futures fail with {@link Refused} when the database or the
 * journal cannot be asked.
 */
public final class ChangesOfDoctor {

  /** So many of a kind are shown at once, however many there are. */
  public static final int MOST_SHOWN = 100;

  /** What a patient asks for in 24 hours, of all practices. */
  public static final int MOST_A_DAY = 10;

  /** A patient's own that are shown. */
  private static final int MOST_OF_PATIENT = 50;

  /**
   * Writes so long before an archive was begun count as later ones: the clocks of instances and of
   * the database may differ.
   */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  private final Pool pool;
  private final HandoverJournal entries;
  private final Carrier carrier;
  private final Clock clock;
  private final HandoverTable table = new HandoverTable();

  /**
   * What is kept in a database.
   *
   * @param pool towards it
   */
  public ChangesOfDoctor(Pool pool, Journal journal, Handovers mover, Clock clock) {
    this(pool, journal, Carrier.of(mover), clock);
    mover.onArrival(this::arrived);
  }

  ChangesOfDoctor(Pool pool, Journal journal, Carrier carrier, Clock clock) {
    this.pool = pool;
    this.entries = new HandoverJournal(journal);
    this.carrier = carrier;
    this.clock = clock;
  }

  /** What became of what somebody wanted. */
  public enum Done {
    DONE,
    /** It is not, or not any more, as they were shown. */
    CHANGED,
    /** There is none, or it is somebody else's. */
    NOT_THERE,
    TOO_OFTEN,
    /** There is no archive that was taken whole since the practice has answered. */
    NO_ARCHIVE,
    /** Something was written to the record since that archive was begun. */
    WRITTEN_SINCE,
    /** What there was is still being erased, or another record is on its way. */
    LATER
  }

  /**
   * Asks a practice.
   *
   * @param into practice that receives the record; null to take it away
   * @param seen the latest that there was of that practice when the patient was shown the form;
   *     null for none
   * @param agent who asks
   * @param path where
   */
  public Future<Done> ask(
      String practice,
      String patient,
      @Nullable String into,
      @Nullable UUID seen,
      Entry.Agent agent,
      String path) {
    return within(
        tx ->
            table
                .inTurn(tx, patient)
                .compose(turn -> table.latest(tx, practice, patient))
                .compose(
                    latest -> {
                      UUID id = latest.map(Handover::id).orElse(null);
                      boolean open = latest.filter(one -> one.endedAt() == null).isPresent();
                      return open || !Objects.equals(id, seen)
                          ? Future.succeededFuture(Done.CHANGED)
                          : insert(tx, practice, patient, into, agent, path);
                    }));
  }

  private Future<Done> insert(
      SqlConnection tx,
      String practice,
      String patient,
      @Nullable String into,
      Entry.Agent agent,
      String path) {
    UUID id = UUID.randomUUID();
    return table
        .today(tx, patient)
        .compose(
            today ->
                today >= MOST_A_DAY
                    ? Future.succeededFuture(Done.TOO_OFTEN)
                    : table
                        .insert(
                            tx,
                            id,
                            practice,
                            patient,
                            into,
                            name(agent),
                            // GDPR, art. 12(3): within one month of receipt
                            today().plusMonths(1))
                        .compose(kept -> told(tx, id, Step.ASKED, agent, path)));
  }

  /**
   * Takes it back, answered or not, as long as the record is nowhere else and nothing of it is
   * erased: what was copied for it is removed again.
   */
  public Future<Done> withdraw(UUID id, String patient, Entry.Agent agent, String path) {
    return ofPatient(
        id,
        patient,
        (tx, handover) ->
            (handover.endedAt() != null || handover.copiedAt() != null
                    ? Future.succeededFuture(false)
                    : carrier.stop(tx, id, name(agent)))
                .compose(
                    stopped ->
                        stopped
                            ? table
                                .withdraw(tx, id)
                                .compose(done -> told(tx, id, Step.WITHDRAWN, agent, path))
                            : Future.succeededFuture(Done.CHANGED)));
  }

  /**
   * Answers one that has no answer yet.
   *
   * @param practice whose it has to be
   */
  public Future<Done> answer(
      UUID id, String practice, Answer answer, Entry.Agent agent, String path) {
    if (answer.keptUntil() != null && !Answer.isTerm(answer.keptUntil(), today())) {
      return Future.failedFuture(new IllegalArgumentException("no term"));
    }
    Step step = answer.retains() ? Step.RETAINED : Step.CONFIRMED;
    return locked(
        id,
        handover -> handover.practice().equals(practice),
        (tx, handover) ->
            handover.state() != State.ASKED
                ? Future.succeededFuture(Done.CHANGED)
                : table
                    .answer(tx, id, answer, name(agent))
                    .compose(done -> told(tx, id, step, agent, path)));
  }

  /** Whether it has that very answer of that practice already, by the same person. */
  public Future<Boolean> isAnswered(UUID id, String practice, Answer answer, Entry.Agent agent) {
    return asked(table.answered(pool, id, practice, answer, name(agent)));
  }

  /**
   * Orders a record to be erased that the patient has taken away.
   *
   * @param archiveBegun when an archive was begun that has the whole record and was taken whole;
   *     null when there is none
   */
  public Future<Done> orderErasure(
      UUID id, String patient, @Nullable Instant archiveBegun, Entry.Agent agent, String path) {
    return ofPatient(
        id,
        patient,
        (tx, handover) -> {
          if (!handover.waitsForPatient()) {
            return Future.succeededFuture(Done.CHANGED);
          }
          Instant answered = Objects.requireNonNull(handover.answeredAt());
          if (archiveBegun == null || !archiveBegun.isAfter(answered)) {
            return Future.succeededFuture(Done.NO_ARCHIVE);
          }
          return missedBy(tx, handover, archiveBegun)
              .compose(
                  written ->
                      written
                          ? Future.succeededFuture(Done.WRITTEN_SINCE)
                          : table
                              .order(tx, id, archiveBegun)
                              .compose(done -> told(tx, id, Step.ERASURE_ORDERED, agent, path)));
        });
  }

  /**
   * Begins a new record at a practice that the patient's has left, as they come back.
   *
   * @param agent who wants that
   * @param path where
   */
  public Future<Done> reopen(String practice, String patient, Entry.Agent agent, String path) {
    PatientRecord record = new PatientRecord(practice, patient);
    return carrier
        .reopen(record, tx -> entries.returned(tx, record, agent, path))
        .recover(
            failure ->
                failure instanceof Refused
                    ? Future.failedFuture(failure)
                    : asked(Future.failedFuture(failure)))
        .map(
            begun ->
                switch (begun) {
                  case DONE -> Done.DONE;
                  case THERE -> Done.CHANGED;
                  case LATER -> Done.LATER;
                });
  }

  /**
   * Whether anything was written to the record through the gateway since an archive was begun, or
   * brought to where it lives.
   */
  public Future<Boolean> writtenSince(Handover handover, Instant archiveBegun) {
    return asked(missedBy(pool, handover, archiveBegun));
  }

  /** The same within a transaction. */
  Future<Boolean> missedBy(SqlClient client, Handover handover, Instant archiveBegun) {
    return writtenSince(client, handover, archiveBegun)
        .compose(
            written ->
                written
                    ? Future.succeededFuture(true)
                    : carrier.broughtSince(client, handover.record(), least(archiveBegun)));
  }

  /** Whether anything was written to the record through the gateway since then. */
  Future<Boolean> writtenSince(SqlClient client, Handover handover, Instant since) {
    return new Dealings(client, handover.practice(), handover.patient()).written(least(since));
  }

  /** From when on entries count as later than that. */
  static Instant least(Instant since) {
    return since.minus(CLOCKS);
  }

  /** What is kept of a record is one like any other again, as another one becomes a part of it. */
  private Future<Void> arrived(SqlConnection tx, PatientRecord record) {
    return table
        .kept(tx, record)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : table
                        .resume(tx, found.get().id())
                        .compose(done -> entries.within(tx, found.get(), Step.RESUMED)));
  }

  /** The patient's own: those that have not ended first, then the newest. */
  public Future<List<Handover>> of(String patient) {
    return asked(table.ofPatient(pool, patient, MOST_OF_PATIENT));
  }

  /**
   * All of the patient's own, newest first, {@value #MOST_SHOWN} at a time.
   *
   * @param last the last of the page before; null for the first page
   */
  public Future<List<Handover>> page(String patient, @Nullable Handover last) {
    return asked(table.page(pool, patient, last, MOST_SHOWN));
  }

  /** What a practice has to do with. */
  public Future<Office> office(String practice) {
    int most = MOST_SHOWN + 1;
    Future<List<Handover>> asked = table.ofPractice(pool, practice, State.ASKED, most);
    Future<List<Handover>> underWay = table.ofPractice(pool, practice, State.CONFIRMED, most);
    Future<List<Handover>> kept = table.kept(pool, practice, today(), most);
    Future<List<Handover>> arriving = table.arriving(pool, practice, most);
    Future<Long> resting = table.resting(pool, practice, today());
    return asked(
        Future.all(asked, underWay, kept, arriving, resting)
            .map(
                all ->
                    new Office(
                        shown(asked.result()),
                        shown(underWay.result()),
                        shown(kept.result()),
                        shown(arriving.result()),
                        more(
                            Map.of(
                                Part.ASKED, asked.result(),
                                Part.UNDER_WAY, underWay.result(),
                                Part.KEPT, kept.result(),
                                Part.ARRIVING, arriving.result())),
                        resting.result())));
  }

  /**
   * The copies that a practice only keeps until their last day, a page of them.
   *
   * @param after the last one of the page before; null for the first page
   */
  public Future<Office> resting(String practice, @Nullable UUID after) {
    return asked(
        table
            .resting(pool, practice, today(), after, MOST_SHOWN + 1)
            .map(found -> Office.keeping(shown(found), found.size() > MOST_SHOWN)));
  }

  /** One that is a practice's to answer, or was, alone. */
  public Future<Office> only(String practice, UUID id) {
    return asked(
        table
            .one(pool, id)
            .map(
                found ->
                    found
                        .filter(one -> one.practice().equals(practice))
                        .map(Office::only)
                        .orElse(Office.NOTHING)));
  }

  private static Set<Part> more(Map<Part, List<Handover>> found) {
    return found.entrySet().stream()
        .filter(part -> part.getValue().size() > MOST_SHOWN)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static List<Handover> shown(List<Handover> all) {
    return all.stream().limit(MOST_SHOWN).toList();
  }

  /** How many wait for a practice's answer. */
  public Future<Waiting> waiting(String practice) {
    return asked(table.waiting(pool, practice, today()));
  }

  /** What moves, or has been moved or erased, because of it; the latest. */
  public Future<Optional<Move>> move(Handover handover) {
    return handover.answeredAt() == null
        ? Future.succeededFuture(Optional.empty())
        : asked(carrier.of(handover.id()));
  }

  private interface Change {
    Future<Done> of(SqlConnection tx, Handover handover);
  }

  private Future<Done> ofPatient(UUID id, String patient, Change change) {
    return locked(id, handover -> handover.patient().equals(patient), change);
  }

  private Future<Done> locked(UUID id, Predicate<Handover> whose, Change change) {
    return within(
        tx ->
            table
                .lock(tx, id)
                .compose(
                    found ->
                        found.filter(whose).isPresent()
                            ? change.of(tx, found.get())
                            : Future.succeededFuture(Done.NOT_THERE)));
  }

  private Future<Done> told(SqlConnection tx, UUID id, Step step, Entry.Agent agent, String path) {
    return table
        .one(tx, id)
        .compose(found -> entries.within(tx, found.orElseThrow(), step, agent, path))
        .map(Done.DONE);
  }

  private Future<Done> within(Function<SqlConnection, Future<Done>> work) {
    return pool.withTransaction(work)
        .recover(
            failure ->
                failure instanceof Refused
                    ? Future.failedFuture(failure)
                    : asked(Future.failedFuture(failure)));
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "hosts.handover");
  }

  private static String name(Entry.Agent agent) {
    return Objects.requireNonNullElse(agent.subject(), "unknown");
  }

  private LocalDate today() {
    return LocalDate.now(clock.withZone(ZoneOffset.UTC));
  }
}
