// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import static io.prunelle.gateway.handover.HandoverWorld.ANNE;
import static io.prunelle.gateway.handover.HandoverWorld.NEW;
import static io.prunelle.gateway.handover.HandoverWorld.OLD;
import static io.prunelle.gateway.handover.HandoverWorld.OLGA;
import static io.prunelle.gateway.handover.HandoverWorld.PATH;
import static io.prunelle.gateway.handover.HandoverWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.ChangesOfDoctor.Done;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.hosts.transfer.Move.Step;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due is moved and erased, by whichever instance, whatever comes in between. */
final class CarryingTest {

  private static final String MOVE = "HANDOVER " + OLD + "/p1 " + NEW;
  private static final String COPY = "COPY " + OLD + "/p1 " + NEW;
  private static final String ERASE = "ERASURE " + OLD + "/p1 null";

  private final HandoverWorld world = new HandoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private Answer kept(int days) {
    return new Answer("Art. R.1112-7", world.today().plusDays(days));
  }

  @Test
  void whatIsConfirmedIsMovedOnceAndDoneWhenTheMoverSaysSo() {
    Handover handover = world.answered("p1", NEW, Answer.confirm());

    world.round();
    world.round();
    assertThat(world.mover.asked).containsExactly(MOVE);
    for (Step step : List.of(Step.COPYING, Step.SWITCHING, Step.ERASING)) {
      world.mover.stands(handover.id(), step);
      world.round();
      assertThat(world.latest("p1").state()).isEqualTo(State.CONFIRMED);
    }
    world.mover.stands(handover.id(), Step.ENDED);
    world.round();

    assertThat(world.latest("p1").state()).isEqualTo(State.DONE);
    assertThat(world.latest("p1").endedAt()).isNotNull();
    assertThat(world.mover.asked).containsExactly(MOVE);
    assertThat(world.reasons()).endsWith("handover-done");
    world.round();
    assertThat(world.reasons()).containsOnlyOnce("handover-done");
  }

  @Test
  void nothingMovesBeforeThePracticeHasAnsweredOrAfterThePatientThoughtAgain() {
    Handover handover = world.asked("p1", NEW);
    world.asked("p2", null);
    world.round();
    get(world.changes.withdraw(handover.id(), "p1", ANNE, PATH));
    world.days = 400;
    world.round();

    assertThat(world.mover.asked).isEmpty();
  }

  @Test
  void whatCannotBeginNowOrWasTakenBackIsAskedForAgain() {
    Handover handover = world.answered("p1", NEW, Answer.confirm());
    world.mover.free = false;
    world.round();
    assertThat(world.mover.asked).isEmpty();

    world.mover.free = true;
    world.round();
    world.mover.stands(handover.id(), Step.CANCELLED);
    world.round();

    assertThat(world.mover.asked).containsExactly(MOVE, MOVE);
  }

  @Test
  void aCopyThatIsKeptIsErasedAfterItsLastDayAndNotOnIt() {
    Handover handover = world.answered("p1", NEW, kept(10));
    world.round();
    assertThat(world.mover.asked).containsExactly(COPY);
    world.mover.stands(handover.id(), Step.ENDED);
    world.round();
    assertThat(world.latest("p1").copiedAt()).isNotNull();
    assertThat(world.latest("p1").state()).isEqualTo(State.RETAINED);

    world.days = 10;
    world.round();
    assertThat(world.mover.asked).containsExactly(COPY);

    world.days = 11;
    world.round();
    assertThat(world.mover.asked).containsExactly(COPY, ERASE);
    assertThat(world.entries().get(world.entries().size() - 1))
        .containsEntry("reason", "handover-term-ended")
        .containsEntry("role", "system")
        .containsEntry("practice", OLD);
    world.mover.stands(handover.id(), Step.ENDED);
    world.round();
    assertThat(world.latest("p1").state()).isEqualTo(State.DONE);
    assertThat(world.latest("p1").ground()).isEqualTo("Art. R.1112-7");
  }

