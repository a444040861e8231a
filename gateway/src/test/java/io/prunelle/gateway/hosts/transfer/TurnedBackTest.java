// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static io.prunelle.gateway.hosts.transfer.ResumedTransferTest.after;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record that could not be erased where it was goes back there once it has to: over what was left
 * there, and over nothing else.
 */
final class TurnedBackTest {

  private static final Entry.Agent ADA =
      new Entry.Agent("u-ada", "Ada", "practice-administrator", "demo", null, null);

  private final MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void itComesHomeWhereNothingCanBeErased() {
    MoverWorld.Running running = stuck();
    List<String> broken = new CopyOnWriteArrayList<>();
    Map<String, JsonObject> record = changed();
    world.premises.instead(
        request -> {
          whole(record, broken);
          return refusing(request);
        });
    world.cloud.instead(
        request -> {
          whole(record, broken);
          return Optional.empty();
        });

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(world.cloud.remembered()).noneMatch(key -> key.contains("/p"));
    // Whoever may read it found all of it where it lived, all the time
    assertThat(broken).isEmpty();
    List<Map<String, Object>> transfers = world.transfers("p");
    assertThat(transfers).hasSize(2);
    assertThat(transfers.get(0)).containsEntry("state", "cancelled");
    assertThat((String) transfers.get(0).get("reason")).startsWith("turned-back: ");
    assertThat(transfers.get(1))
        .containsEntry("state", "certified")
        .containsEntry("turns", transfers.get(0).get("id"));
    assertThat(world.journal("p"))
        .contains("transfer-switched cabinet completed")
        .contains("transfer-certified nuage-sante completed");
    // What is told of the one that had arrived is not that it never went
    assertThat(told(transfers.get(0)))
        .contains("transfer-switched nuage-sante", "transfer-turned-back cabinet")
        .noneMatch(entry -> entry.startsWith("transfer-cancelled"));
    assertThat(running.moves.page("p", null).await())
        .extracting(PastMove::step)
        .containsExactly(Move.Step.ENDED, Move.Step.TURNED_BACK);
    assertThat(new MoveTable().ended(running.pool(), TestRealm.PRACTICE).await())
        .isEqualTo(new Overview.Ended(1, 0, 0));
  }

