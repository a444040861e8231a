// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hosts that can do no more than R4 asks of every server: no operation, transaction or history. */
class PlainHostsTest {

  private final MoverWorld world = new MoverWorld(FhirStore.Kind.PLAIN);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aRecordMovesThereAndBack() {
    admit(world.premises, "p");
    admit(world.premises, "stays");
    world.premises.put(resource("Device", "p-device", "Patient/p"));
    world.premises.put(resource("Provenance", "p-prov", "Observation/p-o3", "Practitioner/gp"));
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(16);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(recordOf(world.premises, "stays")).hasSize(14);
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.premises, "p")).isEqualTo(before);
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  @Test
  void whatIsWrittenAndDeletedDuringTheCopyIsFollowed() {
    admit(world.premises, "p");
    AtomicInteger writes = new AtomicInteger();
    world.cloud.instead(
        request -> {
          if (request.method().equals("PUT") && writes.incrementAndGet() == 9) {
            world.premises.put(resource("Observation", "p-new", "Patient/p"));
            world.premises.put(
                resource("Observation", "p-o1", "Patient/p").put("status", "amended"));
            world.premises.delete("Observation/p-o0");
            world.premises.delete("Observation/p-o8");
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p"))
        .hasSize(13)
        .containsKey("Observation/p-new")
        .doesNotContainKeys("Observation/p-o0", "Observation/p-o8");
    assertThat(world.cloud.content().get("Observation/p-o1").getString("status"))
        .isEqualTo("amended");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void anAttachmentWhoseDocumentIsDeletedDuringTheCopyIsNotLeftBehind() {
    admit(world.premises, "p");
    AtomicInteger writes = new AtomicInteger();
    world.cloud.instead(
        request -> {
          if (request.method().equals("PUT") && writes.incrementAndGet() == 9) {
            world.premises.delete("DocumentReference/p-d");
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p"))
        .hasSize(13)
        .containsKey("Binary/p-scan")
        .doesNotContainKey("DocumentReference/p-d");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** FHIR R4, binary.html: no search finds it by its security context. */
  @Test
  void whatIsThePatientsByItsSecurityContextAloneMovesAsFarAsTheJournalTells() {
    admit(world.premises, "p");
    admit(world.premises, "q");
    world.premises.put(inContext("p-loose", "Patient/p"));
    world.premises.put(inContext("p-of-visit", "Encounter/p-e"));
    world.premises.put(inContext("p-read", "Patient/p"));
    world.premises.put(inContext("q-loose", "Patient/q"));
    world.premises.put(resource("Provenance", "p-prov", "Binary/p-loose"));
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    MoverWorld.Running running = world.start();
    running.created("p", "Binary", "p-loose");
    running.created("p", "Binary", "p-of-visit");
    running.deleted("p", "Binary", "p-read");
    // Another's by now, be it that it was written to this record once
    running.created("p", "Binary", "q-loose");
    running.created("p", "Binary", "p-scan");
    running.created("p", "Binary", "never-was");

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(18);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.content()).containsKey("Binary/q-loose");
  }

  private static JsonObject inContext(String id, String context) {
    return resource("Binary", id)
        .put("securityContext", new JsonObject().put("reference", context));
  }

  @Test
  void aSearchThatIsSaidNotToBeThereHasNotShownThatThereIsNothing() {
    admit(world.premises, "p");
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    // Given a host of which some answers are those of what stands before it
    world.premises.instead(
        request ->
            request.uri().contains("/Observation?subject=")
                ? Optional.of(Reply.json(404, new JsonObject()))
                : Optional.empty());
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("host-refused: ");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    world.premises.behave();
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(before);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatWasReadToItsEndIsNotSearchedOnceMore() {
    admit(world.premises, "p");
    List<String> searches = new CopyOnWriteArrayList<>();
    world.premises.arriving(
        request -> {
          if (world.placement("p").equals("cabinet")) {
            searches.add(request.uri());
          }
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(searches)
        .contains(
            "/fhir/Observation?subject=Patient/p&_count=4",
            // Which means the same, and was not read
            "/fhir/Observation?patient=Patient%2Fp&_count=5")
        .noneMatch(search -> search.startsWith("/fhir/Observation?subject=Patient%2Fp"))
        .noneMatch(search -> search.startsWith("/fhir/Device?patient=Patient%2Fp"));
  }

  @Test
  void whatIsFoundByTwoSearchesCountsOnceTowardsHowLargeARecordMayBe() {
    admit(world.premises, "p");
    // Three of the four MiB that a record may have
    for (int i = 0; i < 4; i++) {
      world.premises.put(
          resource("MedicationAdministration", "p-m" + i, "Patient/p")
              .put("note", "x".repeat(750_000)));
    }
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before).hasSize(18);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whoElseRefersToTheRecordIsNotSearchedOnceMoreWhileWritersWait() {
    admit(world.premises, "p");
    Set<String> states = new ConcurrentSkipListSet<>();
    world.premises.arriving(
        request -> {
          if (request.uri().contains("?location=Binary%2Fp-scan")) {
            states.add(String.valueOf(world.state("p")));
          }
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(states).containsExactly("catching-up", "copying", "erasing");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** It takes longer than writers may wait, as the first time has shown. */
  @Test
  void aRecordThatNobodyWritesToIsNotReadAgainWhileWritersWait() {
    PatientRecord record = admit(world.premises, "p");
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    AtomicInteger readings = new AtomicInteger();
    MoverWorld.Running running = world.start();
    onReadingUnderHold(readings, () -> untilGivenBack(running, record));

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(readings).hasValue(1);
    assertThat(recordOf(world.cloud, "p")).isEqualTo(before);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** And another gateway, be it that its host has given no answer. */
  @Test
  void whatSomebodyWasLetWriteIsReadHoweverLongItTakes() {
    PatientRecord record = admit(world.premises, "p");
    AtomicInteger readings = new AtomicInteger();
    MoverWorld.Running running = world.start();
    onReadingUnderHold(
        readings,
        () -> {
          if (readings.get() == 1) {
            running.wrote("p");
            untilGivenBack(running, record);
          } else {
            // What was let through before comes late
            world.premises.put(resource("Observation", "p-late", "Patient/p"));
          }
        });

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(readings).hasValueGreaterThan(1);
    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-late");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatIsWrittenPastTheGatewayIsFoundWhereWritersWaitForTheFirstTime() {
    admit(world.premises, "p");
    AtomicBoolean written = new AtomicBoolean();
    world.premises.arriving(
        request -> {
          if ("frozen".equals(world.state("p")) && written.compareAndSet(false, true)) {
            world.premises.put(resource("Observation", "p-past", "Patient/p"));
          }
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-past");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /**
   * As of a record that is in use all the time: reading all of it would take too long each time.
   */
  @Test
  void ofARecordThatIsWrittenToNoMoreIsReadWhileWritersWaitThanWhatWasChanged() {
    PatientRecord record = admit(world.premises, "p");
    AtomicInteger readings = new AtomicInteger();
    AtomicBoolean written = new AtomicBoolean();
    JsonObject amended = resource("Observation", "p-o4", "Patient/p").put("status", "amended");
    MoverWorld.Running running = world.start();
    onReadingUnderHold(readings, () -> untilGivenBack(running, record));
    // Once it has been read again as a whole, all but what comes last
    world.premises.arriving(
        request -> {
          if (readings.get() == 1
              && "catching-up".equals(world.state("p"))
              && request.uri().contains("Provenance")
              && written.compareAndSet(false, true)) {
            world.premises.put(amended);
            running.changed("p", "Observation", "p-o4");
          }
        });

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(written).isTrue();
    assertThat(readings).hasValue(1);
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(recordOf(world.cloud, "p").get("Observation/p-o4").getString("status"))
        .isEqualTo("amended");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatWasChangedIsReadByItsNameWhereSearchesFindWhatThereWasBefore() {
    PatientRecord record = admit(world.premises, "p");
    AtomicInteger readings = new AtomicInteger();
    AtomicBoolean written = new AtomicBoolean();
    JsonObject amended = resource("Observation", "p-o4", "Patient/p").put("status", "amended");
    // Long enough for what is still to be brought then
    MoverWorld.Running running =
        world.start(MoverWorld.asking(4, Duration.ofSeconds(8)), settings -> settings);
    onReadingUnderHold(readings, () -> untilGivenBack(running, record));
    world.premises.arriving(
        request -> {
          if (readings.get() == 1
              && "catching-up".equals(world.state("p"))
              && request.uri().contains("Provenance")
              && written.compareAndSet(false, true)) {
            world.premises.searchesStandStill(true);
            world.premises.put(amended);
            running.changed("p", "Observation", "p-o4");
          } else if (written.get() && world.placement("p").equals("nuage-sante")) {
            world.premises.searchesStandStill(false);
          }
        });

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(written).isTrue();
    assertThat(recordOf(world.cloud, "p").get("Observation/p-o4").getString("status"))
        .isEqualTo("amended");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatASharedResourceNoLongerRefersToIsThePatientsAgain() {
    admit(world.premises, "p");
    world.premises.put(resource("Binary", "p-logo"));
    world.premises.put(resource("Organization", "org", "Binary/p-logo"));
    world.premises.put(resource("DocumentReference", "p-letter", "Patient/p", "Binary/p-logo"));
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.arriving(
        request -> {
          if (request.method().equals("PUT") && written.compareAndSet(false, true)) {
            world.premises.put(resource("Organization", "org"));
          }
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(16).containsKey("Binary/p-logo");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  private void onReadingUnderHold(AtomicInteger readings, Runnable then) {
    world.premises.instead(
        request -> {
          if (request.uri().equals("/fhir/Observation?subject=Patient/p&_count=4")
              && "frozen".equals(world.state("p"))) {
            readings.incrementAndGet();
            then.run();
          }
          return Optional.empty();
        });
  }

  /** As a writer, who goes on when the mover has given up. */
  private static void untilGivenBack(MoverWorld.Running running, PatientRecord record) {
    running.hosts.share(record).toCompletionStage().toCompletableFuture().join().abandon();
  }

  @Test
  void whatIsNewIsSearchedForInWhatElseRefersToItEvenThen() {
    admit(world.premises, "p");
    admit(world.premises, "stays");
    AtomicBoolean written = new AtomicBoolean();
    world.premises.arriving(
        request -> {
          if ("frozen".equals(world.state("p")) && written.compareAndSet(false, true)) {
            world.premises.put(resource("Binary", "p-both"));
            world.premises.put(resource("DocumentReference", "p-d2", "Patient/p", "Binary/p-both"));
            world.premises.put(
                resource("DocumentReference", "stays-d2", "Patient/stays", "Binary/p-both"));
          }
        });
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("concerns-others: ")
        .contains("stays-d2");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(16);
  }

  @Test
  void aHostThatCountsMoreThanItShowsKeepsTheRecord() {
    admit(world.premises, "p");
    world.premises.put(resource("DocumentReference", "p-d2", "Patient/p"));
    world.premises.answering(reply -> allBut("p-d2", reply));
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("unreadable: ")
        .contains("1 of 2 shown of DocumentReference");
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(15);
  }

  /** Without how many there are, but where it is asked for that alone. */
  private static Reply allBut(String one, Reply reply) {
    JsonObject bundle = reply.body().length() > 0 ? reply.body().toJsonObject() : new JsonObject();
    JsonArray entries = bundle.getJsonArray("entry", new JsonArray());
    if (entries.isEmpty()) {
      return reply;
    }
    JsonArray shown = new JsonArray();
    for (Object entry : entries) {
      if (!one.equals(((JsonObject) entry).getJsonObject("resource").getString("id"))) {
        shown.add(entry);
      }
    }
    bundle.remove("total");
    bundle.put("entry", shown);
    return Reply.json(reply.status(), bundle);
  }

  @Test
  void whatSomebodyMayHaveDeletedPastTheGatewayIsNotWrittenAgain() {
    admit(world.premises, "p");
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    losesOnceSwitched(() -> {});
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("copy-differs: ")
        .contains("Observation/p-o5");
    assertThat(recordOf(world.cloud, "p")).hasSize(13).doesNotContainKey("Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).isEqualTo(before);

    // Once somebody has looked, and it was lost
    world.cloud.put(before.get("Observation/p-o5"));
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(before);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatSomebodyMayHaveDeletedThereIsNotWrittenAgain() {
    admit(world.premises, "p");
    Map<String, JsonObject> before = recordOf(world.premises, "p");
    MoverWorld.Running running = world.start();
    losesOnceSwitched(() -> running.wrote("p"));

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("copy-differs: ")
        .contains("Observation/p-o5");
    assertThat(recordOf(world.cloud, "p")).doesNotContainKey("Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).isEqualTo(before);
  }

  private void losesOnceSwitched(Runnable meanwhile) {
    AtomicBoolean lost = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (world.placement("p").equals("nuage-sante") && lost.compareAndSet(false, true)) {
            meanwhile.run();
            world.cloud.lose("Observation/p-o5");
          }
          return Optional.empty();
        });
  }
}
