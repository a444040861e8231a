// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.TwoPractices.NEW;
import static io.prunelle.gateway.hosts.transfer.TwoPractices.OLD;
import static io.prunelle.gateway.hosts.transfer.TwoPractices.registered;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Answer;
import io.prunelle.gateway.handover.Carrying;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.journal.Entry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked and answered, carried out by the mover itself. */
class ChangeOfDoctorTest {

  private static final Entry.Agent ANNE =
      new Entry.Agent("anne", "Anne Martin", "patient", "page", null, null);
  private static final Entry.Agent OLGA =
      new Entry.Agent("olga", "Olga Marchand", "officer", "page", null, null);
  private static final String PATH = "/my/doctor";

  private final Vertx vertx = Vertx.vertx();
  private final TwoPractices practices = new TwoPractices();
  private final MoverWorld world = practices.world;
  private MoverWorld.Running running;
  private ChangesOfDoctor changes;
  private Map<String, JsonObject> record;

  @BeforeEach
  void admitted() {
    admit(world.premises, "p");
    record = recordOf(world.premises, "p");
    practices.port.put(registered("p"));
    start(MoverWorld.SETTINGS);
  }

  private void start(TransferSettings transfers) {
    running = practices.start(transfers);
    changes =
        new ChangesOfDoctor(running.pool(), running.journal, running.handovers, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    practices.close();
    vertx.close().await();
  }

  private Handover asked(String from, @Nullable String into, Answer answer) {
    return asked(from, into, answer, null);
  }

  private Handover asked(String from, @Nullable String into, Answer answer, @Nullable UUID seen) {
    assertThat(changes.ask(from, "p", into, seen, ANNE, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.DONE);
    Handover asked = latest(from);
    assertThat(changes.answer(asked.id(), from, answer, OLGA, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.DONE);
    return asked;
  }

  private Handover latest(String from) {
    return changes.of("p").await().stream()
        .filter(one -> one.practice().equals(from))
        .findFirst()
        .orElseThrow();
  }

  /** Goes round after round, so many days from now, until that is so. */
  private void carried(int days, BooleanSupplier so) {
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              Carrying carrying =
                  new Carrying(
                      vertx,
                      running.pool(),
                      running.journal,
                      running.handovers,
                      changes,
                      practice -> running.hosts.practice(practice).isPresent(),
                      clock);
              carrying.start().await();
              carrying.stop().await();
              return so.getAsBoolean();
            });
  }

  private long erasures(String practice) {
    return world.transfers("p").stream()
        .filter(row -> practice.equals(row.get("practice")) && "erasure".equals(row.get("kind")))
        .count();
  }

  @Test
  void whatIsAskedAndConfirmedArrivesAndIsErasedWhereItWas() {
    asked(OLD, NEW, Answer.confirm());

    carried(0, () -> latest(OLD).state() == State.DONE);

    record.remove("Patient/p");
    assertThat(practices.port.content())
        .containsEntry("Patient/p", registered("p"))
        .containsAllEntriesOf(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(practices.placement(OLD, "p")).isEqualTo("departed");
  }

  @Test
  void aCopyIsErasedAfterItsTerm() {
    asked(OLD, NEW, kept());
    carried(0, () -> latest(OLD).copiedAt() != null);
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);

    carried(3, () -> latest(OLD).state() == State.DONE);

    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(erasures(OLD)).isEqualTo(1);
  }

  @Test
  void whatComesBackToAPracticeThatKeptACopyIsNotErasedAtTheTermOfThatCopy() {
    Handover kept = asked(OLD, NEW, kept());
    carried(0, () -> latest(OLD).copiedAt() != null);

    asked(NEW, OLD, Answer.confirm());
    carried(0, () -> latest(NEW).state() == State.DONE);
    assertThat(latest(OLD).state()).isEqualTo(State.RESUMED);
    carried(3, () -> true);

    assertThat(erasures(OLD)).isZero();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.port.content()).doesNotContainKey("Patient/p");
    assertThat(
            world.database.rows(
                "SELECT reason FROM journal.entry WHERE request_id = ? AND practice = ?"
                    + " ORDER BY id DESC LIMIT 1",
                kept.id().toString(),
                OLD))
        .extracting("reason")
        .containsExactly("handover-resumed");
  }

