// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gateways that die, and decisions that change, in the middle of a move. */
class ResumedTransferTest {

  private final MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void killedBeforeTheFirstWrite() {
    killedAt(world.cloud, Gate::writes, "copying");
  }

  @Test
  void killedBetweenTwoWrites() {
    killedAt(world.cloud, after(2, Gate::writes), "copying");
  }

  @Test
  void killedWhileComparing() {
    killedAt(world.cloud, after(1, Gate::everything), "copying");
  }

  @Test
  void killedWhileCatchingUp() {
    killedAt(world.premises, Gate::history, "catching-up");
  }

  @Test
  void killedWhileWritersWait() {
    killedAt(world.premises, after(1, Gate::history), "frozen");
  }

  @Test
  void killedBeforeErasing() {
    killedAt(world.cloud, after(2, Gate::everything), "erasing");
  }

  @Test
  void killedBeforeTheFirstDeletion() {
    killedAt(world.premises, Gate::deletes, "erasing");
  }

  @Test
  void killedBetweenTwoDeletions() {
    killedAt(world.premises, after(3, Gate::deletes), "erasing");
  }

  @Test
  void killedWhileExpunging() {
    killedAt(world.premises, after(5, Gate::expunges), "erasing");
  }

  /** Kills a gateway at a request, and expects the next one to finish what it had begun. */
  private void killedAt(FhirStore host, Predicate<Arrived> point, String state) {
    admit(world.premises, "p");
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    Gate gate = Gate.before(host, point);
    MoverWorld.Running first = start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(world.state("p")).isEqualTo(state);

    world.kill(first);
    assertNothingLost(record);
    host.behave();
    gate.open();
    start();

    world.awaitSettled("p", "nuage-sante");
    // One was killed, one finished; one may have come before the second gateway knew the ledger,
    // and one have waited for what the first had asked for
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isIn(2, 3, 4);
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
  }

  private MoverWorld.Running start() {
    return world.start(MoverWorld.calling(Duration.ofSeconds(1)), settings -> settings);
  }

  private void assertNothingLost(Map<String, JsonObject> record) {
    String placement = world.placement("p");
    FhirStore home = placement.equals("cabinet") ? world.premises : world.cloud;
    assertThat(recordOf(home, "p")).isEqualTo(record);
  }