  @Test
  void noCopyIsErasedBeforeTheOtherPracticeHasIt() {
    Handover handover = world.answered("p1", NEW, kept(1));
    world.mover.free = false;
    world.days = 300;
    world.round();
    world.mover.free = true;
    world.round();
    world.mover.stands(handover.id(), Step.SWITCHING);
    world.round();

    assertThat(world.mover.asked).containsExactly(COPY);
  }

  @Test
  void whatIsTakenAwayAndKeptIsErasedAfterTheTermWithoutAnybodysOrder() {
    world.answered("p1", null, kept(5));
    world.round();
    assertThat(world.mover.asked).isEmpty();

    world.days = 6;
    world.round();

    assertThat(world.mover.asked).containsExactly(ERASE);
  }

  @Test
  void theEndOfATermIsToldOnceHoweverOftenTheErasureBegins() {
    Handover handover = world.answered("p1", null, kept(1));
    world.days = 2;
    world.round();
    world.mover.stands(handover.id(), Step.CANCELLED);
    world.round();

    assertThat(world.mover.asked).containsExactly(ERASE, ERASE);
    assertThat(world.reasons()).containsOnlyOnce("handover-term-ended");
  }

  @Test
  void whatIsTakenAwayIsErasedWhenThePatientOrdersItAndNotBefore() {
    Handover handover = world.answered("p1", null, Answer.confirm());
    world.days = 400;
    world.round();
    assertThat(world.mover.asked).isEmpty();

    assertThat(order(handover)).isEqualTo(Done.DONE);
    world.round();

    assertThat(world.mover.asked).containsExactly(ERASE);
    assertThat(world.reasons()).doesNotContain("handover-term-ended");
  }

