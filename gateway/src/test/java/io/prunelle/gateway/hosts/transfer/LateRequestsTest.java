// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that carry out what they were asked for when nobody waits for an answer any more. */
class LateRequestsTest {

  private final MoverWorld world = new MoverWorld();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aWriteThatComesAfterALaterOneIsNotWhatTheRecordBecomes() {
    Gate gate =
        Gate.before(
            world.cloud,
            once(Gate::writes, request -> request.body().toString().contains("\"p-o0\"")));
    start(Duration.ofSeconds(1));
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    // When it has changed since, and was written again
    world.premises.put(resource("Observation", "p-o0", "Patient/p").put("status", "amended"));
    awaitWaitingIn("catching-up");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(statusAtTheCloud()).isEqualTo("amended");
    gate.open();
    Awaitility.await("carried out after all")
        .atMost(Duration.ofMinutes(1))
        .until(() -> statusAtTheCloud().isEmpty());
    waitNoLonger();

    world.awaitSettled("p", "nuage-sante");
    assertThat(statusAtTheCloud()).isEqualTo("amended");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void nobodyWaitsBehindARefusal() {
    Predicate<Arrived> first = once(Gate::writes, request -> true);
    world.cloud.instead(
        request ->
            first.test(request)
                ? Optional.of(Reply.json(409, new JsonObject()))
                : Optional.empty());
    start(Duration.ofMinutes(10));

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(2);
  }

  @Test
  void nothingIsCertifiedWhileItMayStillBeDeletedOnceMore() {
    Gate gate = Gate.before(world.premises, once(Gate::deletes, request -> true));
    start(Duration.ofSeconds(1));
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    awaitWaitingIn("erasing");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.database.rows("SELECT 1 FROM hosts.erasure_certificate")).isEmpty();
    gate.open();
    waitNoLonger();

    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
  }

  @Test
  void nothingMovesThereAgainWhileWhatWasTakenBackMayStillBeDeletedOnceMore() {
    Gate writing = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    start(Duration.ofSeconds(3));
    world.realm.decide("p", "PERMIT");
    writing.awaitReached();
    Gate deleting = Gate.before(world.cloud, once(Gate::deletes, request -> true));
    world.decideAndFollow("p", "WITHDRAW");
    writing.open();
    deleting.awaitReached();

    world.realm.decide("p", "PERMIT");
    awaitWaitingIn("cancelling");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    deleting.open();
    waitNoLonger();

    world.awaitSettled("p", "nuage-sante");
    assertThat(world.transfers("p")).extracting("state").containsExactly("cancelled", "certified");
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
  }

