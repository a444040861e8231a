// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import static io.prunelle.gateway.handover.HandoverWorld.ANNE;
import static io.prunelle.gateway.handover.HandoverWorld.NEW;
import static io.prunelle.gateway.handover.HandoverWorld.OLD;
import static io.prunelle.gateway.handover.HandoverWorld.OLGA;
import static io.prunelle.gateway.handover.HandoverWorld.PATH;
import static io.prunelle.gateway.handover.HandoverWorld.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.prunelle.gateway.handover.ChangesOfDoctor.Done;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.hosts.transfer.Move.Step;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What patients ask, and what practices answer. */
final class ChangesOfDoctorTest {

  private static final String LAW = "Code de la santé publique, art. R.1112-7";

  private final HandoverWorld world = new HandoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void askingIsWrittenDownForBothPracticesAndIsDueInAMonth() {
    assertThat(world.ask("p1", NEW, null)).isEqualTo(Done.DONE);

    Handover asked = world.latest("p1");
    assertThat(asked.state()).isEqualTo(State.ASKED);
    assertThat(asked.practice()).isEqualTo(OLD);
    assertThat(asked.into()).isEqualTo(NEW);
    // GDPR, art. 12(3)
    assertThat(asked.dueOn()).isEqualTo(world.today().plusMonths(1));
    assertThat(asked.overdue(asked.dueOn())).isFalse();
    assertThat(asked.overdue(asked.dueOn().plusDays(1))).isTrue();
    assertThat(world.entries())
        .extracting(e -> e.get("reason"), e -> e.get("practice"))
        .containsExactly(tuple("handover-asked", OLD), tuple("handover-told", NEW));
    assertThat(world.entries())
        .allSatisfy(
            entry ->
                assertThat(entry)
                    .containsEntry("patient", "p1")
                    .containsEntry("subject", "anne")
                    .containsEntry("path", PATH)
                    .containsEntry("request_id", asked.id().toString()));
  }

  @Test
  void thereIsOneAtATimeForEachPracticeAndPatient() {
    world.ask("p1", NEW, null);
    Handover open = world.latest("p1");

    assertThat(world.ask("p1", null, null)).isEqualTo(Done.CHANGED);
    assertThat(world.ask("p1", null, open.id())).isEqualTo(Done.CHANGED);
    assertThat(world.ask("p2", NEW, null)).isEqualTo(Done.DONE);

    assertThat(get(world.changes.of("p1"))).hasSize(1);
    assertThat(world.reasons()).hasSize(4);
  }

  @Test
  void ofTwoWhoAskAtOnceOneDoes() {
    List<Future<Done>> both =
        IntStream.range(0, 8)
            .mapToObj(i -> world.changes.ask(OLD, "p1", i % 2 == 0 ? NEW : null, null, ANNE, PATH))
            .toList();

    assertThat(both.stream().map(HandoverWorld::get).filter(Done.DONE::equals)).hasSize(1);
    assertThat(get(world.changes.of("p1"))).hasSize(1);
  }

  @Test
  void anOldFormAsksForNothingAgain() {
    Handover first = world.asked("p1", NEW);
    get(world.changes.withdraw(first.id(), "p1", ANNE, PATH));

    // The form of before the first request
    assertThat(world.ask("p1", NEW, null)).isEqualTo(Done.CHANGED);
    assertThat(world.ask("p1", NEW, first.id())).isEqualTo(Done.DONE);
  }

  @Test
  void nobodyAsksWithoutEnd() {
    UUID seen = null;
    for (int i = 0; i < ChangesOfDoctor.MOST_A_DAY; i++) {
      assertThat(world.ask("p1", NEW, seen)).isEqualTo(Done.DONE);
      seen = world.latest("p1").id();
      get(world.changes.withdraw(seen, "p1", ANNE, PATH));
    }

    assertThat(world.ask("p1", NEW, seen)).isEqualTo(Done.TOO_OFTEN);
  }

  @Test
  void itIsWithdrawnByThePatientAloneAndOnce() {
    Handover asked = world.asked("p1", NEW);

    assertThat(get(world.changes.withdraw(asked.id(), "p2", ANNE, PATH))).isEqualTo(Done.NOT_THERE);
    assertThat(get(world.changes.withdraw(UUID.randomUUID(), "p1", ANNE, PATH)))
        .isEqualTo(Done.NOT_THERE);
    assertThat(get(world.changes.withdraw(asked.id(), "p1", ANNE, PATH))).isEqualTo(Done.DONE);
    assertThat(get(world.changes.withdraw(asked.id(), "p1", ANNE, PATH))).isEqualTo(Done.CHANGED);
    assertThat(world.latest("p1").state()).isEqualTo(State.WITHDRAWN);
    assertThat(world.reasons())
        .containsExactly("handover-asked", "handover-told", "handover-withdrawn", "handover-told");
  }

