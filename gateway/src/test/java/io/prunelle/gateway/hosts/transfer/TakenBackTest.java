// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is removed of a copy that is taken back, and what is not. */
class TakenBackTest {

  private final MoverWorld world = new MoverWorld();
  private Map<String, JsonObject> record = Map.of();

  @BeforeEach
  void admitPatient() {
    admit(world.premises, "p");
    record = recordOf(world.premises, "p");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void theOnlyCopyThereIsIsNotRemoved() {
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    // When the source has come back from before it had the record
    record.keySet().forEach(world.premises::lose);
    world.decideAndFollow("p", "WITHDRAW");
    gate.open();

    assertThat(world.awaitReason("p", "failed")).startsWith("no-record: ");
    assertThat(recordOf(world.cloud, "p")).isNotEmpty();

    record.values().forEach(world.premises::put);
    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @Test
  void whatSomebodyHasDeletedAtTheSourceIsRemovedAllTheSame() {
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    record.keySet().forEach(world.premises::delete);
    world.database.execute(
        "UPDATE hosts.transfer_item SET state = 'gone', digest = NULL WHERE resource = 'Patient/p'");
    world.decideAndFollow("p", "WITHDRAW");
    gate.open();

    world.awaitState("p", "cancelled");

    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void anotherPatientsResourceUnderOneOfTheRecordsIdsKeepsNothingOfTheCopyThere() {
    world.cloud.put(resource("Patient", "q"));
    world.cloud.put(resource("Observation", "p-same", "Patient/q"));
    AtomicInteger rounds = new AtomicInteger();
    world.premises.instead(
        request -> {
          if (Gate.history(request) && rounds.incrementAndGet() == 1) {
            world.premises.put(resource("Observation", "p-same", "Patient/p"));
          }
          return Optional.empty();
        });
    world.start();
    world.realm.decide("p", "PERMIT");
    assertThat(world.awaitReason("p", "failed")).startsWith("destination-occupied: ");
    assertThat(recordOf(world.cloud, "p")).containsKey("Patient/p");

    world.decideAndFollow("p", "WITHDRAW");
    world.awaitState("p", "cancelled");

    assertThat(recordOf(world.cloud, "p")).containsOnlyKeys("Observation/p-same");
    assertThat(recordOf(world.premises, "p")).hasSize(15);
  }

  /** Whatever of it falls into one request. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatTheCopyRefersToIsRemovedAfterItThoughTheRecordNoLongerDoes(int more) {
    for (int i = 0; i < more; i++) {
      world.premises.put(resource("Observation", "p-x" + i, "Patient/p", "Encounter/p-e"));
    }
    AtomicInteger rounds = new AtomicInteger();
    world.premises.instead(
        request -> {
          if (Gate.history(request) && rounds.incrementAndGet() == 1) {
            world.premises.put(resource("Encounter", "p-e", "Patient/p"));
            world.cloud.instead(TakenBackTest::takesNothing);
          }
          return Optional.empty();
        });
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "failed");
    assertThat(world.cloud.content().get("Encounter/p-e")).isEqualTo(record.get("Encounter/p-e"));

    world.decideAndFollow("p", "WITHDRAW");
    world.cloud.behave();
    world.awaitState("p", "cancelled");

    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  private static Optional<Reply> takesNothing(Arrived request) {
    return Gate.writes(request) ? Optional.of(Reply.json(503, new JsonObject())) : Optional.empty();
  }

  @Test
  void whatHasBecomeEverybodysSinceItWasWrittenIsRemovedToo() {
    world.premises.put(resource("Device", "p-device", "Patient/p"));
    withdrawnAfterItBecame(resource("Device", "p-device"));

    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"alone", "alone at last", "with another", "with another at last", "changed"})
  void whereThePatientLivesIsRemovedUnlessSomebodyElseIsMeantThere(String lives) {
    JsonObject home = home("p-home");
    world.premises.put(home);
    world.premises.put(resource("Location", "ward"));
    world.premises.put(
        resource("Encounter", "p-visit", "Patient/p", "Location/p-home", "Location/ward"));
    Gate gate = Gate.before(world.premises, Gate::history);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(world.cloud.content()).containsEntry("Location/p-home", home);
    if (lives.equals("with another")) {
      another();
    } else if (lives.equals("changed")) {
      world.cloud.put(home.copy().put("name", "elsewhere"));
    } else if (lives.endsWith("at last")) {
      // Once it was settled what is removed, and nothing of it is yet; or after part of it was
      AtomicInteger refused = new AtomicInteger();
      world.cloud.instead(
          request -> {
            boolean refuses =
                lives.equals("alone at last") ? Gate.expunges(request) : Gate.deletes(request);
            if (!refuses || refused.getAndIncrement() > 0) {
              return Optional.empty();
            }
            if (lives.equals("with another at last")) {
              another();
            }
            return Optional.of(Reply.json(503, new JsonObject()));
          });
    }

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(world.cloud.content().containsKey("Location/p-home"))
        .isEqualTo(!lives.startsWith("alone"));
    assertThat(world.cloud.remembered().contains("Location/p-home"))
        .isEqualTo(!lives.startsWith("alone"));
    assertThat(recordOf(world.cloud, "p").keySet()).allMatch(key -> key.equals("Location/p-home"));
    assertThat(world.cloud.content())
        .containsKeys("Location/ward", "Practitioner/gp")
        .doesNotContainKey("Encounter/p-visit");
    assertThat(world.premises.content()).containsEntry("Location/p-home", home);
  }

  /** Who lives there as well. */
  private void another() {
    world.cloud.put(resource("Patient", "q"));
    world.cloud.put(resource("Encounter", "q-visit", "Patient/q", "Location/p-home"));
  }

  @Test
  void whereThePatientLivesStaysWhereItWasBefore() {
    JsonObject home = home("p-home");
    world.premises.put(home);
    world.cloud.put(home);
    world.premises.put(resource("Encounter", "p-visit", "Patient/p", "Location/p-home"));
    Gate gate = Gate.before(world.premises, Gate::history);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(world.cloud.content())
        .containsEntry("Location/p-home", home)
        .doesNotContainKey("Encounter/p-visit");
  }

  /**
   * @param own whether the transfer had asked for it, or somebody else has brought the same
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereThePatientLivesIsRemovedIfWhatIsCarriedOutLateHasBroughtIt(boolean own) {
    JsonObject home = home("p-home");
    world.premises.put(home);
    world.premises.put(resource("Encounter", "p-visit", "Patient/p", "Location/p-home"));
    AtomicReference<JsonObject> late = new AtomicReference<>();
    AtomicBoolean looked = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (own
              && Gate.writes(request)
              && request.body().toString().contains("\"Location/p-home\"")
              && late.compareAndSet(null, request.body().toJsonObject())) {
            return Optional.of(Reply.json(503, new JsonObject()));
          }
          looked.compareAndSet(
              false,
              request.uri().contains("/Location?_id=p-home") && (!own || late.get() != null));
          return Optional.empty();
        });
    AtomicBoolean come = new AtomicBoolean();
    Gate gate =
        Gate.before(
            world.premises,
            Gate::history,
            request -> {
              // When it is read to be written there
              if (looked.get()
                  && request.uri().contains("/Location?_id=p-home")
                  && come.compareAndSet(false, true)) {
                arrive(own ? late.get() : null, home);
              }
              return Optional.empty();
            });
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    assertThat(come).isTrue();

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(world.cloud.content().containsKey("Location/p-home")).isEqualTo(!own);
    assertThat(world.cloud.content()).doesNotContainKey("Encounter/p-visit");
  }

  private void arrive(@Nullable JsonObject transaction, JsonObject home) {
    if (transaction == null) {
      world.cloud.put(home);
      return;
    }
    for (Object entry : transaction.getJsonArray("entry")) {
      world.cloud.put(((JsonObject) entry).getJsonObject("resource"));
    }
  }

  private static JsonObject home(String id) {
    return resource("Location", id)
        .put(
            "physicalType",
            new JsonObject()
                .put("coding", new JsonArray().add(new JsonObject().put("code", "ho"))));
  }

  @Test
  void whatHasBecomeThePatientsSinceItWasBroughtIsRemovedToo() {
    world.premises.put(resource("Device", "p-device"));
    world.premises.put(resource("Observation", "p-o9", "Patient/p", "Device/p-device"));
    withdrawnAfterItBecame(resource("Device", "p-device", "Patient/p"));

    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(16);
  }

  /** At the source this comes in the first round of changes, and the withdrawal in the second. */
  private void withdrawnAfterItBecame(JsonObject changed) {
    AtomicInteger rounds = new AtomicInteger();
    Gate gate =
        Gate.before(
            world.premises,
            request -> {
              if (!Gate.history(request)) {
                return false;
              }
              int round = rounds.incrementAndGet();
              if (round == 1) {
                world.premises.put(changed);
              }
              return round == 2;
            });
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");
  }
}