  @Test
  void nothingMovesBeforeItIsWrittenDownHowTheLastWriteEnded() {
    MoverWorld.Running running = start(Duration.ofMinutes(10));
    UUID write = running.journal.intend(write()).await();
    world.realm.decide("p", "PERMIT");
    awaitResting();
    assertThat(world.placement("p")).isEqualTo("cabinet");

    JsonObject late = resource("Observation", "p-late", "Patient/p");
    world.premises.put(late);
    running.journal.settle(write, new Outcome(201, 0, Duration.ZERO, "completed")).await();
    world.database.execute("UPDATE hosts.transfer SET retry_at = now()");

    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).containsEntry("Observation/p-late", late).hasSize(15);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed 504", "client-gone 499", "unknown 0"})
  void nothingMovesWhileTheHostMayStillCarryOutAWriteThatWasGivenUp(String end) {
    MoverWorld.Running running = start(Duration.ofMinutes(10));
    String[] ending = end.split(" ", -1);
    running
        .journal
        .record(write(), new Outcome(Integer.parseInt(ending[1]), 0, Duration.ZERO, ending[0]))
        .await();
    world.realm.decide("p", "PERMIT");
    awaitResting();
    assertThat(world.placement("p")).isEqualTo("cabinet");

    JsonObject late = resource("Observation", "p-late", "Patient/p");
    world.premises.put(late);
    writtenLongAgo();

    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).containsEntry("Observation/p-late", late).hasSize(15);
  }

  @Test
  void nobodyWaitsForAWriteThatTheHostHasRefused() {
    MoverWorld.Running running = start(Duration.ofMinutes(10));
    running.journal.record(write(), new Outcome(409, 0, Duration.ZERO, "failed")).await();

    world.realm.decide("p", "PERMIT");

    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void nothingIsErasedWhileAWriteMayStillComeToWhereTheRecordWas() {
    MoverWorld.Running running =
        world.start(
            MoverWorld.settings(Duration.ofHours(1), Duration.ofMinutes(10)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.transfers("p").stream().anyMatch(row -> row.get("erase_after") != null));
    // Of who had lost the hold on the record before that, and has not noticed
    UUID write = running.journal.intend(write()).await();
    world.database.execute("UPDATE hosts.transfer SET erase_after = now(), retry_at = now()");
    awaitResting();

    assertThat(recordOf(world.premises, "p")).hasSize(14);
    running.journal.settle(write, new Outcome(409, 0, Duration.ZERO, "failed")).await();
    world.database.execute("UPDATE hosts.transfer SET retry_at = now()");
    world.awaitState("p", "certified");
  }

  @Test
  void whatIsAskedForOneByOneIsOpenFromWhenItIsAskedFor() {
    try (MoverWorld plain = new MoverWorld(FhirStore.Kind.PLAIN)) {
      admit(plain.premises, "p");
      Gate first = Gate.before(plain.cloud, once(LateRequestsTest::puts, request -> true));
      plain.start(MoverWorld.calling(Duration.ofMinutes(10)), settings -> settings);
      plain.realm.decide("p", "PERMIT");
      first.awaitReached();

      assertThat(open(plain)).hasSize(1);
      // As when it has taken as long as that may be open
      plain.database.execute("UPDATE hosts.transfer_item SET open_until = now()");
      Gate second = Gate.before(plain.cloud, once(LateRequestsTest::puts, request -> true));
      first.open();
      second.awaitReached();

      assertThat(open(plain)).hasSize(1);
      second.open();
      plain.awaitSettled("p", "nuage-sante");
    }
  }

  @Test
  void aDeletionThatWasNotAnsweredWellMayBeCarriedOutThoughTheNextOneIs() {
    try (MoverWorld plain = new MoverWorld(FhirStore.Kind.PLAIN)) {
      admit(plain.premises, "p");
      Predicate<Arrived> first =
          once(request -> request.method().equals("DELETE"), request -> true);
      plain.premises.instead(
          request ->
              first.test(request)
                  ? Optional.of(Reply.json(503, new JsonObject()))
                  : Optional.empty());
      plain.start(MoverWorld.calling(Duration.ofMinutes(10)), settings -> settings);
      plain.realm.decide("p", "PERMIT");

      Awaitility.await("waits in erasing")
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  plain.transfers("p").stream().anyMatch(row -> "erasing".equals(row.get("state")))
                      && recordOf(plain.premises, "p").isEmpty()
                      && open(plain).size() == 1);
      assertThat(plain.database.rows("SELECT 1 FROM hosts.erasure_certificate")).isEmpty();
      plain.database.execute("UPDATE hosts.transfer_item SET open_until = now()");
      plain.database.execute("UPDATE hosts.transfer SET retry_at = now()");
      plain.awaitState("p", "certified");
    }
  }

  private static boolean puts(Arrived request) {
    return request.method().equals("PUT");
  }

  private static List<Map<String, Object>> open(MoverWorld hosts) {
    return hosts.database.rows(
        "SELECT resource FROM hosts.transfer_item WHERE unanswered > 0 AND open_until > now()");
  }

  /** Somebody is let write to the record where it is. */
  private static Entry write() {
    return new Entry(
        "a-write",
        new Entry.Agent("u-gp", "gp", "practitioner", "demo", null, null),
        new Entry.Act("create", "Observation", null, null, "POST", null),
        new Entry.Where(TestRealm.PRACTICE, "p", "cabinet", null, null),
        true,
        "permitted");
  }

  /** The mover has seen that it has to wait. */
  private void awaitResting() {
    Awaitility.await("rests")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                !world
                    .database
                    .rows(
                        "SELECT 1 FROM hosts.transfer WHERE ended_at IS NULL AND retry_at > now() +"
                            + " interval '1 s' AND retry_at < now() + interval '30 min' AND reason"
                            + " IS NULL")
                    .isEmpty());
  }

  private void writtenLongAgo() {
    world.database.execute(
        "UPDATE journal.entry SET recorded_at = recorded_at - interval '1 hour' WHERE request_id ="
            + " 'a-write'");
    world.database.execute(
        "UPDATE journal.outcome SET recorded_at = recorded_at - interval '1 hour'");
    world.database.execute("UPDATE hosts.transfer SET retry_at = now()");
  }

  private MoverWorld.Running start(Duration call) {
    return world.start(MoverWorld.calling(call), settings -> settings);
  }

  private static Predicate<Arrived> once(Predicate<Arrived> kind, Predicate<Arrived> one) {
    AtomicBoolean seen = new AtomicBoolean();
    return request -> kind.test(request) && one.test(request) && seen.compareAndSet(false, true);
  }

  private String statusAtTheCloud() {
    return world.cloud.content().get("Observation/p-o0").getString("status", "");
  }

  @Test
  void aCopyDoesNotEndWhileSomethingOfItsArchiveMayStillBeWritten() {
    try (TwoPractices practices = new TwoPractices()) {
      admit(practices.world.premises, "p");
      practices.world.premises.put(
          resource("Observation", "p-o0", "Patient/p").put("status", "amended"));
      Gate gate = Gate.before(practices.port, once(Gate::writes, LateRequestsTest::archives));
      MoverWorld.Running running = practices.start(MoverWorld.calling(Duration.ofSeconds(1)));
      UUID id = practices.handOver(running, "p", true);
      gate.awaitReached();

      awaitWaitingIn(practices.world, "archiving");
      gate.open();
      waitNoLonger(practices.world);

      practices.awaitState(id, "copied");
    }
  }

  @Test
  void nothingIsCertifiedAtTheNewPracticeWhileACopyThatHadToEndMayStillBeWrittenTo() {
    try (TwoPractices practices = new TwoPractices()) {
      MoverWorld both = practices.world;
      admit(both.cloud, "p");
      both.cloud.put(resource("Observation", "p-o0", "Patient/p").put("status", "amended"));
      practices.portCloud.put(resource("Patient", "p"));
      both.database.execute(
          "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p', 'nuage-sante'),"
              + " (?, 'p', 'nuage-du-port')",
          TwoPractices.OLD,
          TwoPractices.NEW);
      both.realm.decide("p", "PERMIT");
      practices.decide("p", "PERMIT");
      MoverWorld.Running running = practices.start(MoverWorld.calling(Duration.ofSeconds(1)));
      Gate gate = Gate.before(practices.portCloud, once(Gate::writes, LateRequestsTest::archives));
      UUID id = practices.handOver(running, "p", true);
      gate.awaitReached();

      both.decideAndFollow("p", "WITHDRAW");
      practices.awaitState(id, "copied");
      both.database.execute(
          "UPDATE hosts.transfer_item SET open_until = now() + interval '1 hour' WHERE unanswered >"
              + " 0");
      both.database.execute(
          "UPDATE hosts.transfer SET ended_at = now() + interval '1 hour' WHERE kind ="
              + " 'copy'");
      practices.decide("p", "WITHDRAW");
      Awaitility.await("rests")
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  !both.database
                      .rows(
                          "SELECT 1 FROM hosts.transfer WHERE source = 'nuage-du-port' AND retry_at"
                              + " > now() + interval '30 min'")
                      .isEmpty());
      gate.open();
      waitNoLonger(both);

      awaitEnded(both, "port");
      assertThat(recordOf(practices.portCloud, "p")).isEmpty();
      assertThat(practices.portCloud.content().keySet())
          .noneMatch(key -> key.contains("earlier-versions-"));
    }
  }

  private static boolean archives(Arrived request) {
    return request.body().toString().contains("securityContext");
  }

  private static void awaitEnded(MoverWorld hosts, String destination) {
    Awaitility.await("at " + destination)
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                !hosts
                    .database
                    .rows(
                        "SELECT 1 FROM hosts.transfer WHERE destination = ? AND state = 'certified'",
                        destination)
                    .isEmpty());
  }

  private void awaitWaitingIn(String state) {
    awaitWaitingIn(world, state);
  }

  /** Lets that last for as long as the test does. */
  private static void awaitWaitingIn(MoverWorld world, String state) {
    Awaitility.await("waits in " + state)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                !world
                    .database
                    .rows(
                        "SELECT 1 FROM hosts.transfer t JOIN hosts.transfer_item i ON i.transfer ="
                            + " t.id WHERE t.state = ? AND t.retry_at > now() AND i.unanswered > 0"
                            + " AND i.open_until > now()",
                        state)
                    .isEmpty());
    world.database.execute(
        "UPDATE hosts.transfer_item SET open_until = now() + interval '1 hour' WHERE unanswered >"
            + " 0");
    world.database.execute("UPDATE hosts.transfer SET retry_at = now() + interval '1 hour'");
  }

  private void waitNoLonger() {
    waitNoLonger(world);
  }

  private static void waitNoLonger(MoverWorld world) {
    world.database.execute("UPDATE hosts.transfer_item SET open_until = now()");
    world.database.execute("UPDATE hosts.transfer SET retry_at = now()");
  }
}