  @Test
  void whoComesBackHasANewRecordOnceTheOldOneIsErased() {
    Gate gate = Gate.before(world.premises, Gate::deletes);
    asked(OLD, NEW, Answer.confirm());
    carried(0, () -> practices.placement(OLD, "p").equals("departed"));
    gate.awaitReached();
    assertThat(changes.reopen(OLD, "p", ANNE, PATH).await()).isEqualTo(ChangesOfDoctor.Done.LATER);
    gate.open();
    carried(0, () -> latest(OLD).state() == State.DONE);

    assertThat(changes.reopen(OLD, "p", ANNE, PATH).await()).isEqualTo(ChangesOfDoctor.Done.DONE);

    assertThat(practices.placement(OLD, "p")).isEqualTo("cabinet");
    assertThat(changes.reopen(OLD, "p", ANNE, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.CHANGED);
    world.premises.put(MoverWorld.resource("Patient", "p"));
    asked(OLD, NEW, Answer.confirm(), latest(OLD).id());
    carried(0, () -> latest(OLD).state() == State.DONE);
  }

  @Test
  void whoThinksAgainBeforeTheRecordHasMovedStays() {
    Gate gate = Gate.before(practices.port, ResumedTransferTest.after(1, Gate::writes));
    Handover moving = asked(OLD, NEW, Answer.confirm());
    carried(0, () -> !world.transfers("p").isEmpty());
    gate.awaitReached();

    assertThat(changes.withdraw(moving.id(), "p", ANNE, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.DONE);
    gate.open();
    world.awaitState("p", "cancelled");
    carried(0, () -> true);

    assertThat(world.transfers("p")).hasSize(1);
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(practices.port, "p")).containsOnlyKeys("Patient/p");
  }

  /** What a move brings of a record's past comes after an archive that was begun before its end. */
  @Test
  void whatAMoveBringsAfterTheArchiveWasBegunIsNotErasedUnlessThePatientHasIt() {
    world.premises.put(record.get("Observation/p-o1").copy().put("note", "second"));
    Gate gate =
        Gate.before(
            world.cloud,
            request ->
                Gate.writes(request) && request.body().toString().contains("securityContext"));
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    Handover taken = asked(OLD, null, Answer.confirm());
    Instant begun = Instant.now();
    gate.open();
    world.awaitSettled("p", "nuage-sante");

    assertThat(changes.writtenSince(taken, begun).await()).isTrue();
    assertThat(changes.orderErasure(taken.id(), "p", begun, ANNE, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.WRITTEN_SINCE);

    ended("2 minutes");
    assertThat(changes.writtenSince(taken, begun).await()).isFalse();
    assertThat(changes.orderErasure(taken.id(), "p", begun, ANNE, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.DONE);
    carried(0, () -> latest(OLD).state() == State.DONE);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void whatAMoveBringsOnceTheErasureIsOrderedIsNotErased() {
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    ended("2 minutes");
    Handover taken = asked(OLD, null, Answer.confirm());
    assertThat(changes.orderErasure(taken.id(), "p", Instant.now(), ANNE, PATH).await())
        .isEqualTo(ChangesOfDoctor.Done.DONE);
    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    carried(0, () -> latest(OLD).erasureOrderedAt() == null);

    assertThat(erasures(OLD)).isZero();
    assertThat(recordOf(world.premises, "p")).containsAllEntriesOf(record);
  }

  @Test
  void aCopyThatHasMovedMeanwhileIsErasedAfterItsTermAllTheSame() {
    asked(OLD, NEW, kept());
    carried(0, () -> latest(OLD).copiedAt() != null);
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    carried(3, () -> latest(OLD).state() == State.DONE);

    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(erasures(OLD)).isEqualTo(1);
  }

  /** As if all that has moved had done so earlier. */
  private void ended(String ago) {
    world.database.execute(
        "UPDATE hosts.transfer SET switched_at = switched_at - CAST(? AS interval), ended_at ="
            + " ended_at - CAST(? AS interval)",
        ago,
        ago);
  }

  private void comesBack(boolean expunged) {
    if (!expunged) {
      world.premises.instead(world.premises::withoutExpunge);
    }
    running.wrote("p");
    asked(OLD, NEW, Answer.confirm());
    carried(0, () -> latest(OLD).state() == State.DONE);
    assertThat(changes.reopen(OLD, "p", ANNE, PATH).await()).isEqualTo(ChangesOfDoctor.Done.DONE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoComesBackAndHasNoRecordYetIsNoFailure(boolean expunged) {
    comesBack(expunged);

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "cancelled")).startsWith("no-record: ");
    assertThat(practices.placement(OLD, "p")).isEqualTo("cabinet");
  }

  @Test
  void whatWasWrittenToTheRecordThatHasLeftDoesNotHaveTheNewOneMovedAgainAndAgain() {
    // Given gateways by whose clocks a minute is no time
    world.kill(running);
    start(MoverWorld.clockMargin(Duration.ofMinutes(1)));
    comesBack(true);

    world.realm.decide("p", "PERMIT");
    assertThat(world.awaitReason("p", "cancelled")).startsWith("no-record: ");
    // When sweeps have come by
    world.sweptOver("q");
    world.sweptOver("r");

    assertThat(world.transfers("p"))
        .extracting(row -> String.valueOf(row.get("kind")))
        .containsExactly("handover", "move");
  }

  @ParameterizedTest
  @ValueSource(strings = {"through the gateway", "past it"})
  void whatWasWrittenSinceAPatientHasComeBackHasToBeFound(String how) {
    comesBack(false);
    if (how.equals("past it")) {
      world.premises.put(MoverWorld.resource("Patient", "p").put("note", "back"));
      world.premises.delete("Patient/p");
    } else {
      running.wrote("p");
    }

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("no-record: ");
  }

  private static Answer kept() {
    return new Answer("Art. R.1112-7", LocalDate.now(ZoneOffset.UTC).plusDays(2));
  }
}