  @Test
  void whoThinksAgainAfterTheAnswerMayStay() {
    Handover confirmed = world.answered("p1", NEW, Answer.confirm());
    Handover away = world.answered("p2", null, Answer.confirm());
    Handover kept = world.answered("p3", null, new Answer(LAW, world.today().plusDays(9)));
    Handover moving = world.answered("p4", NEW, Answer.confirm());
    order(away, "p2", away.answeredAt().plusMillis(1));
    world.round();
    world.mover.stands(moving.id(), Step.SWITCHING);

    for (Handover one : List.of(confirmed, away, kept, moving)) {
      assertThat(get(world.changes.withdraw(one.id(), one.patient(), ANNE, PATH)))
          .isEqualTo(Done.DONE);
    }

    assertThat(get(world.mover.of(moving.id())).orElseThrow().step()).isEqualTo(Step.CANCELLED);
    int begun = world.mover.asked.size();
    world.days = 400;
    world.round();
    assertThat(world.mover.asked).hasSize(begun);
    assertThat(world.latest("p3").ground()).isEqualTo(LAW);
    assertThat(world.ask("p2", NEW, away.id())).isEqualTo(Done.DONE);
  }

  @Test
  void whatIsDoneOrCopiedOrBeingErasedIsNotTakenBack() {
    Handover erased = world.answered("p1", NEW, Answer.confirm());
    Handover copied = world.answered("p2", NEW, new Answer(LAW, world.today().plusDays(9)));
    world.round();
    world.mover.stands(erased.id(), Step.ERASING);
    world.mover.stands(copied.id(), Step.ENDED);

    // Before a round has noticed, and after it
    for (int i = 0; i < 2; i++) {
      for (Handover one : List.of(erased, copied)) {
        assertThat(get(world.changes.withdraw(one.id(), one.patient(), ANNE, PATH)))
            .isEqualTo(Done.CHANGED);
      }
      world.round();
    }
    assertThat(world.reasons()).doesNotContain("handover-withdrawn");
  }

