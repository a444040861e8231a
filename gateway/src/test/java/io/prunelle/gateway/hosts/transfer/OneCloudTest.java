// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.handover.Carrying;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two practices with a record of the same patient, and with the same cloud. */
class OneCloudTest {

  private static final String ONE = TestRealm.PRACTICE;
  private static final String OTHER = "cabinet-du-port";
  private static final String THIRD = "cabinet-du-parc";
  private static final String CLOUD = "nuage-sante";

  private final Vertx vertx = Vertx.vertx();
  private final RecordingHost portHost = RecordingHost.start(vertx);
  private final RecordingHost parcHost = RecordingHost.start(vertx);
  private final FhirStore port = new FhirStore(portHost, FhirStore.Kind.FULL);
  private final FhirStore parc = new FhirStore(parcHost, FhirStore.Kind.FULL);
  private final MoverWorld world = new MoverWorld();
  private Map<String, JsonObject> ofOne = Map.of();
  private Map<String, JsonObject> ofOther = Map.of();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
    port.put(resource("Patient", "p").put("telecom", "as the port knows it"));
    port.put(resource("Observation", "p-port", "Patient/p"));
    ofOne = recordOf(world.premises, "p");
    ofOther = recordOf(port, "p");
  }

  @AfterEach
  void close() {
    world.close();
    vertx.close().await();
  }

  private Settings with(Settings settings) {
    Host premises = new Host("port", HostKind.ON_PREMISE, portHost.url(), null);
    Practice one = settings.practices().get(0);
    return TestSettings.with(
        settings,
        Stream.concat(settings.hosts().stream(), Stream.of(premises)).toList(),
        List.of(one, new Practice(OTHER, premises, Objects.requireNonNull(one.cloud()))));
  }

  /** Where a third practice has the same cloud. */
  private Settings withThird(Settings settings) {
    Settings two = with(settings);
    Host premises = new Host("parc", HostKind.ON_PREMISE, parcHost.url(), null);
    Host cloud = Objects.requireNonNull(two.practices().get(0).cloud());
    return TestSettings.with(
        two,
        Stream.concat(two.hosts().stream(), Stream.of(premises)).toList(),
        Stream.concat(two.practices().stream(), Stream.of(new Practice(THIRD, premises, cloud)))
            .toList());
  }

  /** Where the other practice has the same server under another name, with access of its own. */
  private Settings withTwoNames(Settings settings) {
    Practice one = settings.practices().get(0);
    Host cloud = Objects.requireNonNull(one.cloud());
    Host premises = new Host("port", HostKind.ON_PREMISE, portHost.url(), null);
    Host same = new Host("nuage-port", HostKind.CLOUD, cloud.url(), cloud.certificate());
    return TestSettings.with(
        settings,
        Stream.concat(settings.hosts().stream(), Stream.of(premises, same)).toList(),
        List.of(one, new Practice(OTHER, premises, same)));
  }

  @Test
  void oneServerUnderTwoNamesIsOneServer() {
    world.start(MoverWorld.SETTINGS, this::withTwoNames);
    world.realm.decide("p", "PERMIT");
    awaitLives(ONE, CLOUD);

    world.realm.decide("p", "PERMIT", entry -> entry.put("hosting", OTHER + "@nuage-port"));
    Awaitility.await("refused")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").contains("by another practice's record"));

    assertThat(recordOf(world.cloud, "p")).isEqualTo(ofOne);
    assertThat(recordOf(port, "p")).isEqualTo(ofOther);
  }

  private void decideForBoth(String decision) {
    world.realm.decide("p", decision);
    decideForOther(decision);
  }

  private void decideForOther(String decision) {
    decideFor(OTHER, decision);
  }

  private void decideFor(String practice, String decision) {
    world.realm.decide("p", decision, entry -> entry.put("hosting", practice + "@" + CLOUD));
  }

  private boolean lives(String practice, String host) {
    return !world
        .database
        .rows(
            "SELECT 1 FROM hosts.placement p WHERE patient = 'p' AND practice = ? AND host = ? AND"
                + " NOT EXISTS (SELECT 1 FROM hosts.transfer t WHERE t.practice = p.practice AND"
                + " t.ended_at IS NULL)",
            practice,
            host)
        .isEmpty();
  }

  private void awaitLives(String practice, String host) {
    Awaitility.await(practice + " at " + host)
        .atMost(Duration.ofMinutes(1))
        .until(() -> lives(practice, host));
  }

  private void awaitBothAskedFor() {
    Awaitility.await("both asked for")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.transfers("p").size() == 2);
  }

  @Test
  void theRecordsComeThereOneAfterTheOtherHasLeft() {
    Gate gate = Gate.before(world.cloud, Gate::writes);
    world.start(MoverWorld.SETTINGS, this::with);

    decideForBoth("PERMIT");
    gate.awaitReached();
    awaitBothAskedFor();
    gate.open();
    Awaitility.await("one is refused")
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                world.transfers("p").stream()
                        .anyMatch(
                            row ->
                                String.valueOf(row.get("reason"))
                                    .startsWith("destination-occupied: "))
                    && lives(ONE, CLOUD) != lives(OTHER, CLOUD));

    boolean oneFirst = lives(ONE, CLOUD);
    assertThat(recordOf(world.cloud, "p")).isEqualTo(oneFirst ? ofOne : ofOther);
    assertThat(recordOf(world.premises, "p")).isEqualTo(oneFirst ? Map.of() : ofOne);
    assertThat(recordOf(port, "p")).isEqualTo(oneFirst ? ofOther : Map.of());

    if (oneFirst) {
      world.realm.decide("p", "WITHDRAW");
    } else {
      decideForOther("WITHDRAW");
    }
    awaitLives(oneFirst ? OTHER : ONE, CLOUD);
    awaitLives(oneFirst ? ONE : OTHER, oneFirst ? "cabinet" : "port");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(oneFirst ? ofOther : ofOne);
    assertThat(recordOf(world.premises, "p")).isEqualTo(oneFirst ? ofOne : Map.of());
    assertThat(recordOf(port, "p")).isEqualTo(oneFirst ? Map.of() : ofOther);
  }

  private UUID agreed() {
    return answered("confirmed", null);
  }

  /** Where a copy has to be kept. */
  private UUID retained() {
    return answered("retained", "the law");
  }

  private UUID answered(String state, @Nullable String ground) {
    UUID handover = UUID.randomUUID();
    world.database.execute(
        "INSERT INTO hosts.handover (id, practice, patient, receiver, asked_by, due_on, state,"
            + " answered_at, answered_by, ground, kept_until) SELECT CAST(? AS uuid), ?, 'p', ?,"
            + " 'x', now(), ?, now(), 'y', g, CASE WHEN g IS NOT NULL THEN now() + interval '20 years'"
            + " END FROM (SELECT CAST(? AS text) AS g) AS given",
        handover.toString(),
        ONE,
        OTHER,
        state,
        ground);
    return handover;
  }

  private void keepsACopyInTheCloud(MoverWorld.Running running) {
    world.realm.decide("p", "PERMIT");
    awaitLives(ONE, CLOUD);
    awaitTransfer(handedOver(running, retained(), true), "copied");
    world.database.execute("UPDATE hosts.handover SET copied_at = now()");
    assertThat(recordOf(port, "p")).containsAllEntriesOf(ofOne);
  }

  private UUID handedOver(MoverWorld.Running running, UUID handover, boolean keep) {
    return Awaitility.await("may begin")
        .atMost(Duration.ofMinutes(1))
        .until(() -> asked(running, handover, keep), Optional::isPresent)
        .orElseThrow();
  }

  /** Once. */
  private Optional<UUID> asked(MoverWorld.Running running, UUID handover, boolean keep) {
    Optional<UUID> asked =
        running.within(
            tx ->
                running.handovers.handOver(tx, handover, new PatientRecord(ONE, "p"), OTHER, keep));
    running.handovers.committed();
    return asked;
  }

  private void awaitTransfer(UUID id, String state) {
    Awaitility.await(state)
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                world.transfers("p").stream()
                    .anyMatch(row -> row.get("id").equals(id) && state.equals(row.get("state"))));
  }

  @Test
  void aHandoverGoesBeforeAPermissionThatCannotBeCarriedOutYet() {
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::with);
    world.realm.decide("p", "PERMIT");
    awaitLives(ONE, CLOUD);
    decideForOther("PERMIT");
    Awaitility.await("refused")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("destination-occupied: "));

    UUID handover = agreed();
    awaitTransfer(handedOver(running, handover, false), "certified");
    world.database.execute("UPDATE hosts.handover SET state = 'done', ended_at = now()");

    // And what was permitted follows
    awaitLives(OTHER, CLOUD);
    assertThat(recordOf(world.cloud, "p").keySet())
        .containsAll(ofOne.keySet())
        .containsAll(ofOther.keySet());
  }

  @Test
  void aHandoverGoesBeforeAPermissionForWhatThereIsNothingOfYet() {
    ofOther.keySet().forEach(port::lose);
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::with);
    decideForOther("PERMIT");
    assertThat(world.awaitReason("p", "cancelled")).startsWith("no-record: ");

    UUID handover = agreed();
    awaitTransfer(handedOver(running, handover, false), "certified");
    world.database.execute("UPDATE hosts.handover SET state = 'done', ended_at = now()");

    awaitLives(OTHER, CLOUD);
    assertThat(recordOf(world.cloud, "p")).containsAllEntriesOf(ofOne);
  }

  private List<Map<String, Object>> moves(String practice) {
    return world.transfers("p").stream()
        .filter(row -> practice.equals(row.get("practice")) && "move".equals(row.get("kind")))
        .toList();
  }

  @Test
  void aHandoverDoesNotWaitForAPermissionThatWaitsForAPausedHost() {
    world.database.execute(
        "INSERT INTO hosts.pause (practice, host, paused_by) VALUES (?, ?, 'x')", OTHER, CLOUD);
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::with);
    decideForOther("PERMIT");
    Awaitility.await("asked for")
        .atMost(Duration.ofMinutes(1))
        .until(() -> moves(OTHER).size() == 1);
    assertThat(moves(OTHER).get(0)).containsEntry("state", "queued");

    awaitTransfer(handedOver(running, agreed(), false), "certified");

    assertThat(moves(OTHER).get(0))
        .containsEntry("state", "cancelled")
        .containsEntry("cancel_asked_at", null);
    assertThat(
            world.database.rows(
                "SELECT e.reason, e.practice, o.ending FROM journal.entry e JOIN journal.outcome o"
                    + " ON o.entry = e.id WHERE e.request_id = ?",
                moves(OTHER).get(0).get("id").toString()))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("reason", "transfer-cancelled")
                    .containsEntry("practice", OTHER)
                    .containsEntry("ending", "completed"));

    // And what was permitted follows once the host may be used
    world.database.execute("UPDATE hosts.handover SET state = 'done', ended_at = now()");
    world.database.execute("DELETE FROM hosts.pause");
    awaitLives(OTHER, CLOUD);
    assertThat(recordOf(world.cloud, "p").keySet()).containsAll(ofOne.keySet());
  }

  @Test
  void whatWasWrittenToAPausedHostIsNotForgotten() {
    Gate gate = Gate.before(world.cloud, Gate::writes);
    MoverWorld.Running first = world.start(MoverWorld.SETTINGS, this::with);
    decideForOther("PERMIT");
    gate.awaitReached();
    world.kill(first);
    world.database.execute(
        "INSERT INTO hosts.pause (practice, host, paused_by) VALUES (?, ?, 'x')", OTHER, CLOUD);
    world.database.execute(
        "UPDATE hosts.transfer SET state = 'failed', failed_in = 'copying', reason = 'x'");
    world.cloud.behave();
    gate.open();
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::with);

    UUID handover = agreed();
    assertThat(asked(running, handover, false)).isEmpty();

    assertThat(moves(OTHER))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("state", "failed"));
    assertThat(moves(OTHER).get(0).get("gives_way_at")).isNotNull();

    world.database.execute("DELETE FROM hosts.pause");
    awaitTransfer(handedOver(running, handover, false), "certified");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void aKeptCopyIsErasedAfterItsTermThoughItMayNotComeToTheCloud() {
    Map<String, JsonObject> ofThird = Map.of("Patient/p", resource("Patient", "p"));
    ofThird.values().forEach(parc::put);
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::withThird);
    decideFor(THIRD, "PERMIT");
    awaitLives(THIRD, CLOUD);
    awaitTransfer(handedOver(running, retained(), true), "copied");
    world.database.execute("UPDATE hosts.handover SET copied_at = now()");
    world.realm.decide("p", "PERMIT");
    Awaitility.await("refused")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("destination-occupied: "));

    world.database.execute("UPDATE hosts.handover SET kept_until = now() - interval '1 day'");
    carriedUntilErased(running);

    // Taken back once, and not asked for again until the copy is gone
    assertThat(moves(ONE)).hasSize(1);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(recordOf(world.cloud, "p")).isEqualTo(ofThird);
  }

  /** Goes round after round. */
  private void carriedUntilErased(MoverWorld.Running running) {
    ChangesOfDoctor changes =
        new ChangesOfDoctor(running.pool(), running.journal, running.handovers, Clock.systemUTC());
    Awaitility.await("erased")
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
                      Clock.systemUTC());
              carrying.start().await();
              carrying.stop().await();
              return !world
                  .database
                  .rows("SELECT 1 FROM hosts.handover WHERE state = 'done'")
                  .isEmpty();
            });
  }

  @Test
  void aCopyThatIsOnlyKeptMakesRoomForTheRecordItself() {
    ofOther.keySet().forEach(port::lose);
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::with);
    keepsACopyInTheCloud(running);

    decideForOther("PERMIT");

    awaitLives(OTHER, CLOUD);
    awaitLives(ONE, "cabinet");
    assertThat(recordOf(world.premises, "p")).containsAllEntriesOf(ofOne);
    assertThat(recordOf(world.cloud, "p")).containsAllEntriesOf(ofOne);
    assertThat(recordOf(port, "p")).isEmpty();

    // And goes back there once it has the place to itself, as its own permission still says
    decideForOther("WITHDRAW");
    awaitLives(OTHER, "port");
    awaitLives(ONE, CLOUD);
    assertThat(recordOf(world.cloud, "p")).containsAllEntriesOf(ofOne);
  }

  @Test
  void aCopyThatHasBecomeARecordAgainStaysWhereItMayBe() {
    ofOther.keySet().forEach(port::lose);
    MoverWorld.Running running = world.start(MoverWorld.SETTINGS, this::with);
    keepsACopyInTheCloud(running);
    world.database.execute("UPDATE hosts.handover SET state = 'resumed', ended_at = now()");

    decideForOther("PERMIT");

    Awaitility.await("refused")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("destination-occupied: "));
    assertThat(lives(ONE, CLOUD)).isTrue();
    assertThat(recordOf(world.cloud, "p")).containsAllEntriesOf(ofOne);
  }

  @Test
  void nothingIsCopiedToWhereTheOtherPracticesRecordIsThoughNothingIsSeenOfItYet() {
    decideForOther("PERMIT");
    world.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p', ?)", OTHER, CLOUD);
    world.start(MoverWorld.SETTINGS, this::with);

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("destination-occupied: ");
    assertThat(world.cloud.content()).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(ofOne);
  }

  @Test
  void nothingOfEitherStaysThereOnceBothAreWithdrawn() {
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(1, Gate::writes));
    world.start(MoverWorld.SETTINGS, this::with);
    // Else either may be the first, and the other's one write is all there is
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    decideForOther("PERMIT");
    awaitBothAskedFor();

    decideForOther("WITHDRAW");
    // The one under way could end before the movers know of it
    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    Awaitility.await("both taken back")
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () ->
                assertThat(world.transfers("p"))
                    .allSatisfy(row -> assertThat(row).containsEntry("state", "cancelled")));

    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(ofOne);
    assertThat(recordOf(port, "p")).isEqualTo(ofOther);
  }
}
