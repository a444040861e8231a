// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People pause, resume, retry and cancel transfers, and close hosts. */
class OrdersTest {

  private static final Entry.Agent ADA =
      new Entry.Agent("u-ada", "Ada", "practice-administrator", "demo", null, null);

  private final MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private Done order(MoverWorld.Running running, Order order) {
    return running.moves.order(id(), TestRealm.PRACTICE, order, ADA, "/practice").await();
  }

  private UUID id() {
    List<Map<String, Object>> rows = world.transfers("p");
    return (UUID) rows.get(rows.size() - 1).get("id");
  }

  private List<String> orders() {
    return world
        .database
        .rows(
            "SELECT reason FROM journal.entry WHERE subject = 'u-ada' AND patient = 'p' ORDER BY id")
        .stream()
        .map(row -> (String) row.get("reason"))
        .toList();
  }

  private static Practice practice(MoverWorld.Running running) {
    return running.hosts.practice(TestRealm.PRACTICE).orElseThrow();
  }

  /** Until nothing runs here any more, whatever it has come to. */
  private void awaitLeft() {
    Awaitility.await("given up")
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                world
                    .database
                    .rows(
                        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
                            + " AND pid IN (SELECT pid FROM pg_stat_activity WHERE usename = ?)",
                        world.database.gateway().id())
                    .isEmpty());
  }

  @Test
  void aPausedTransferStaysAsItIsAcrossARestartUntilItIsResumed() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running first = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    assertThat(order(first, Order.PAUSE)).isEqualTo(Done.DONE);
    assertThat(order(first, Order.PAUSE)).isEqualTo(Done.ALREADY);
    world.cloud.behave();
    gate.open();
    world.kill(first);
    MoverWorld.Running second = world.start();
    // Another record shows that this gateway carries what it may
    admit(world.premises, "q");
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");

    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(second.moves.ofPatient("p").await())
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.paused()).isTrue();
              assertThat(move.pausedBy()).isEqualTo("Ada");
              assertThat(move.underWay()).isTrue();
            });

    assertThat(order(second, Order.RESUME)).isEqualTo(Done.DONE);
    assertThat(order(second, Order.RESUME)).isEqualTo(Done.ALREADY);
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(orders()).containsExactly("transfer-paused", "transfer-resumed");
  }

  @Test
  void aDecisionAgainstItTakesBackWhatAPausedTransferHasWritten() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    order(running, Order.PAUSE);
    gate.open();
    awaitLeft();
    assertThat(recordOf(world.cloud, "p")).isNotEmpty();

    world.realm.decide("p", "WITHDRAW");

    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void aPermissionThatEndsTakesBackWhatAPausedTransferHasWritten() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running running = world.start();
    long soon = Instant.now().getEpochSecond() + 8;
    world.realm.decide("p", "PERMIT", entry -> entry.put("until", soon));
    gate.awaitReached();
    order(running, Order.PAUSE);
    gate.open();
    awaitLeft();
    assertThat(recordOf(world.cloud, "p")).isNotEmpty();

    // Nobody tells of that
    world.awaitState("p", "cancelled");

    assertThat(Instant.now().getEpochSecond()).isGreaterThanOrEqualTo(soon);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void aPauseOfWhatIsSwitchedStandsWhateverIsDecided() {
    admit(world.premises, "p");
    admit(world.premises, "q");
    world.premises.instead(
        request ->
            Gate.deletes(request) && request.body().toString().contains("/p-")
                ? Optional.of(Reply.json(500, new JsonObject()))
                : Optional.empty());
    MoverWorld.Running running =
        world.start(MoverWorld.pausing(Duration.ofHours(1)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    order(running, Order.PAUSE);
    Object retry = world.transfers("p").get(0).get("retry_at");

    world.decideAndFollow("p", "WITHDRAW");
    // A gateway that starts looks at everything
    world.start();
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");

    assertThat(world.transfers("p"))
        .singleElement()
        .satisfies(
            transfer -> {
              assertThat(transfer).containsEntry("retry_at", retry);
              assertThat(transfer.get("paused_at")).isNotNull();
            });
    world.premises.behave();
    order(running, Order.RETRY);
    order(running, Order.RESUME);
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void aHostThatIsPausedIsLeftAloneAndItsTransfersGoOnAfterwards() {
    admit(world.premises, "p");
    MoverWorld.Running running = world.start();
    Practice practice = practice(running);
    assertThat(running.moves.pauseHost(practice, practice.hosts().get(1), true, ADA, "/p").await())
        .isTrue();
    assertThat(running.moves.pauseHost(practice, practice.hosts().get(1), true, ADA, "/p").await())
        .isFalse();

    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "queued");
    assertThat(running.moves.of(practice).await().paused()).containsExactly("nuage-sante");
    assertThat(running.moves.ofPatient("p").await().get(0).hostPaused()).isTrue();
    assertThat(recordOf(world.cloud, "p")).isEmpty();

    assertThat(running.moves.pauseHost(practice, practice.hosts().get(1), false, ADA, "/p").await())
        .isTrue();
    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void aPausedTransferErasesNoMoreUntilItIsResumed() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.premises, ResumedTransferTest.after(1, Gate::deletes));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    order(running, Order.PAUSE);
    gate.open();
    awaitLeft();

    assertThat(world.state("p")).isEqualTo("erasing");
    // What was asked for before, and nothing more
    assertThat(recordOf(world.premises, "p")).isNotEmpty();
    order(running, Order.RESUME);
    world.awaitState("p", "certified");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void aHostThatIsPausedIsLeftAloneByWhatExpungesThere() {
    admit(world.premises, "p");
    // Given that the last deletion is under way
    Gate gate =
        Gate.before(
            world.premises,
            request ->
                Gate.deletes(request) && request.body().toString().contains("\"Patient/p\""));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    Practice practice = practice(running);

    running.moves.pauseHost(practice, practice.hosts().get(0), true, ADA, "/p").await();
    gate.open();
    awaitLeft();

    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.remembered()).contains("Patient/p");
    assertThat(world.database.rows("SELECT 1 FROM hosts.erasure_certificate")).isEmpty();
    running.moves.pauseHost(practice, practice.hosts().get(0), false, ADA, "/p").await();
    world.awaitState("p", "certified");
  }

  @Test
  void aHostThatIsPausedIsLeftAloneByWhatIsTakenBackThere() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    Practice practice = practice(running);

    running.moves.pauseHost(practice, practice.hosts().get(1), true, ADA, "/p").await();
    order(running, Order.CANCEL);
    gate.open();
    awaitLeft();

    assertThat(recordOf(world.cloud, "p")).isNotEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("ended_at").isNull();
    running.moves.pauseHost(practice, practice.hosts().get(1), false, ADA, "/p").await();
    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void oneThatFailedIsTriedAtOnceWhenThatIsOrdered() {
    admit(world.premises, "p");
    world.cloud.instead(
        request ->
            Gate.writes(request)
                ? Optional.of(Reply.json(500, new JsonObject()))
                : Optional.empty());
    MoverWorld.Running running =
        world.start(MoverWorld.pausing(Duration.ofHours(1)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    Move failed = running.moves.ofPatient("p").await().get(0);
    assertThat(failed.failure()).isEqualTo("host-refused");
    assertThat(failed.step()).isEqualTo(Move.Step.COPYING);

    world.cloud.behave();
    assertThat(order(running, Order.RETRY)).isEqualTo(Done.DONE);

    world.awaitSettled("p", "nuage-sante");
    assertThat(order(running, Order.RETRY)).isEqualTo(Done.ENDED);
    assertThat(orders()).containsExactly("transfer-retried");
    assertThat(world.journal("p"))
        .contains("transfer-failed nuage-sante failed", "transfer-retried cabinet completed");
  }

  @Test
  void theSameFailureIsWrittenDownOnceHoweverOftenItIsTried() {
    admit(world.premises, "p");
    world.cloud.instead(
        request ->
            Gate.writes(request)
                ? Optional.of(Reply.json(503, new JsonObject()))
                : Optional.empty());
    world.start();
    world.realm.decide("p", "PERMIT");

    Awaitility.await("tried again and again")
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                world.transfers("p").stream()
                    .anyMatch(transfer -> (Integer) transfer.get("attempts") > 3));

    assertThat(world.journal("p").stream().filter(line -> line.startsWith("transfer-failed")))
        .hasSize(1);
  }

  @Test
  void oneThatIsCancelledIsTakenBackAndNotAskedForAgainUntilSomebodyWantsIt() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    assertThat(order(running, Order.CANCEL)).isEqualTo(Done.DONE);
    assertThat(order(running, Order.CANCEL)).isEqualTo(Done.ALREADY);
    gate.open();
    world.cloud.behave();
    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(14);

    // A gateway that starts compares all placements with decisions before it carries anything
    world.start();
    admit(world.premises, "q");
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");
    assertThat(world.transfers("p")).hasSize(1);
    assertThat(world.placement("p")).isEqualTo("cabinet");

    assertThat(order(running, Order.RETRY)).isEqualTo(Done.DONE);
    world.awaitSettled("p", "nuage-sante");
    assertThat(orders()).containsExactly("transfer-cancel-ordered", "transfer-retried");
  }

  @Test
  void aTransferIsOfTheDecisionThatWantsItNow() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    long renewed = world.realm.decide("p", "PERMIT");
    awaitDecision(renewed);
    gate.open();
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.transfers("p")).singleElement().extracting("decision").isEqualTo(renewed);
    assertThat(
            world.database.rows(
                "SELECT decision FROM journal.entry WHERE reason = 'transfer-switched'"))
        .singleElement()
        .extracting("decision")
        .isEqualTo(renewed);
  }

  @Test
  void oneThatIsCancelledIsNotAskedForAgainByADecisionThatWasTakenBefore() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    awaitDecision(world.realm.decide("p", "PERMIT"));

    assertThat(order(running, Order.CANCEL)).isEqualTo(Done.DONE);
    gate.open();
    world.cloud.behave();
    world.awaitState("p", "cancelled");
    world.start();
    admit(world.premises, "q");
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");

    assertThat(world.transfers("p")).hasSize(1);
    assertThat(world.placement("p")).isEqualTo("cabinet");
  }

  private void awaitDecision(long position) {
    Awaitility.await("of decision " + position)
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                world.transfers("p").stream()
                    .anyMatch(
                        transfer -> ((Number) transfer.get("decision")).longValue() == position));
  }

  @Test
  void aPauseStandsThoughTheDecisionWasAnotherForAWhile() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    order(running, Order.PAUSE);
    Practice practice = practice(running);
    // So that what was written is not taken back meanwhile
    running.moves.pauseHost(practice, practice.hosts().get(1), true, ADA, "/p").await();
    gate.open();
    world.cloud.behave();
    awaitLeft();
    Object retry = world.transfers("p").get(0).get("retry_at");
    world.decideAndFollow("p", "WITHDRAW");
    Awaitility.await("no longer wanted")
        .until(() -> !world.transfers("p").get(0).get("retry_at").equals(retry));

    awaitDecision(world.realm.decide("p", "PERMIT"));
    running.moves.pauseHost(practice, practice.hosts().get(1), false, ADA, "/p").await();
    admit(world.premises, "q");
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");

    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(running.moves.ofPatient("p").await())
        .singleElement()
        .satisfies(move -> assertThat(move.pausedBy()).isEqualTo("Ada"));
    assertThat(order(running, Order.RESUME)).isEqualTo(Done.DONE);
    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void aNewPermissionMovesWhatWasCancelledUnderTheOneBefore() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    order(running, Order.CANCEL);
    gate.open();
    world.cloud.behave();
    world.awaitState("p", "cancelled");

    world.realm.decide("p", "PERMIT");

    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void nobodyKeepsARecordWhereThePatientNoLongerWantsItByCancelling() {
    admit(world.premises, "p");
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    Gate gate = Gate.before(world.premises, Gate::writes);
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();

    assertThat(order(running, Order.CANCEL)).isEqualTo(Done.DONE);
    gate.open();
    world.premises.behave();

    // It begins anew
    world.awaitSettled("p", "cabinet");
    assertThat(world.transfers("p"))
        .extracting("state")
        .containsExactly("certified", "cancelled", "certified");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void afterTheSwitchItIsTooLateToCancel() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.premises, Gate::deletes);
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    assertThat(order(running, Order.CANCEL)).isEqualTo(Done.SWITCHED);
    gate.open();

    world.awaitSettled("p", "nuage-sante");
    assertThat(order(running, Order.CANCEL)).isEqualTo(Done.ENDED);
    assertThat(orders()).isEmpty();
  }

  @Test
  void whatWaitsForATransfersRowDoesNotKeepTheJournalFromWhoHasTheRow() throws SQLException {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.premises, ResumedTransferTest.after(1, Gate::history));
    MoverWorld.Running running = world.start();
    Practice practice = practice(running);
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(world.state("p")).isEqualTo("frozen");

    try (Connection ordering = world.database.connect(world.database.owner());
        Statement lock = ordering.createStatement()) {
      ordering.setAutoCommit(false);
      lock.execute("SELECT 1 FROM hosts.transfer FOR UPDATE");
      gate.open();
      Awaitility.await("the switch waits for the row")
          .atMost(Duration.ofSeconds(4))
          .until(
              () ->
                  !world
                      .database
                      .rows(
                          "SELECT 1 FROM pg_locks WHERE NOT granted"
                              + " AND locktype IN ('tuple', 'transactionid')")
                      .isEmpty());

      LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
      assertThat(
              running.moves.close(practice, practice.hosts().get(1), tomorrow, ADA, "/p").await())
          .isTrue();
      ordering.rollback();
    }
    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void anotherPracticesTransferIsNotThere() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    for (Order order : Order.values()) {
      assertThat(running.moves.order(id(), "cabinet-du-port", order, ADA, "/p").await())
          .isEqualTo(Done.NOT_THERE);
    }
    assertThat(running.moves.one(id(), "cabinet-du-port").await()).isEmpty();
    assertThat(running.moves.underWay("cabinet-du-port").await()).isEmpty();
    assertThat(running.moves.order(UUID.randomUUID(), null, Order.PAUSE, ADA, null).await())
        .isEqualTo(Done.NOT_THERE);
    gate.open();
    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void aHostThatIsClosedIsEmptiedAndNewPermissionsSendNothingThere() {
    admit(world.premises, "p");
    admit(world.premises, "q");
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    Practice practice = practice(running);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);

    assertThat(running.moves.close(practice, practice.hosts().get(1), today, ADA, "/p").await())
        .isTrue();
    assertThat(running.moves.close(practice, practice.hosts().get(1), today, ADA, "/p").await())
        .isFalse();
    world.awaitSettled("p", "cabinet");
    world.decideAndFollow("q", "PERMIT");
    world.start();

    assertThat(running.moves.of(practice).await().closings())
        .singleElement()
        .satisfies(
            closing -> {
              assertThat(closing.moved()).isEqualTo(1);
              assertThat(closing.remaining()).isZero();
              assertThat(closing.ended(today)).isTrue();
              assertThat(closing.orderedBy()).isEqualTo("Ada");
            });
    assertThat(world.transfers("q")).isEmpty();
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    // Once it is opened again, those go there whose patients permit it
    assertThat(running.moves.reopen(practice, practice.hosts().get(1), ADA, "/p").await()).isTrue();
    world.awaitSettled("p", "nuage-sante");
    world.awaitSettled("q", "nuage-sante");
    assertThat(running.moves.reopen(practice, practice.hosts().get(1), ADA, "/p").await())
        .isFalse();
  }

  @Test
  void aHostThatClosesHasRecordsUntilTheyAreErasedThere() {
    admit(world.premises, "p");
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    Practice practice = practice(running);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    world.cloud.instead(
        request ->
            Gate.deletes(request)
                ? Optional.of(Reply.json(503, new JsonObject()))
                : Optional.empty());

    running.moves.close(practice, practice.hosts().get(1), today, ADA, "/p").await();
    world.awaitState("p", "failed");

    assertThat(world.placement("p")).isEqualTo("cabinet");
    // It has not failed while it is tried once more
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(running.moves.of(practice).await().closings())
                    .singleElement()
                    .satisfies(
                        closing -> {
                          assertThat(closing.moved()).isZero();
                          assertThat(closing.remaining()).isEqualTo(1);
                          assertThat(closing.failed()).isEqualTo(1);
                          assertThat(closing.ended(today)).isFalse();
                        }));
    world.cloud.behave();
    world.awaitSettled("p", "cabinet");
    assertThat(running.moves.of(practice).await().closings())
        .singleElement()
        .satisfies(closing -> assertThat(closing.ended(today)).isTrue());
  }

  @Test
  void writersAtAHostThatClosesByOrderWaitNoLongerThanAnywhereElse() {
    PatientRecord record = admit(world.premises, "p");
    AtomicInteger rounds = new AtomicInteger();
    MoverWorld.Running running =
        world.start(MoverWorld.holding(Duration.ofMillis(300)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    Gate gate =
        Gate.before(world.cloud, request -> Gate.history(request) && rounds.incrementAndGet() == 2);
    Practice practice = practice(running);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);

    running.moves.close(practice, practice.hosts().get(1), today, ADA, "/p").await();
    gate.awaitReached();
    Hold writer = running.hosts.share(record).await();
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
    world.cloud.put(resource("Observation", "p-new", "Patient/p"));
    writer.abandon().await();
    gate.open();
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).hasSize(15).containsKey("Observation/p-new");
  }

  @Test
  void aClosingThatLiesAheadMovesNothingYetAndCanBeTakenBack() {
    admit(world.premises, "p");
    MoverWorld.Running running = world.start();
    Practice practice = practice(running);
    LocalDate tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1);
    running.moves.close(practice, practice.hosts().get(1), tomorrow, ADA, "/p").await();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(running.moves.of(practice).await().closings())
        .singleElement()
        .satisfies(
            closing -> {
              assertThat(closing.from()).isEqualTo(tomorrow);
              assertThat(closing.remaining()).isEqualTo(1);
            });
    assertThat(running.moves.reopen(practice, practice.hosts().get(1), ADA, "/p").await()).isTrue();
    assertThat(running.moves.of(practice).await().closings()).isEmpty();
    assertThat(
            world.database.rows(
                "SELECT reason FROM journal.entry WHERE subject = 'u-ada' ORDER BY id"))
        .extracting(row -> row.get("reason"))
        .containsExactly("host-closed", "host-reopened");
  }

  @Test
  void whatMovesIsSeenByItsPracticeWhatEndedIsCountedOnly() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    Overview during = running.moves.of(practice(running)).await();
    assertThat(during.underWay())
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.patient()).isEqualTo("p");
              assertThat(move.step()).isEqualTo(Move.Step.COPYING);
              assertThat(move.failure()).isNull();
            });
    gate.open();
    world.awaitSettled("p", "nuage-sante");

    Overview after = running.moves.of(practice(running)).await();
    assertThat(after.underWay()).isEmpty();
    assertThat(after.ended()).isEqualTo(new Overview.Ended(1, 0, 0));
  }

  @Test
  void whatThereWasNothingOfIsLookedForAtOnceWhenThatIsOrdered() {
    MoverWorld.Running running = world.start();
    world.realm.decide("p", "PERMIT");
    assertThat(world.awaitReason("p", "cancelled")).startsWith("no-record: ");
    admit(world.premises, "p");

    assertThat(order(running, Order.RETRY)).isEqualTo(Done.DONE);

    world.awaitSettled("p", "nuage-sante");
    assertThat(orders()).containsExactly("transfer-retried");
  }

  @Test
  void whatWasDeletedOnPurposeHoldsUpNoErasureOnceSomebodySaysSo() {
    admit(world.premises, "p");
    MoverWorld.Running running = losesOnceSwitched("Observation/p-o5");
    assertThat(running.moves.missing(id(), TestRealm.PRACTICE).await().resources())
        .containsExactly("Observation/p-o5");
    assertThat(running.moves.missing(id(), "cabinet-du-port").await().resources()).isEmpty();

    // Nothing at all where one of them is there
    assertThat(accept(running, "Observation/p-o5", "Observation/p-o4")).isEqualTo(Done.ALREADY);
    assertThat(accept(running)).isEqualTo(Done.ALREADY);
    assertThat(orders()).isEmpty();
    assertThat(accept(running, "Observation/p-o5")).isEqualTo(Done.DONE);

    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).hasSize(13).doesNotContainKey("Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(orders()).containsExactly("transfer-accepted");
    assertThat(world.verification().getLong("acceptedAsDeleted")).isEqualTo(1);
    JsonObject manifest = new JsonObject((String) world.transfers("p").get(0).get("manifest"));
    assertThat(manifest.getLong("accepted")).isEqualTo(1);
    assertThat(manifest.getLong("resources")).isEqualTo(13);
    assertThat(
            world.database.rows(
                "SELECT accepted_by FROM hosts.transfer_item WHERE accepted_at IS NOT NULL"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("accepted_by", "Ada"));
  }

  @Test
  void whatIsThereAgainIsNotTakenForDeleted() {
    admit(world.premises, "p");
    JsonObject result = world.premises.content().get("Observation/p-o5");
    MoverWorld.Running running = losesOnceSwitched("Observation/p-o5");
    order(running, Order.PAUSE);
    assertThat(accept(running, "Observation/p-o5")).isEqualTo(Done.DONE);

    world.cloud.behave();
    world.cloud.put(result);
    order(running, Order.RESUME);

    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(world.verification().containsKey("acceptedAsDeleted")).isFalse();
  }

  @Test
  void whatIsErasedAlreadyWhereItWasCanBeSaidToBeDeletedOnPurposeAsWell() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.premises, ResumedTransferTest.after(3, Gate::deletes));
    MoverWorld.Running first = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    world.kill(first);
    world.premises.behave();
    gate.open();
    String erased =
        (String)
            world
                .database
                .rows(
                    "SELECT resource FROM hosts.transfer_item WHERE state = 'erased' AND resource"
                        + " LIKE 'Observation/%' ORDER BY resource LIMIT 1")
                .get(0)
                .get("resource");
    world.cloud.lose(erased);
    MoverWorld.Running running =
        world.start(MoverWorld.pausing(Duration.ofHours(1)), settings -> settings);
    assertThat(world.awaitReason("p", "failed")).startsWith("copy-differs: ");

    assertThat(running.moves.one(id(), null).await().orElseThrow().lacking()).isTrue();
    assertThat(running.moves.missing(id(), null).await().resources()).containsExactly(erased);
    assertThat(accept(running, erased)).isEqualTo(Done.DONE);

    world.awaitState("p", "certified");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.verification().getLong("acceptedAsDeleted")).isEqualTo(1);
  }

  private Done accept(MoverWorld.Running running, String... resources) {
    return running
        .moves
        .accept(id(), TestRealm.PRACTICE, Set.of(resources), ADA, "/practice")
        .await();
  }

  /** Once and for all: what is written there again is lost again. */
  private MoverWorld.Running losesOnceSwitched(String resource) {
    AtomicBoolean lost = new AtomicBoolean();
    world.cloud.storing(
        written ->
            lost.get() && resource.endsWith("/" + written.getString("id"))
                ? Optional.empty()
                : Optional.of(written));
    world.cloud.instead(
        request -> {
          if (Gate.everything(request)
              && world.placement("p").equals("nuage-sante")
              && lost.compareAndSet(false, true)) {
            world.cloud.lose(resource);
          }
          return Optional.empty();
        });
    MoverWorld.Running running =
        world.start(MoverWorld.pausing(Duration.ofHours(1)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    assertThat(world.awaitReason("p", "failed")).startsWith("copy-differs: ");
    return running;
  }

  @Test
  void transfersThatEndedBeforeThereWereCertificatesAreEndedStill() {
    MoverWorld.Running running = world.start();
    world.database.execute(
        "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent, state,"
            + " ended_at) VALUES ('cabinet-des-lilas', 'p', 'cabinet', 'nuage-sante', false,"
            + " 'done', now())");

    assertThat(running.moves.ofPatient("p").await())
        .singleElement()
        .satisfies(move -> assertThat(move.step()).isEqualTo(Move.Step.ENDED));
    assertThat(running.moves.underWay(null).await()).isEmpty();
    assertThat(order(running, Order.RETRY)).isEqualTo(Done.ENDED);
  }
}