  @Test
  void itIsAnsweredByItsOwnPracticeAndOnce() {
    Handover asked = world.asked("p1", NEW);
    Answer keep = new Answer(LAW, world.today().plusYears(20));

    assertThat(get(world.changes.answer(asked.id(), NEW, keep, OLGA, PATH)))
        .isEqualTo(Done.NOT_THERE);
    assertThat(get(world.changes.answer(asked.id(), OLD, keep, OLGA, PATH))).isEqualTo(Done.DONE);
    assertThat(get(world.changes.answer(asked.id(), OLD, Answer.confirm(), OLGA, PATH)))
        .isEqualTo(Done.CHANGED);

    Handover answered = world.latest("p1");
    assertThat(answered.state()).isEqualTo(State.RETAINED);
    assertThat(answered.ground()).isEqualTo(LAW);
    assertThat(answered.keptUntil()).isEqualTo(world.today().plusYears(20));
    assertThat(world.entries().subList(2, 4))
        .extracting(e -> e.get("reason"), e -> e.get("subject"), e -> e.get("practice"))
        .containsExactly(
            tuple("handover-retained", "olga", OLD), tuple("handover-told", "olga", NEW));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "1, 50", "0, 900"})
  void aTermThatIsOverOrWithoutEndIsNone(int days, int years) {
    LocalDate day = world.today().plusYears(years).plusDays(days);
    Handover asked = world.asked("p1", NEW);

    assertThatThrownBy(
            () -> get(world.changes.answer(asked.id(), OLD, new Answer(LAW, day), OLGA, PATH)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(world.latest("p1").state()).isEqualTo(State.ASKED);
  }

  @Test
  void aGroundIsBoundedInTheDatabaseToo() {
    world.asked("p1", NEW);

    assertThatThrownBy(() -> new Answer("x".repeat(501), world.today().plusDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                world.database.execute(
                    "UPDATE hosts.handover SET state = 'retained', answered_at = now(),"
                        + " answered_by = 'x', kept_until = now(), ground = repeat('x', 501)"))
        .hasStackTraceContaining("handover_ground_check");
  }

  @Test
  void nothingIsKeptWithoutTheJournal() {
    get(world.journal.stop());

    assertThatThrownBy(() -> world.ask("p1", NEW, null)).isNotNull();

    assertThat(world.database.rows("SELECT 1 FROM hosts.handover")).isEmpty();
  }

  @Test
  void theGatewayDeletesNoneAndRewordsNothingThatWasAsked() throws Exception {
    world.asked("p1", NEW);
    for (String sql :
        List.of(
            "DELETE FROM hosts.handover",
            "UPDATE hosts.handover SET receiver = NULL",
            "UPDATE hosts.handover SET patient = 'p2'",
            "UPDATE hosts.handover SET due_on = '2099-01-01'")) {
      try (var connection = world.database.connect(world.database.gateway());
          var statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void aPracticeSeesItsOwnTheLongestDueFirstAndWhatArrives() {
    world.asked("p1", NEW);
    world.asked("p2", null);
    world.answered("p3", NEW, Answer.confirm());
    world.answered("p4", NEW, new Answer(LAW, world.today().plusDays(9)));
    world.answered("p5", null, new Answer(LAW, world.today().plusDays(3)));
    world.database.execute("UPDATE hosts.handover SET due_on = '2026-01-01' WHERE patient = 'p2'");

    Office old = get(world.changes.office(OLD));
    Office receiving = get(world.changes.office(NEW));

    assertThat(old.asked()).extracting(Handover::patient).containsExactly("p2", "p1");
    assertThat(old.underWay()).extracting(Handover::patient).containsExactly("p3");
    // What p5 took away only lies there until its day; what p4 wants elsewhere is not there yet
    assertThat(old.kept()).extracting(Handover::patient).containsExactly("p4");
    assertThat(old.resting()).isEqualTo(1);
    assertThat(get(world.changes.resting(OLD, null)).all())
        .extracting(Handover::patient)
        .containsExactly("p5");
    assertThat(old.arriving()).isEmpty();
    assertThat(receiving.arriving())
        .extracting(Handover::patient)
        .containsExactly("p1", "p3", "p4");
    assertThat(receiving.asked()).isEmpty();
    assertThat(receiving.kept()).isEmpty();
    assertThat(get(world.changes.waiting(OLD))).isEqualTo(new Waiting(2, 1));
    assertThat(get(world.changes.waiting(NEW))).isEqualTo(new Waiting(0, 0));
    assertThat(get(world.changes.office("no-such-practice")).all()).isEmpty();
  }

  @Test
  void moreThanCanBeShownIsSaid() {
    world.database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, asked_by, due_on)"
            + " SELECT gen_random_uuid(), 'cabinet-des-lilas', 'p' || n, 'x', now()"
            + " FROM generate_series(1, 101) n");

    Office office = get(world.changes.office(OLD));

    assertThat(office.asked()).hasSize(ChangesOfDoctor.MOST_SHOWN);
    assertThat(office.more()).containsExactly(Office.Part.ASKED);
  }

  @Test
  void whatHasToBeDealtWithIsShownHoweverManyCopiesLieUntilTheirDay() {
    keep(150, "date '2030-01-01' + n / 2");
    Handover copied = world.answered("p0", NEW, new Answer(LAW, LocalDate.parse("2060-01-01")));
    keep(1, "date '2026-01-01'");

    Office office = get(world.changes.office(OLD));

    assertThat(office.kept()).hasSize(2).extracting(Handover::id).contains(copied.id());
    assertThat(office.more()).isEmpty();
    assertThat(office.resting()).isEqualTo(150);
    Office first = get(world.changes.resting(OLD, null));
    assertThat(first.kept()).hasSize(ChangesOfDoctor.MOST_SHOWN);
    assertThat(first.more()).containsExactly(Office.Part.KEPT);
    UUID last = first.kept().get(ChangesOfDoctor.MOST_SHOWN - 1).id();
    Office second = get(world.changes.resting(OLD, last));
    assertThat(second.more()).isEmpty();
    assertThat(Stream.of(first, second).flatMap(Office::all).map(Handover::id).distinct())
        .hasSize(150)
        .doesNotContain(copied.id());
    // What follows one of theirs is nobody else's to see
    assertThat(get(world.changes.resting(NEW, last)).all()).isEmpty();
  }

  /**
   * Copies of which nothing went to anybody.
   *
   * @param until their last day, in SQL
   */
  private void keep(int many, String until) {
    world.database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, asked_by, due_on, state, answered_at,"
            + " answered_by, ground, kept_until) SELECT gen_random_uuid(), 'cabinet-des-lilas',"
            + " gen_random_uuid()::text, 'x', now(), 'retained', now(), 'x', 'law', "
            + until
            + " FROM generate_series(1, "
            + many
            + ") n");
  }

  @Test
  void nothingIsErasedBeforeAnArchiveWasTakenThatWasBegunAfterTheAnswer() {
    Handover turn = world.answered("p1", null, Answer.confirm());
    Instant answered = turn.answeredAt();

    assertThat(turn.waitsForPatient()).isTrue();
    assertThat(order(turn, "p1", null)).isEqualTo(Done.NO_ARCHIVE);
    assertThat(order(turn, "p1", answered.minusSeconds(1))).isEqualTo(Done.NO_ARCHIVE);
    assertThat(order(turn, "p2", answered.plusSeconds(1))).isEqualTo(Done.NOT_THERE);
    assertThat(order(turn, "p1", answered.plusSeconds(1))).isEqualTo(Done.DONE);
    assertThat(order(turn, "p1", answered.plusSeconds(1))).isEqualTo(Done.CHANGED);
    assertThat(world.reasons())
        .containsExactly("handover-asked", "handover-confirmed", "handover-erasure-ordered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "update", "patch", "delete"})
  void nothingIsErasedThatWasWrittenSinceTheArchiveWasBegun(String interaction) {
    Handover turn = world.answered("p1", null, Answer.confirm());
    Instant begun = turn.answeredAt().plusSeconds(1);
    write("p1", OLD, interaction, false);
    write("p1", NEW, interaction, true);
    write("p2", OLD, interaction, true);
    write("p1", OLD, "read", true);
    assertThat(get(world.changes.writtenSince(turn, begun))).isFalse();

    write("p1", OLD, interaction, true);

    assertThat(order(turn, "p1", begun)).isEqualTo(Done.WRITTEN_SINCE);
    assertThat(world.latest("p1").erasureOrderedAt()).isNull();
  }

  @Test
  void whatAnotherPracticeBroughtInIsNotErasedEither() {
    Handover turn = world.answered("p1", null, Answer.confirm());
    Instant begun = turn.answeredAt().plusSeconds(1);
    write("p1", OLD, "transfer", true, "transfer-started");
    assertThat(get(world.changes.writtenSince(turn, begun))).isFalse();

    write("p1", OLD, "transfer", true, "transfer-received");

    assertThat(order(turn, "p1", begun)).isEqualTo(Done.WRITTEN_SINCE);
  }

  @Test
  void whatIsKeptOrGoesElsewhereIsNoPatientsToErase() {
    Handover kept = world.answered("p1", null, new Answer(LAW, world.today().plusDays(1)));
    Handover moved = world.answered("p2", NEW, Answer.confirm());
    Handover asked = world.asked("p3", null);

    assertThat(order(kept, "p1", Instant.now().plusSeconds(9))).isEqualTo(Done.CHANGED);
    assertThat(order(moved, "p2", Instant.now().plusSeconds(9))).isEqualTo(Done.CHANGED);
    assertThat(order(asked, "p3", Instant.now().plusSeconds(9))).isEqualTo(Done.CHANGED);
  }

  @Test
  void allThatWasAskedIsReadPageByPageForTheArchive() {
    world.database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, asked_by, due_on, state, ended_at,"
            + " asked_at) SELECT gen_random_uuid(), 'cabinet-des-lilas', 'p1', 'x', now(),"
            + " 'withdrawn', now(), now() - (n / 60) * interval '1 day'"
            + " FROM generate_series(1, 150) n");

    List<Handover> first = get(world.changes.page("p1", null));
    List<Handover> second = get(world.changes.page("p1", first.get(99)));

    assertThat(first).hasSize(100);
    assertThat(second).hasSize(50).doesNotContainAnyElementsOf(first);
    assertThat(get(world.changes.page("p1", second.get(49)))).isEmpty();
  }

  private Done order(Handover handover, String patient, Instant begun) {
    return get(world.changes.orderErasure(handover.id(), patient, begun, ANNE, PATH));
  }

  private void write(String patient, String practice, String interaction, boolean permitted) {
    write(patient, practice, interaction, permitted, "test");
  }

  private void write(
      String patient, String practice, String interaction, boolean permitted, String reason) {
    get(
        world.journal.record(
            new Entry(
                "r1",
                OLGA,
                new Entry.Act(interaction, "Observation", "o1", null, "PUT", "/x"),
                new Entry.Where(practice, patient, "cabinet", null, null),
                permitted,
                reason),
            new Outcome(200, 0, Duration.ZERO, "completed")));
  }

  /** Kept, so that what is said of it can be read again. */
  @Test
  void whatWasAnsweredIsTheRowsOwn() {
    world.answered("p1", NEW, Answer.confirm());

    Map<String, Object> row =
        world.database.rows("SELECT asked_by, answered_by FROM hosts.handover").get(0);
    assertThat(row).containsEntry("asked_by", "anne").containsEntry("answered_by", "olga");
  }
}
