// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.KeyFile;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.SigningKey;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MoverTest {

  private final MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aPermissionMovesTheWholeRecordToTheCloud() {
    admit(world.premises, "p");
    admit(world.premises, "stays");
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(14);
    assertThat(world.cloud.content()).containsKeys("Practitioner/gp", "Organization/org");
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(recordOf(world.premises, "stays")).hasSize(14);
    assertThat(world.premises.content()).containsKeys("Practitioner/gp", "Organization/org");
  }

  @Test
  void whoReadsARecordWhereItWasHasTimeToAndNoOtherRecordWaitsForThat() {
    List<String> patients = List.of("p1", "p2", "p3", "p4");
    patients.forEach(patient -> admit(world.premises, patient));
    world.start(MoverWorld.settling(Duration.ofHours(1)), settings -> settings);

    // When more records move than are carried at once
    patients.forEach(patient -> world.realm.decide(patient, "PERMIT"));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                world.database.rows("SELECT 1 FROM hosts.transfer WHERE erase_after > now()").size()
                    == 4);

    // Then all live elsewhere, and are where they were as well
    assertThat(world.database.rows("SELECT 1 FROM hosts.placement WHERE host = 'nuage-sante'"))
        .hasSize(4);
    patients.forEach(patient -> assertThat(recordOf(world.premises, patient)).hasSize(14));

    world.database.execute("UPDATE hosts.transfer SET erase_after = now(), retry_at = now()");
    patients.forEach(patient -> world.awaitSettled(patient, "nuage-sante"));
    patients.forEach(patient -> assertThat(recordOf(world.premises, patient)).isEmpty());
  }

  @Test
  void aPictureThatOnlyANarrativeShowsMovesWithIt() {
    admit(world.premises, "p");
    world.premises.put(resource("Binary", "p-drawing"));
    world.premises.put(
        resource("Observation", "p-drawn", "Patient/p")
            .put(
                "text", new JsonObject().put("div", "<div><img src=\"Binary/p-drawing\"/></div>")));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(16).containsKey("Binary/p-drawing");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void aHostThatTakesItsTimeDoesNotLoseTheClaim() {
    admit(world.premises, "p");
    Gate slow = Gate.before(world.cloud, Gate::writes);
    world.start(MoverWorld.settings(Duration.ZERO, Duration.ofSeconds(20)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    slow.awaitReached();

    // Longer than a silent connection is kept
    long begun = System.nanoTime();
    Awaitility.await().until(() -> System.nanoTime() - begun > Duration.ofSeconds(9).toNanos());
    slow.open();

    world.awaitSettled("p", "nuage-sante");
    assertThat(world.database.rows("SELECT attempts FROM hosts.transfer"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("attempts", 1));
  }

  @Test
  void whatOthersShareIsLeftAsItIsThoughItCameThereAfterTheLook() {
    admit(world.premises, "p");
    JsonObject edited =
        resource("Practitioner", "gp", "Organization/org").put("telecom", "edited at the cloud");
    AtomicBoolean looked = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          looked.compareAndSet(false, request.uri().contains("/Practitioner?_id=gp"));
          return Optional.empty();
        });
    AtomicBoolean come = new AtomicBoolean();
    world.premises.instead(
        request -> {
          // When it is read to be written there
          if (looked.get()
              && request.uri().contains("/Practitioner?_id=gp")
              && come.compareAndSet(false, true)) {
            world.cloud.put(edited);
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(come).isTrue();
    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(world.cloud.content()).containsEntry("Practitioner/gp", edited);
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
  }

  @Test
  void aWithdrawalBringsItBack() {
    admit(world.premises, "p");
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).isEqualTo(before);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(world.cloud.remembered()).noneMatch(key -> key.contains("/p"));
  }

  @Test
  void thePatientsJournalTellsOfEachStep() {
    admit(world.premises, "p");
    world.start();

    long decision = world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.journal("p"))
        .containsExactly(
            "transfer-started nuage-sante completed",
            "transfer-switched nuage-sante completed",
            "transfer-erased cabinet completed",
            "transfer-certified cabinet completed");
    assertThat(
            world.database.rows(
                "SELECT DISTINCT interaction, resource_type, resource_id, practice, hosting,"
                    + " decision, permitted, subject, role FROM journal.entry WHERE patient = 'p'"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("interaction", "transfer")
                    .containsEntry("resource_type", "Patient")
                    .containsEntry("resource_id", "p")
                    .containsEntry("practice", "cabinet-des-lilas")
                    .containsEntry("hosting", "cabinet-des-lilas@nuage-sante")
                    .containsEntry("decision", decision)
                    .containsEntry("permitted", true)
                    .containsEntry("subject", null)
                    .containsEntry("role", "system"));
  }

  @Test
  void whatIsKeptOfAnEndedTransferSaysHowMuchMovedButNotWhat() {
    admit(world.premises, "p");
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.transfers("p"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row)
                  .containsEntry("state", "certified")
                  .containsEntry("resources", 14)
                  .containsEntry("attempts", 1)
                  .containsEntry("expunged", true)
                  .containsEntry("reason", null);
              assertThat((String) row.get("root")).hasSize(64);
              assertThat((Long) row.get("bytes")).isPositive();
            });
  }

  @Test
  void whatWasCarriedIsKnownByNameWithWhenItHadBeenWrittenBefore() {
    admit(world.premises, "p");
    Instant admitted = Instant.now();
    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    List<Map<String, Object>> items =
        world.database.rows("SELECT * FROM hosts.transfer_item ORDER BY resource");
    assertThat(items).hasSize(14);
    assertThat(items)
        .allSatisfy(
            item -> {
              assertThat(item)
                  .containsEntry("state", "erased")
                  .containsEntry("source_version", "1")
                  .containsEntry("shared", false);
              assertThat(((Timestamp) item.get("source_updated")).toInstant())
                  .isBeforeOrEqualTo(admitted);
            });
    MerkleTree tree = new MerkleTree();
    List<byte[]> leaves =
        items.stream()
            .map(
                item ->
                    tree.leaf(
                        (item.get("resource") + " " + item.get("digest"))
                            .getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertThat(world.transfers("p"))
        .singleElement()
        .extracting("root")
        .isEqualTo(HexFormat.of().formatHex(tree.root(leaves)));
  }

  @Test
  void whatWasComparedIsSignedBeforeAnythingIsRemoved() {
    admit(world.premises, "p");
    Gate gate = Gate.before(world.premises, Gate::deletes);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    Map<String, Object> transfer = world.transfers("p").get(0);
    byte[] manifest = ((String) transfer.get("manifest")).getBytes(StandardCharsets.UTF_8);
    byte[] signature = (byte[]) transfer.get("manifest_signature");
    SigningKey key = KeyFile.signing(TestKeys.journal());
    assertThat(key.verifying().verifies(manifest, signature)).isTrue();
    JsonObject json = new JsonObject(Buffer.buffer(manifest));
    assertThat(json.getString("key")).isEqualTo(key.id());
    assertThat(json.getString("root")).isEqualTo(transfer.get("root"));
    assertThat(json.getInteger("resources")).isEqualTo(14);
    assertThat(json.getJsonArray("types"))
        .contains(new JsonObject().put("count", 9).put("type", "Observation"));

    gate.open();
    world.awaitSettled("p", "nuage-sante");
    assertThat(world.transfers("p").get(0)).containsEntry("manifest", transfer.get("manifest"));
  }

  @Test
  void whatRefersToPartsOfARecordMovesWithIt() {
    admit(world.premises, "p");
    world.premises.put(resource("Provenance", "p-prov", "Observation/p-o3", "Practitioner/gp"));
    world.premises.put(resource("Provenance", "p-about", "Provenance/p-prov"));
    world.premises.put(resource("List", "p-list", "Observation/p-o1", "Binary/p-scan"));
    world.premises.put(resource("AuditEvent", "p-audit", "Encounter/p-e"));
    world.premises.put(resource("Device", "p-pump", "Patient/p"));
    world.premises.put(resource("DeviceMetric", "p-rate", "Device/p-pump"));
    world.premises.put(resource("MessageHeader", "p-message", "Observation/p-o2"));
    world.premises.put(
        resource("Observation", "p-versioned", "Patient/p", "Observation/p-o1/_history/1"));
    world.premises.put(resource("Provenance", "other", "Practitioner/gp"));
    world.premises.put(resource("Device", "scanner"));
    world.premises.put(resource("DeviceMetric", "other", "Device/scanner"));
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(22);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.content()).containsKeys("Provenance/other", "DeviceMetric/other");
    assertThat(world.cloud.content()).doesNotContainKeys("Provenance/other", "DeviceMetric/other");
  }

  @Test
  void anUndecidedOrRefusedRecordIsLeftAlone() {
    admit(world.premises, "undecided");
    admit(world.premises, "refused");
    admit(world.premises, "permitted");
    world.start();

    world.realm.decide("refused", "DENY");
    world.realm.decide("permitted", "PERMIT");
    world.awaitSettled("permitted", "nuage-sante");

    assertThat(world.transfers("undecided")).isEmpty();
    assertThat(world.transfers("refused")).isEmpty();
    assertThat(recordOf(world.cloud, "refused")).isEmpty();
  }

  @Test
  void aPermissionThatEndsByItselfBringsTheRecordBack() {
    admit(world.premises, "p");
    world.start();
    // Long enough for it to get there, however busy the machine is
    long soon = Instant.now().getEpochSecond() + 10;

    world.realm.decide("p", "PERMIT", entry -> entry.put("until", soon));
    world.awaitSettled("p", "nuage-sante");
    world.awaitSettled("p", "cabinet");

    assertThat(Instant.now().getEpochSecond()).isGreaterThanOrEqualTo(soon);
    assertThat(recordOf(world.premises, "p")).hasSize(14);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void aDecisionTakenWhileNoGatewayRanIsCarriedOutAtItsStart() {
    admit(world.premises, "p");
    world.realm.decide("p", "PERMIT");

    world.start();

    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void whoAsksIsToldWhatIsUnderWayAndHowMuchHasBeen() {
    PatientRecord record = admit(world.premises, "p");
    Gate gate = Gate.before(world.cloud, Gate::writes);
    MoverWorld.Running running = world.start();
    assertThat(running.moves.underWay(record.practice()).await()).isEmpty();

    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    assertThat(running.moves.underWay(record.practice()).await())
        .singleElement()
        .satisfies(
            transfer -> {
              assertThat(transfer.source()).isEqualTo("cabinet");
              assertThat(transfer.destination()).isEqualTo("nuage-sante");
              assertThat(transfer.switched()).isFalse();
              assertThat(transfer.failure()).isNull();
            });
    gate.open();
    world.awaitSettled("p", "nuage-sante");
    assertThat(running.moves.underWay(record.practice()).await()).isEmpty();
    assertThat(new TransferStates().counts(running.pool()).await())
        .containsEntry("certified", 1L)
        .containsEntry("failed", 0L);
  }

  @Test
  void aHostThatMayHaveOneMoveAtATimeHasOne() {
    AtomicInteger most = new AtomicInteger();
    world.cloud.instead(
        request -> {
          most.accumulateAndGet(
              world
                  .database
                  .rows(
                      "SELECT id FROM hosts.transfer WHERE state <> 'queued' AND ended_at IS NULL")
                  .size(),
              Math::max);
          return Optional.empty();
        });
    for (int i = 0; i < 3; i++) {
      admit(world.premises, "p" + i);
      world.realm.decide("p" + i, "PERMIT");
    }
    world.start(MoverWorld.onePerHost(), settings -> settings);

    for (int i = 0; i < 3; i++) {
      world.awaitSettled("p" + i, "nuage-sante");
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void aHostThatDoesNotAnswerHasOneMoveAtATime() {
    String failed = "SELECT id FROM hosts.transfer WHERE reason LIKE 'host-unreachable%'";
    AtomicInteger most = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    world.cloud.instead(
        request -> {
          try {
            // Longer than it is waited for
            assertThat(never.await(2, TimeUnit.SECONDS)).isFalse();
          } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
          }
          return Optional.of(Reply.json(503, new JsonObject()));
        });
    world.premises.instead(
        request -> {
          if (world.database.rows(failed).size() > 1) {
            most.accumulateAndGet(
                world
                    .database
                    .rows(
                        "SELECT id FROM hosts.transfer WHERE state NOT IN ('queued', 'failed')"
                            + " AND ended_at IS NULL")
                    .size(),
                Math::max);
          }
          return Optional.empty();
        });
    for (int i = 0; i < 4; i++) {
      admit(world.premises, "p" + i);
      world.realm.decide("p" + i, "PERMIT");
    }
    world.start(MoverWorld.calling(Duration.ofMillis(600)), settings -> settings);

    Awaitility.await("all have been tried")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.database.rows(failed).size() == 4);

    assertThat(most).hasValue(1);
  }

  @Test
  void twoGatewaysCarryARecordOnce() {
    for (int i = 0; i < 6; i++) {
      admit(world.premises, "p" + i);
    }
    world.start();
    world.start();

    for (int i = 0; i < 6; i++) {
      world.realm.decide("p" + i, "PERMIT");
    }

    for (int i = 0; i < 6; i++) {
      world.awaitSettled("p" + i, "nuage-sante");
      assertThat(world.transfers("p" + i)).singleElement().extracting("attempts").isEqualTo(1);
      assertThat(recordOf(world.cloud, "p" + i)).hasSize(14);
    }
  }
}