  @Test
  void aWithdrawalDuringTheCopyTakesTheCopyBack() {
    admit(world.premises, "p");
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    Gate gate = Gate.before(world.cloud, after(2, Gate::writes));
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(recordOf(world.cloud, "p")).isNotEmpty();

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(world.cloud.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(world.journal("p"))
        .containsExactly(
            "transfer-started nuage-sante failed", "transfer-cancelled nuage-sante completed");
  }

  @Test
  void writingStopsThoughNobodyTellsThatThePermissionHasEnded() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    AtomicInteger writes = new AtomicInteger();
    world.start(MoverWorld.sweepingOnce(), settings -> settings);
    long soon = Instant.now().getEpochSecond() + 6;
    world.realm.decide("p", "PERMIT", entry -> entry.put("until", soon));
    gate.awaitReached();

    // An order or a decision is heeded within two seconds
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> Instant.now().getEpochSecond() > soon + 4);
    world.cloud.instead(
        request -> {
          if (Gate.writes(request)) {
            writes.incrementAndGet();
          }
          return Optional.empty();
        });
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(writes).hasValue(0);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void aWriteThatTheHostCarriesOutAfterTheCopyWasTakenBackIsTakenBackToo() {
    admit(world.premises, "p");
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    world.start(MoverWorld.settings(Duration.ZERO, Duration.ofSeconds(2)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    // When the copy is taken back while the host has not answered
    world.decideAndFollow("p", "WITHDRAW");
    Awaitility.await("removed, and waiting")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                world
                        .database
                        .rows(
                            "SELECT 1 FROM hosts.transfer WHERE state = 'cancelling'"
                                + " AND retry_at > now()")
                        .size()
                    == 1);
    world.database.execute("UPDATE hosts.transfer_item SET open_until = now() + interval '1 hour'");
    world.database.execute("UPDATE hosts.transfer SET retry_at = now() + interval '1 hour'");
    gate.open();
    Awaitility.await("carried out after all")
        .atMost(Duration.ofSeconds(20))
        .until(() -> !recordOf(world.cloud, "p").isEmpty());

    world.database.execute("UPDATE hosts.transfer_item SET open_until = now()");
    world.database.execute("UPDATE hosts.transfer SET retry_at = now()");
    world.awaitState("p", "cancelled");

    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(world.cloud.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @Test
  void killedWhileTakingTheCopyBack() {
    admit(world.premises, "p");
    Gate writing = Gate.before(world.cloud, after(2, Gate::writes));
    MoverWorld.Running first = world.start();
    world.realm.decide("p", "PERMIT");
    writing.awaitReached();
    Gate deleting = Gate.before(world.cloud, Gate::deletes);
    world.decideAndFollow("p", "WITHDRAW");
    writing.open();
    deleting.awaitReached();
    assertThat(world.state("p")).isEqualTo("cancelling");

    world.kill(first);
    world.cloud.behave();
    deleting.open();
    world.start();

    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void aWithdrawalAfterTheSwitchBringsTheRecordBackOnceItHasArrived() {
    admit(world.premises, "p");
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    Gate gate = Gate.before(world.premises, Gate::deletes);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.realm.decide("p", "WITHDRAW");
    gate.open();
    world.awaitSettled("p", "cabinet");

    assertThat(world.transfers("p")).extracting("state").containsExactly("certified", "certified");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void whatWasThereAlreadyWithTheSameContentIsNotTakenBack() {
    admit(world.premises, "p");
    world.cloud.put(resource("Organization", "org"));
    world.cloud.put(resource("Practitioner", "gp", "Organization/org"));
    world.cloud.put(resource("Patient", "p", "Practitioner/gp"));
    Map<String, JsonObject> there = world.cloud.content();
    Gate gate = Gate.before(world.cloud, after(2, Gate::writes));
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(world.cloud.content()).isEqualTo(there);
    assertThat(world.database.rows("SELECT * FROM hosts.transfer_item")).isEmpty();
  }

  @Test
  void decisionsInQuickSuccessionEndWhereTheLastOneSays() {
    admit(world.premises, "p");
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    world.start();

    for (int i = 0; i < 5; i++) {
      world.realm.decide("p", "PERMIT");
      world.realm.decide("p", "WITHDRAW");
    }
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void nothingIsLeftOfVersionsOfWhatIsDeletedDuringTheCopy() {
    deletesDuringTheCopy("Observation/p-o0");
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(true);
  }

  @Test
  void whatIsDeletedDuringTheCopyAndComesBackAfterTheSwitchKeepsTheRestFromBeingErased() {
    deletesDuringTheCopy("Observation/p-o0");
    AtomicBoolean restored = new AtomicBoolean();
    world.premises.instead(
        request -> {
          if (Gate.everything(request)
              && world.placement("p").equals("nuage-sante")
              && restored.compareAndSet(false, true)) {
            world.premises.put(resource("Observation", "p-o0", "Patient/p"));
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("source-changed: ")
        .contains("Observation/p-o0");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void whatHasBecomeAnotherPatientsDuringTheCopyStaysWithItsVersions() {
    admit(world.premises, "p");
    admit(world.premises, "q");
    AtomicInteger writes = new AtomicInteger();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && writes.incrementAndGet() == 3) {
            world.premises.put(resource("Observation", "p-o0", "Patient/q"));
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(13).doesNotContainKey("Observation/p-o0");
    assertThat(recordOf(world.premises, "p")).containsOnlyKeys("Observation/p-o0");
    assertThat(world.premises.remembered()).contains("Observation/p-o0");
  }

  private void deletesDuringTheCopy(String resource) {
    admit(world.premises, "p");
    AtomicInteger writes = new AtomicInteger();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && writes.incrementAndGet() == 3) {
            world.premises.delete(resource);
          }
          return Optional.empty();
        });
  }

  @Test
  void whatIsWrittenDuringTheCopyArrivesToo() {
    admit(world.premises, "p");
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && written.compareAndSet(false, true)) {
            world.premises.put(resource("Observation", "p-new", "Patient/p"));
            world.premises.put(
                resource("Observation", "p-o1", "Patient/p").put("status", "amended"));
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
    assertThat(world.cloud.content().get("Observation/p-o1").getString("status"))
        .isEqualTo("amended");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatIsDeletedDuringTheCopyDoesNotArrive() {
    admit(world.premises, "p");
    AtomicInteger writes = new AtomicInteger();
    world.cloud.instead(
        request -> {
          // what has been written already, and what has not
          if (Gate.writes(request) && writes.incrementAndGet() == 3) {
            world.premises.delete("Observation/p-o0");
            world.premises.delete("Observation/p-o8");
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p"))
        .hasSize(12)
        .doesNotContainKeys("Observation/p-o0", "Observation/p-o8");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatIsDeletedBetweenTwoPagesOfARecordDoesNotKeepItFromMoving() {
    admit(world.premises, "p");
    AtomicBoolean deleted = new AtomicBoolean();
    world.premises.instead(
        request -> {
          if (request.uri().contains("/$everything")
              && request.uri().contains("_offset=4")
              && deleted.compareAndSet(false, true)) {
            world.premises.delete("Observation/p-o3");
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(deleted).isTrue();
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
    assertThat(recordOf(world.cloud, "p")).hasSize(13).doesNotContainKey("Observation/p-o3");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatMovesToAPageThatWasReadAlreadyArrivesToo() {
    admit(world.premises, "p");
    AtomicBoolean shifted = new AtomicBoolean();
    world.premises.instead(
        request -> {
          if (request.uri().contains("/$everything")
              && request.uri().contains("_offset=12")
              && shifted.compareAndSet(false, true)) {
            // p-o8 stands where p-o7 was, which has been shown, and the new one where p-o8 was
            world.premises.delete("Observation/p-o1");
            world.premises.put(resource("Observation", "p-o9", "Patient/p"));
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(shifted).isTrue();
    assertThat(recordOf(world.cloud, "p"))
        .hasSize(14)
        .containsKeys("Observation/p-o8", "Observation/p-o9")
        .doesNotContainKey("Observation/p-o1");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatIsWrittenWhileItIsCaughtUpArrivesToo() {
    admit(world.premises, "p");
    AtomicInteger rounds = new AtomicInteger();
    world.premises.instead(
        request -> {
          if (Gate.history(request) && rounds.incrementAndGet() <= 2) {
            // before the first round, and before the one for which writers wait
            String id = "p-new" + rounds;
            world.premises.put(resource("Observation", id, "Patient/p", "Binary/" + id));
            world.premises.put(resource("Binary", id));
            world.premises.put(resource("Provenance", id, "Observation/" + id));
            world.premises.delete("Observation/p-o" + rounds);
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p"))
        .hasSize(14 + 6 - 2)
        .containsKeys("Observation/p-new1", "Binary/p-new2", "Provenance/p-new2")
        .doesNotContainKeys("Observation/p-o1", "Observation/p-o2");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @Test
  void writersGoOnWhenTheLastChangesTakeTooLong() {
    PatientRecord record = admit(world.premises, "p");
    AtomicInteger rounds = new AtomicInteger();
    Gate gate =
        Gate.before(
            world.premises, request -> Gate.history(request) && rounds.incrementAndGet() == 2);
    MoverWorld.Running running =
        world.start(MoverWorld.holding(Duration.ofMillis(300)), settings -> settings);

    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(world.state("p")).isEqualTo("frozen");
    Hold writer = running.hosts.share(record).await();
    world.premises.put(resource("Observation", "p-new", "Patient/p"));
    writer.abandon().await();
    assertThat(world.placement("p")).isEqualTo("cabinet");
    gate.open();
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
    assertThat(world.transfers("p"))
        .singleElement()
        .satisfies(row -> assertThat((Integer) row.get("held_ms")).isLessThan(300))
        .extracting("attempts")
        .isEqualTo(1);
  }

  @Test
  void writersGoOnWhenTheHostTakesLongToSayWhenItWasWrittenToLast() {
    PatientRecord record = admit(world.premises, "p");
    Gate gate = Gate.before(world.premises, Gate::latest);
    MoverWorld.Running running =
        world.start(
            MoverWorld.settings(Duration.ZERO, Duration.ofSeconds(20)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    Hold writer = running.hosts.share(record).await();
    world.premises.put(resource("Observation", "p-new", "Patient/p"));
    writer.abandon().await();
    gate.open();
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
  }

  @Test
  void whatIsWrittenIsFollowedWhateverTheTimeOnAnswers() {
    admit(world.premises, "p");
    // Given a proxy before the host, an hour ahead
    world.premises.dated(Duration.ofHours(1));
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && written.compareAndSet(false, true)) {
            world.premises.put(resource("Observation", "p-new", "Patient/p"));
            world.premises.delete("Observation/p-o1");
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p"))
        .hasSize(14)
        .containsKey("Observation/p-new")
        .doesNotContainKey("Observation/p-o1");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatIsWrittenByAClockThatWasSetBackIsFollowedWithinTheMargin() {
    admit(world.premises, "p");
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && written.compareAndSet(false, true)) {
            world.premises.setBack(Duration.ofSeconds(20));
            world.premises.put(resource("Observation", "p-new", "Patient/p"));
            world.premises.setBack(Duration.ZERO);
            world.premises.put(resource("Observation", "p-newer", "Patient/p"));
          }
          return Optional.empty();
        });
    world.start(MoverWorld.clockMargin(Duration.ofMinutes(1)), settings -> settings);

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(16).containsKey("Observation/p-new");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void theRecordDoesNotSwitchUnderAWriterInFlight() {
    PatientRecord record = admit(world.premises, "p");
    MoverWorld.Running running = world.start();
    Hold writer = running.hosts.share(record).await();

    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "frozen");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    world.premises.put(resource("Observation", "p-new", "Patient/p"));
    writer.abandon().await();
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
  }

  static Predicate<Arrived> after(int times, Predicate<Arrived> kind) {
    AtomicInteger seen = new AtomicInteger();
    return request -> kind.test(request) && seen.incrementAndGet() > times;
  }
}