  /** What would list the pieces was not written, and the host shows none of them by itself. */
  @Test
  void whatWasBegunOfAnArchiveIsRemovedAsWell() {
    admit(world.premises, "p");
    world.premises.put(resource("Observation", "p-o1", "Patient/p").put("status", "amended"));
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    world.cloud.hides(key -> key.type().equals("Binary"));
    world.cloud.instead(
        request ->
            Gate.writes(request)
                    && request.body().toString().contains("DocumentReference/earlier-versions-")
                ? Optional.of(Reply.json(422, new JsonObject()))
                : world.cloud.withoutHistory(request));
    start();
    world.realm.decide("p", "PERMIT");
    Awaitility.await("failed again and again")
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                "nuage-sante".equals(world.placement("p"))
                    && (int) world.transfers("p").get(0).get("failures") >= 5);
    assertThat(world.cloud.content().keySet()).filteredOn(TurnedBackTest::piece).hasSize(2);

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.transfers("p"))
        .extracting(row -> row.get("state"))
        .containsExactly("cancelled", "certified");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(world.cloud.content().keySet())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
    assertThat(world.cloud.remembered()).noneMatch(TurnedBackTest::piece);
    assertThat(world.transfers("p").get(1)).containsEntry("expunged", true);
  }

  private static boolean piece(String key) {
    return key.startsWith("Binary/earlier-versions-");
  }

  @Test
  void twoGatewaysTurnItBackOnce() {
    stuck();
    Map<String, JsonObject> record = changed();
    untilTurned();
    start();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(world.transfers("p"))
        .extracting(row -> row.get("state"))
        .containsExactly("cancelled", "certified");
    assertThat(told(world.transfers("p").get(0)))
        .filteredOn(entry -> entry.startsWith("transfer-turned-back"))
        .hasSize(1);
  }

  @Test
  void whatWasDeletedFromTheRecordSinceDoesNotComeBack() {
    stuck();
    world.cloud.delete("Observation/p-o5");
    world.cloud.delete("Provenance/p-prov");
    Map<String, JsonObject> record = recordOf(world.cloud, "p");
    untilTurned();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p"))
        .isEqualTo(record)
        .hasSize(13)
        .doesNotContainKeys("Observation/p-o5", "Provenance/p-prov");
  }

  @Test
  void whatWasWrittenTherePastTheGatewayStopsItUntilSomebodyHasSaidThatItIsNotKept() {
    MoverWorld.Running running = stuck();
    Map<String, JsonObject> record = changed();
    JsonObject edited = edit();
    untilTurned();

    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");

    assertThat(world.reason("p")).contains("Observation/p-o2", "Observation/p-late");
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).hasSize(16).containsEntry("Observation/p-o2", edited);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(running.moves.missing(latest(), TestRealm.PRACTICE).await().resources())
                    .satisfiesExactly(
                        late -> assertThat(late).matches("Observation/p-late@[0-9a-f]{16}"),
                        other -> assertThat(other).matches("Observation/p-o2@[0-9a-f]{16}")));
    assertThat(running.moves.missing(latest(), "cabinet-du-port").await().resources()).isEmpty();

    // All that are named or none, in the form that was looked at, and the rest still stops it
    assertThat(acceptNamed(running, form(running, "Observation/p-o2"), "Observation/p-o3"))
        .isEqualTo(Done.ALREADY);
    assertThat(acceptNamed(running, "Observation/p-o2")).isEqualTo(Done.ALREADY);
    assertThat(acceptNamed(running, "Observation/p-o2@0123456789abcdef")).isEqualTo(Done.ALREADY);
    awaitAccepted(running, "Observation/p-o2");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !world.reason("p").contains("p-o2"));
    assertThat(recordOf(world.premises, "p")).containsEntry("Observation/p-o2", edited);

    awaitAccepted(running, "Observation/p-late");
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  /** What was said holds of what was looked at. */
  @Test
  void whatIsEditedOnceMoreHasToBeLookedAtAgain() {
    MoverWorld.Running running = stuck();
    edit();
    untilTurned();
    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");
    awaitAccepted(running, "Observation/p-o2");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !world.reason("p").contains("p-o2"));

    JsonObject again = resource("Observation", "p-o2", "Patient/p").put("status", "again");
    world.premises.put(again);

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").contains("p-o2"));
    assertThat(recordOf(world.premises, "p")).containsEntry("Observation/p-o2", again);
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
  }

  /** Nothing is written over just because something was before. */
  @Test
  void whatIsEditedOnceItHasBegunStopsItAsWell() {
    MoverWorld.Running first = stuck();
    changed();
    Gate gate = gate(world.premises, Gate::writes);
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();
    world.kill(first);
    JsonObject edited = resource("Observation", "p-o2", "Patient/p").put("status", "elsewhere");
    world.premises.put(edited);
    // And what may have been written there by then is another by now
    world.cloud.put(resource("Observation", "p-o0", "Patient/p").put("status", "once more"));
    Map<String, JsonObject> record = recordOf(world.cloud, "p");
    world.premises.behave();
    gate.open();

    MoverWorld.Running second = start();
    awaitReason("left-changed: ");

    assertThat(world.transfers("p").get(1).get("onward_at")).isNotNull();
    assertThat(world.reason("p")).endsWith("(Observation/p-o2)");
    assertThat(recordOf(world.premises, "p")).containsEntry("Observation/p-o2", edited);
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
    awaitAccepted(second, "Observation/p-o2");
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  /** It was said of what the record had in a form of its own. */
  @Test
  void whatIsLostOnceItWasLookedAtHasToBeLookedAtAgain() {
    MoverWorld.Running running = stuck();
    JsonObject only = edit();
    untilTurned();
    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");
    awaitAccepted(running, "Observation/p-o2");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !world.reason("p").contains("p-o2"));

    world.cloud.lose("Observation/p-o2");
    awaitAccepted(running, "Observation/p-late");

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").endsWith("(Observation/p-o2)"));
    assertThat(recordOf(world.premises, "p")).containsEntry("Observation/p-o2", only);
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
    awaitAccepted(running, "Observation/p-o2");
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p"))
        .hasSize(14)
        .doesNotContainKeys("Observation/p-o2", "Observation/p-late");
  }

  /** What was never where the record lived is not searched for there, nor are its versions. */
  @Test
  void whatIsNotKeptIsNoConcernOfThePlaceThatTheRecordLeaves() {
    MoverWorld.Running running = stuck();
    world.premises.put(resource("Observation", "p-late", "Patient/p"));
    untilTurned();
    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");
    List<String> asked = new CopyOnWriteArrayList<>();
    world.cloud.instead(
        request -> {
          if (request.uri().contains("p-late/$expunge")) {
            asked.add(request.uri());
          }
          return Optional.empty();
        });
    awaitAccepted(running, "Observation/p-late");

    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).hasSize(15).doesNotContainKey("Observation/p-late");
    assertThat(asked).isEmpty();
  }

  @Test
  void untilItIsWrittenThereItCanBeCancelledAndBeginsAnew() {
    MoverWorld.Running running = stuck();
    JsonObject edited = edit();
    untilTurned();
    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");

    assertThat(cancel(running)).isEqualTo(Done.DONE);

    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> world.transfers("p").size() == 3);
    awaitReason("left-changed: ");
    assertThat(world.transfers("p").get(1))
        .containsEntry("state", "cancelled")
        .containsEntry("onward_at", null);
    assertThat(told(world.transfers("p").get(1))).contains("transfer-cancelled cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(16).containsEntry("Observation/p-o2", edited);
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
  }

  @Test
  void onceItIsWrittenThereItIsTooLateToCancel() {
    MoverWorld.Running running = stuck();
    Map<String, JsonObject> record = changed();
    Gate gate = gate(world.premises, Gate::writes);
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();

    assertThat(cancel(running)).isEqualTo(Done.SWITCHED);

    world.premises.behave();
    gate.open();
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(world.transfers("p"))
        .extracting(row -> row.get("state"))
        .containsExactly("cancelled", "certified");
  }

  @Test
  void whatTheRecordHasLostStaysThereUntilSomebodyHasLooked() {
    JsonObject only = resource("Observation", "p-o5", "Patient/p", "Encounter/p-e");
    stuck();
    world.cloud.storing(
        written ->
            written.getString("id").equals("p-o5") ? Optional.empty() : Optional.of(written));
    world.cloud.lose("Observation/p-o5");
    untilTurned();

    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");

    assertThat(world.reason("p")).contains("Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).containsEntry("Observation/p-o5", only);

    // Brought back to where the record lives, it goes home with it
    world.cloud.put(only);
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(15).containsEntry("Observation/p-o5", only);
  }

  /** What was left there is the patient's still, so that nobody else refers to it. */
  @Test
  void whatHasBecomeEverybodysSinceComesHomeAsItIsByNow() {
    pump();
    stuck();
    world.cloud.put(pumpOfAll("inactive"));
    Map<String, JsonObject> record = recordOf(world.cloud, "p");
    untilTurned();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p"))
        .isEqualTo(record)
        .containsEntry("Device/p-pump", pumpOfAll("inactive"));
    assertThat(world.cloud.content()).containsKey("Device/p-pump");
  }

  private Gate pumpOfAllComesHome() {
    pump();
    stuck();
    changed();
    world.cloud.put(pumpOfAll("inactive"));
    // Nothing that the host tells of it names the patient, as it would not a while later
    world.cloud.forgets("Device/p-pump", 1);
    Gate gate = gate(world.premises, after(2, Gate::everything));
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();
    assertThat(world.premises.content()).containsEntry("Device/p-pump", pumpOfAll("inactive"));
    return gate;
  }

  @Test
  void whatHasBecomeEverybodysIsFollowedWhileItComesHome() {
    Gate gate = pumpOfAllComesHome();

    world.cloud.put(pumpOfAll("entered-in-error"));
    world.premises.behave();
    gate.open();

    world.awaitSettled("p", "cabinet");
    assertThat(world.premises.content())
        .containsEntry("Device/p-pump", pumpOfAll("entered-in-error"));
  }

  @Test
  void whatHasBecomeEverybodysAndIsDeletedWhileItComesHomeIsRemovedThereAsWell() {
    Gate gate = pumpOfAllComesHome();

    world.cloud.put(resource("Observation", "p-measured", "Patient/p"));
    world.cloud.delete("Device/p-pump");
    Map<String, JsonObject> record = recordOf(world.cloud, "p");
    world.premises.behave();
    gate.open();

    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  /** The transfer has brought it itself: nobody has edited it there. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatHasBecomeThePatientsIsFollowedWhileItComesHome(boolean killed) {
    JsonObject implanted = resource("Device", "p-pump", "Patient/p").put("status", "active");
    MoverWorld.Running running = stuck();
    changed();
    world.cloud.put(pumpOfAll("inactive"));
    world.cloud.put(resource("Observation", "p-measured", "Patient/p", "Device/p-pump"));
    Gate gate = gate(world.premises, after(2, Gate::everything));
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();
    assertThat(world.premises.content()).containsEntry("Device/p-pump", pumpOfAll("inactive"));

    if (killed) {
      world.kill(running);
    }
    world.cloud.put(implanted);
    world.premises.behave();
    gate.open();
    if (killed) {
      start();
    }

    world.awaitSettled("p", "cabinet");
    assertThat(world.premises.content()).containsEntry("Device/p-pump", implanted);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void whatHasBecomeEverybodysStopsItWhereItWasEditedMeanwhile() {
    pump();
    MoverWorld.Running running = stuck();
    world.cloud.put(pumpOfAll("inactive"));
    JsonObject edited = resource("Device", "p-pump", "Patient/p").put("status", "elsewhere");
    world.premises.put(edited);
    untilTurned();

    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");

    assertThat(world.reason("p")).contains("Device/p-pump");
    assertThat(world.premises.content()).containsEntry("Device/p-pump", edited);
    awaitAccepted(running, "Device/p-pump");
    world.awaitSettled("p", "cabinet");
    assertThat(world.premises.content()).containsEntry("Device/p-pump", pumpOfAll("inactive"));
  }

  /** A device that is the patient's, and that the record refers to. */
  private void pump() {
    world.premises.put(resource("Device", "p-pump", "Patient/p"));
    world.premises.put(resource("Observation", "p-measured", "Patient/p", "Device/p-pump"));
  }

  /** The same once it is nobody's. */
  private static JsonObject pumpOfAll(String status) {
    return resource("Device", "p-pump").put("status", status);
  }

  @Test
  void whatIsPermittedAgainBeforeAnythingWasWrittenLeavesTheErasureAsItWas() {
    MoverWorld.Running running = stuck();
    Map<String, JsonObject> record = recordOf(world.premises, "p");
    edit();
    untilTurned();
    world.realm.decide("p", "WITHDRAW");
    awaitReason("left-changed: ");

    world.decideAndFollow("p", "PERMIT");

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> "cancelled".equals(world.state("p")));
    assertThat(world.transfers("p").get(0)).containsEntry("ended_at", null);
    assertThat(running.moves.ofPatient("p").await())
        .singleElement()
        .satisfies(move -> assertThat(move.destination()).isEqualTo("nuage-sante"));
    // As it was, and it can be erased
    world.premises.put(record.get("Observation/p-o2"));
    world.premises.delete("Observation/p-late");
    world.awaitSettled("p", "nuage-sante");
    assertThat(world.transfers("p").get(0)).containsEntry("state", "certified");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
  }

  /** What was left is there no more as it was: nothing could be erased by it. */
  @Test
  void whatIsPermittedAgainLaterGoesHomeFirst() {
    stuck();
    Map<String, JsonObject> record = changed();
    Gate gate = gate(world.premises, Gate::writes);
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();

    world.decideAndFollow("p", "PERMIT");
    world.premises.behave();
    gate.open();

    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> world.transfers("p").size() == 3);
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p"))
        .extracting(row -> row.get("state"))
        .containsExactly("cancelled", "certified", "certified");
  }

  @Test
  void whatIsDeletedWhileItComesHomeIsRemovedThereAsWell() {
    stuck();
    Gate gate = gate(world.premises, Gate::writes);
    changed();
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();

    world.cloud.delete("Observation/p-o7");
    Map<String, JsonObject> record = recordOf(world.cloud, "p");
    world.premises.behave();
    gate.open();

    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p"))
        .isEqualTo(record)
        .doesNotContainKey("Observation/p-o7");
  }

  /** It was there when the move began, and what was left is all that there is of it by now. */
  @Test
  void whatIsLostWhileItComesHomeIsNotTakenForDeleted() {
    MoverWorld.Running first = stuck();
    Map<String, JsonObject> record = changed();
    Gate gate = gate(world.premises, Gate::writes);
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();
    world.kill(first);
    JsonObject only = record.get("Observation/p-o7");
    world.cloud.lose("Observation/p-o7");
    world.premises.behave();
    gate.open();

    start();
    awaitReason("left-changed: ");

    assertThat(world.reason("p")).contains("Observation/p-o7");
    assertThat(recordOf(world.premises, "p")).containsEntry("Observation/p-o7", only);
    world.cloud.put(only);
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @Test
  void killedBeforeItLooksAtWhatWasLeft() {
    killedAt(world.premises, Gate::everything);
  }

  @Test
  void killedBeforeTheFirstWrite() {
    killedAt(world.premises, Gate::writes);
  }

  @Test
  void killedBetweenTwoWrites() {
    killedAt(world.premises, after(1, Gate::writes));
  }

  @Test
  void killedBeforeWhatIsNotInTheRecordIsRemoved() {
    killedAt(world.premises, Gate::deletes);
  }

  @Test
  void killedBeforeItIsComparedAgain() {
    killedAt(world.premises, after(2, Gate::everything));
  }

  @Test
  void killedBeforeTheSwitch() {
    killedAt(world.cloud, Gate::history);
  }

  @Test
  void killedBetweenTwoDeletions() {
    killedAt(world.cloud, after(2, Gate::deletes));
  }

  @Test
  void killedWhileExpunging() {
    killedAt(world.cloud, after(3, Gate::expunges));
  }

  private void killedAt(FhirStore host, Predicate<Arrived> point) {
    MoverWorld.Running first = stuck();
    changed();
    world.cloud.delete("Observation/p-o5");
    Map<String, JsonObject> record = recordOf(world.cloud, "p");
    world.kill(first);
    untilTurned();
    Gate gate = gate(host, point);
    MoverWorld.Running second = start();
    world.realm.decide("p", "WITHDRAW");
    gate.awaitReached();
    assertThat(world.transfers("p")).hasSize(2);

    world.kill(second);
    assertThat(recordOf(home(), "p")).isEqualTo(record);
    host.behave();
    gate.open();
    start();

    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(world.cloud.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(world.transfers("p"))
        .extracting(row -> row.get("state"))
        .containsExactly("cancelled", "certified");
  }

  private MoverWorld.Running start() {
    return world.start(MoverWorld.calling(Duration.ofSeconds(1)), settings -> settings);
  }

  /** A record that lives in the cloud, and cannot be erased on premise. */
  private MoverWorld.Running stuck() {
    admit(world.premises, "p");
    // Which names nobody
    world.premises.put(resource("Provenance", "p-prov", "Observation/p-o3"));
    world.premises.instead(TurnedBackTest::refusing);
    MoverWorld.Running running = start();
    world.realm.decide("p", "PERMIT");
    Awaitility.await("failed again and again")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world.placement("p").equals("nuage-sante")
                    && (int) world.transfers("p").get(0).get("failures") >= 5);
    return running;
  }

  /** It deletes nothing. */
  private static Optional<Reply> refusing(Arrived request) {
    return request.method().equals("DELETE") || Gate.deletes(request)
        ? Optional.of(Reply.json(405, new JsonObject()))
        : Optional.empty();
  }

  /** As long as that would end what cannot be ended. */
  private void untilTurned() {
    world.premises.instead(this::refusingUntilTurned);
  }

  private Gate gate(FhirStore host, Predicate<Arrived> point) {
    return Gate.before(
        host,
        request -> world.transfers("p").size() == 2 && point.test(request),
        request -> host == world.premises ? refusingUntilTurned(request) : Optional.empty());
  }

  /** The table is asked only where that decides something: most requests are no deletions. */
  private Optional<Reply> refusingUntilTurned(Arrived request) {
    return refusing(request).filter(refusal -> world.transfers("p").size() == 1);
  }

  /** Where the record lives somebody writes to it. */
  private Map<String, JsonObject> changed() {
    // More than go with one write
    for (int number : new int[] {0, 1, 3, 4, 6}) {
      world.cloud.put(
          resource("Observation", "p-o" + number, "Patient/p").put("status", "amended"));
    }
    world.cloud.put(resource("Observation", "p-new", "Patient/p"));
    return recordOf(world.cloud, "p");
  }

  /** And where it was, past the gateway. */
  private JsonObject edit() {
    JsonObject edited = resource("Observation", "p-o2", "Patient/p").put("status", "elsewhere");
    world.premises.put(edited);
    world.premises.put(resource("Observation", "p-late", "Patient/p"));
    return edited;
  }

  private void whole(Map<String, JsonObject> record, List<String> broken) {
    String placement = world.placement("p");
    if (!recordOf(home(), "p").entrySet().containsAll(record.entrySet())
        && placement.equals(world.placement("p"))) {
      broken.add(placement);
    }
  }

  private FhirStore home() {
    return world.placement("p").equals("cabinet") ? world.premises : world.cloud;
  }

  private void awaitReason(String begin) {
    Awaitility.await(begin)
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith(begin));
  }

  private UUID latest() {
    List<Map<String, Object>> transfers = world.transfers("p");
    return (UUID) transfers.get(transfers.size() - 1).get("id");
  }

  /** It can be said while nothing is under way. */
  private void awaitAccepted(MoverWorld.Running running, String resource) {
    Awaitility.await(resource)
        .atMost(Duration.ofMinutes(1))
        .until(() -> accept(running, resource) == Done.DONE);
  }

  /** In the form that is there by now. */
  private Done accept(MoverWorld.Running running, String resource) {
    return acceptNamed(running, form(running, resource));
  }

  private Done acceptNamed(MoverWorld.Running running, String... resources) {
    return running
        .moves
        .accept(latest(), TestRealm.PRACTICE, Set.of(resources), ADA, "/practice")
        .await();
  }

  private String form(MoverWorld.Running running, String resource) {
    return running.moves.missing(latest(), TestRealm.PRACTICE).await().resources().stream()
        .filter(named -> named.startsWith(resource + "@"))
        .findFirst()
        .orElse(resource);
  }

  private Done cancel(MoverWorld.Running running) {
    return running
        .moves
        .order(latest(), TestRealm.PRACTICE, Order.CANCEL, ADA, "/practice")
        .await();
  }

  /** What the journal tells of a transfer, in order. */
  private List<String> told(Map<String, Object> transfer) {
    return world
        .database
        .rows(
            "SELECT reason, host FROM journal.entry WHERE request_id = ? AND patient = 'p'"
                + " ORDER BY id",
            transfer.get("id").toString())
        .stream()
        .map(row -> row.get("reason") + " " + row.get("host"))
        .toList();
  }
}