  @Test
  void whatWasWrittenBetweenTheOrderAndTheErasureIsNotErased() {
    Handover handover = world.answered("p1", null, Answer.confirm());
    order(handover);
    world.mover.free = false;
    world.round();
    world.mover.free = true;
    write();

    world.round();

    assertThat(world.mover.asked).isEmpty();
    assertThat(world.latest("p1").waitsForPatient()).isTrue();
    assertThat(world.reasons()).endsWith("handover-erasure-held");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasWrittenToAKeptCopyIsNotErasedAtItsTerm(boolean takenAway) {
    Handover handover = world.answered("p1", takenAway ? null : NEW, kept(10));
    if (!takenAway) {
      world.round();
      world.mover.stands(handover.id(), Step.ENDED);
      world.round();
    }
    write();
    world.days = 11;
    world.round();
    world.round();

    assertThat(world.mover.asked).doesNotContain(ERASE);
    assertThat(world.latest("p1").state()).isEqualTo(State.RESUMED);
    assertThat(world.reasons()).endsWith("handover-term-held");
    assertThat(get(world.changes.office(OLD)).kept()).extracting(Handover::id).hasSize(1);
    // The patient may ask anew, and the practice answers anew
    assertThat(world.ask("p1", NEW, handover.id())).isEqualTo(Done.DONE);
  }

  @Test
  void thatSomethingWasWrittenIsRememberedLongerThanTheJournalIsKept() {
    world.answered("p1", null, kept(10));
    world.round();
    assertThat(unlooked()).isEqualTo("never");
    // A day later
    world.database.execute(
        "UPDATE hosts.handover SET answered_at = answered_at - interval '25 hours'");
    world.round();
    assertThat(unlooked()).isEqualTo("unwritten");

    write();
    world.database.execute(
        "UPDATE hosts.handover SET unwritten_until = unwritten_until - interval '25 hours'");
    world.round();
    assertThat(unlooked()).isEqualTo("written");
    // As if it were pruned
    world.database.execute("UPDATE hosts.handover SET unwritten_until = now() + interval '1 day'");
    world.days = 11;
    world.round();

    assertThat(world.mover.asked).isEmpty();
    assertThat(world.latest("p1").state()).isEqualTo(State.RESUMED);
  }

  private Object unlooked() {
    return world
        .database
        .rows(
            "SELECT CASE WHEN written_at IS NOT NULL THEN 'written' WHEN unwritten_until IS NULL"
                + " THEN 'never' ELSE 'unwritten' END AS seen FROM hosts.handover")
        .get(0)
        .get("seen");
  }

  @Test
  void anErasureIsAskedForUnlessSomethingIsWrittenUntilItBegins() {
    Handover ordered = world.answered("p1", null, Answer.confirm());
    order(ordered);
    world.round();

    assertThat(world.mover.unlessWritten)
        .containsExactly(ordered.answeredAt().plusMillis(1).minusSeconds(60));
  }

  @Test
  void theMoverLooksOnlyWhenSomethingHasBegun() {
    world.answered("p1", NEW, Answer.confirm());
    world.round();
    world.round();
    world.mover.free = false;
    world.answered("p2", NEW, Answer.confirm());
    world.round();

    assertThat(world.mover.committed).isEqualTo(1);
  }

  private void write() {
    get(
        world.journal.record(
            new Entry(
                "r1",
                OLGA,
                new Entry.Act("create", "Observation", "o1", null, "POST", "/x"),
                new Entry.Where(OLD, "p1", "cabinet", null, null),
                true,
                "test"),
            new Outcome(201, 0, Duration.ZERO, "completed")));
  }

  @Test
  void aPracticeThatIsNoLongerConfiguredWaitsAndKeepsNobodyElse() {
    world.database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on, state,"
            + " answered_at, answered_by) VALUES (gen_random_uuid(), 'gone', 'p8', 'cabinet-de-la-gare',"
            + " 'x', now(), 'confirmed', now(), 'y'), (gen_random_uuid(), 'cabinet-des-lilas', 'p9',"
            + " 'gone', 'x', now(), 'confirmed', now(), 'y')");
    world.answered("p1", NEW, Answer.confirm());

    world.round();

    assertThat(world.mover.asked).containsExactly(MOVE);
    assertThat(world.latest("p8").state()).isEqualTo(State.CONFIRMED);
    assertThat(world.latest("p9").state()).isEqualTo(State.CONFIRMED);
  }

  @Test
  void aFailureIsTriedAgainInTheNextRound() {
    world.answered("p1", NEW, Answer.confirm());
    world.mover.broken = true;
    world.round();
    assertThat(world.latest("p1").state()).isEqualTo(State.CONFIRMED);

    world.mover.broken = false;
    world.round();

    assertThat(world.mover.asked).containsExactly(MOVE);
  }

  @Test
  void severalInstancesBeginEachThingOnce() {
    for (int i = 0; i < 120; i++) {
      world.database.execute(
          "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on, state,"
              + " answered_at, answered_by) VALUES (gen_random_uuid(), 'cabinet-des-lilas', ?,"
              + " 'cabinet-de-la-gare', 'x', now(), 'confirmed', now(), 'y')",
          "q" + i);
    }

    List<Future<Void>> rounds =
        Stream.of(world.carrying(), world.carrying(), world.carrying())
            .map(Carrying::round)
            .toList();
    rounds.forEach(HandoverWorld::get);

    // More than are looked up at once
    assertThat(world.mover.asked).hasSize(120).doesNotHaveDuplicates();
  }

  @Test
  void itRunsByItself() {
    world.answered("p1", NEW, Answer.confirm());

    get(world.carrying.start().mapEmpty());

    Awaitility.await().until(() -> world.mover.asked.contains(MOVE));
    get(world.carrying.stop().mapEmpty());
  }

  private Done order(Handover handover) {
    Instant begun = handover.answeredAt().plusMillis(1);
    return get(world.changes.orderErasure(handover.id(), "p1", begun, ANNE, PATH));
  }
}
