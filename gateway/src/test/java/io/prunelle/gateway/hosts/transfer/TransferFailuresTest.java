// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that fail, lie or hold what they should not: the record is never at risk. */
class TransferFailuresTest {

  private final MoverWorld world = new MoverWorld();
  private final AtomicReference<MoverWorld.Running> running = new AtomicReference<>();
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
  void aCopyWithOneAlteredResourceIsNotUsed() {
    world.cloud.storing(
        written ->
            Optional.of(
                written.getString("id").equals("p-o3") ? written.put("status", "?") : written));

    failsToPermit("copy-differs: ");

    recoversOnce(world.cloud::behave);
  }

  @Test
  void aCopyWithOneLostResourceIsNotUsed() {
    world.cloud.storing(
        written ->
            written.getString("id").equals("p-o8") ? Optional.empty() : Optional.of(written));

    failsToPermit("copy-differs: ");

    recoversOnce(world.cloud::behave);
  }

  @Test
  void aDestinationThatFailsMidwayIsTriedAgain() {
    AtomicInteger writes = new AtomicInteger();
    world.cloud.instead(
        request ->
            Gate.writes(request) && writes.incrementAndGet() > 2
                ? Optional.of(Reply.json(503, new JsonObject()))
                : Optional.empty());

    failsToPermit("host-refused: ");
    assertThat(recordOf(world.cloud, "p")).isNotEmpty().hasSizeLessThan(14);

    recoversOnce(world.cloud::behave);
  }

  @Test
  void aSourceThatShowsLessThanItCountsIsNotTakenAtItsWord() {
    world.premises.instead(
        only(
            Gate::everything,
            Reply.json(
                200,
                new JsonObject(
                    """
                    {"resourceType":"Bundle","total":14,
                    "entry":[{"resource":{"resourceType":"Patient","id":"p"}}]}"""))));

    failsToPermit("unreadable: ");

    recoversOnce(world.premises::behave);
  }

  @Test
  void anEmptyAnswerIsNotAnEmptyRecord() {
    world.premises.hides(key -> true);
    world.premises.instead(
        only(
            request -> request.uri().equals("/fhir/Patient/p"), Reply.json(404, new JsonObject())));

    failsToPermit("no-record: ");

    recoversOnce(world.premises::behave);
  }

  @Test
  void ofWhomThereIsNoRecordYetNoneIsMovedUntilThereIsOne() {
    MoverWorld.Running started = world.start();
    world.realm.decide("new", "PERMIT");

    assertThat(world.awaitReason("new", "cancelled")).startsWith("no-record: ");
    assertThat(world.placement("new")).isEqualTo("cabinet");
    // When sweeps have come by, as they do before another one moves
    world.sweptOver("p");
    world.sweptOver("q");
    assertThat(world.transfers("new")).hasSize(1);

    started.wrote("new");
    admit(world.premises, "new");

    world.awaitSettled("new", "nuage-sante");
    assertThat(recordOf(world.cloud, "new")).hasSize(14);
    assertThat(recordOf(world.premises, "new")).isEmpty();
  }

  @Test
  void aRecordThatIsLoadedPastTheGatewayAfterItWasPermittedFollowsSoon() {
    world.start();
    world.realm.decide("new", "PERMIT");
    world.awaitState("new", "cancelled");
    admit(world.premises, "new");

    // When the minute after which it is looked for is over
    world.database.execute("UPDATE hosts.transfer SET retry_at = now()");

    world.awaitSettled("new", "nuage-sante");
    assertThat(recordOf(world.cloud, "new")).hasSize(14);
  }

  @Test
  void whatIsStillNotThereIsLookedForLessAndLessOften() {
    world.start();
    world.realm.decide("new", "PERMIT");
    world.awaitState("new", "cancelled");
    assertThat(nextLook()).isBetween(50L, 60L);

    world.database.execute(
        "UPDATE hosts.transfer SET retry_at = now(), ended_at = now() - interval '3 hours'");
    Awaitility.await().until(() -> nextLook() > 0);

    assertThat(nextLook()).isBetween(3 * 3600L - 60, 3 * 3600L + 60);
    assertThat(world.transfers("new")).hasSize(1);
  }

  /** In how many seconds. */
  private long nextLook() {
    return (long)
        world
            .database
            .rows(
                "SELECT extract(epoch FROM retry_at - now())::bigint AS seconds FROM"
                    + " hosts.transfer")
            .get(0)
            .get("seconds");
  }

  @Test
  void aRecordThatSomebodyHasWrittenToIsNotTakenForOneThatWasNeverBegun() {
    MoverWorld.Running started = world.start();
    started.wrote("lost");

    world.realm.decide("lost", "PERMIT");

    assertThat(world.awaitReason("lost", "failed")).startsWith("no-record: ");
  }

  @Test
  void aRecordWithoutItsPatientIsNotTakenForOneThatWasNeverBegun() {
    world.premises.lose("Patient/p");
    world.start();

    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("no-record: ");
    assertThat(world.cloud.content()).isEmpty();
  }

  @Test
  void aPageElsewhereIsNotAskedFor() {
    world.premises.instead(
        only(
            Gate::everything,
            Reply.json(
                200,
                new JsonObject(
                    """
                    {"resourceType":"Bundle","link":[{"relation":"next",
                    "url":"http://127.0.0.1:1/other"}]}"""))));

    failsToPermit("unreadable: ");

    recoversOnce(world.premises::behave);
  }

  @Test
  void pagesThatLeadBackToThemselvesAreNotFollowedForEver() {
    world.premises.instead(only(Gate::everything, page("?_page=1")));

    failsToPermit("unreadable: ");

    recoversOnce(world.premises::behave);
  }

  @Test
  void aWithdrawalEndsTheReadingOfPagesThatDoNotEnd() {
    AtomicInteger pages = new AtomicInteger();
    world.premises.instead(
        request ->
            Gate.everything(request)
                ? Optional.of(page("?_page=" + pages.incrementAndGet()))
                : Optional.empty());
    world.start();
    world.realm.decide("p", "PERMIT");
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> pages.get() > 3);

    world.decideAndFollow("p", "WITHDRAW");

    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  private Reply page(String next) {
    return Reply.json(
        200,
        new JsonObject(
            """
            {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p"}}],
            "link":[{"relation":"next","url":"%s/Patient/p/$everything%s"}]}"""
                .formatted(world.premisesUrl(), next)));
  }

  @Test
  void largeVersionsOfOtherRecordsDoNotKeepChangesFromBeingFollowed() {
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && written.compareAndSet(false, true)) {
            world.premises.put(resource("Patient", "q"));
            for (int i = 0; i < 4; i++) {
              world.premises.put(
                  resource("Observation", "q-large" + i, "Patient/q")
                      .put("note", "x".repeat(300 << 10)));
            }
            world.premises.put(resource("Observation", "p-new", "Patient/p"));
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @Test
  void aVersionTooLargeToBeReadLeavesTheRecordToBeReadAsAWhole() {
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && written.compareAndSet(false, true)) {
            world.premises.put(resource("Patient", "q").put("note", "x".repeat(2 << 20)));
            world.premises.put(resource("Observation", "p-new", "Patient/p"));
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @Test
  void aRecordThatInvolvesAnotherPatientStaysWhereItIs() {
    admit(world.premises, "q");
    world.premises.put(resource("Group", "p-both", "Patient/p", "Patient/q"));
    record = recordOf(world.premises, "p");

    failsToPermit("concerns-others: ");

    assertThat(world.cloud.content()).isEmpty();
  }

  @Test
  void whatNamesThePatientMovesThoughTheHostDoesNotCountItAsTheirs() {
    for (int i = 0; i < 7; i++) {
      world.premises.put(resource("Condition", "p-aside" + i, "Patient/p", "Binary/p-more" + i));
      world.premises.put(resource("Binary", "p-more" + i));
    }
    world.premises.hides(key -> key.id().contains("-aside"));
    record = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");

    recoversOnce(world.premises::behave);
    assertThat(record).hasSize(14 + 7 + 7);
  }

  @Test
  void whatRefersToPartsOfTheRecordWithoutNamingThePatientMovesWithThem() {
    // Given what was written so long ago that the history of late does not tell of it
    world.premises.setBack(Duration.ofHours(1));
    world.premises.put(resource("Claim", "p-claim", "Patient/p"));
    world.premises.put(resource("PaymentNotice", "p-paid", "Claim/p-claim"));
    world.premises.put(resource("EnrollmentRequest", "p-enrols", "Patient/p"));
    world.premises.put(resource("EnrollmentResponse", "p-enrolled", "EnrollmentRequest/p-enrols"));
    world.premises.put(resource("Linkage", "p-same", "Condition/p-c", "Observation/p-o1"));
    world.premises.put(resource("VerificationResult", "p-verified", "Observation/p-o2"));
    world.premises.put(resource("Task", "p-todo", "Observation/p-o3"));
    world.premises.setBack(Duration.ZERO);
    world.premises.put(resource("Patient", "later"));
    record = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");

    recoversOnce(world.premises::behave);
    assertThat(record).hasSize(14 + 7);
  }

  @Test
  void whatIsFoundAsideAndConcernsAnotherPatientStopsTheMoveBeforeAnythingIsSwitched() {
    admit(world.premises, "q");
    world.premises.put(resource("Condition", "p-aside", "Patient/p", "Patient/q"));
    world.premises.hides(key -> key.id().equals("p-aside"));
    record = recordOf(world.premises, "p");

    failsToPermit("concerns-others: ");

    assertThat(world.reason("p")).contains("Condition/p-aside");
    assertThat(world.cloud.content()).isEmpty();
  }

  @Test
  void aDocumentThatTwoRecordsShowStaysWhereItIs() {
    admit(world.premises, "q");
    world.premises.put(
        resource("DocumentReference", "q-same", "Patient/q")
            .put("attachment", new JsonObject().put("url", "Binary/p-scan")));

    failsToPermit("concerns-others: ");

    assertThat(world.reason("p")).contains("DocumentReference/q-same");
    assertThat(world.cloud.content()).isEmpty();
    world.premises.delete("DocumentReference/q-same");
    recoversOnce(world.premises::behave);
  }

  @Test
  void aDocumentThatAnotherRecordShowsSinceItWasCopiedIsNotErased() {
    world.premises.instead(
        afterTheSwitch(
            Gate::everything,
            () -> {
              admit(world.premises, "q");
              world.premises.put(
                  resource("DocumentReference", "q-same", "Patient/q")
                      .put("attachment", new JsonObject().put("url", "Binary/p-scan")));
            }));

    failsAfterTheSwitch("concerns-others: ");

    assertThat(world.reason("p")).contains("DocumentReference/q-same");
    isErasedOnce(() -> world.premises.delete("DocumentReference/q-same"));
  }

  @Test
  void aHostThatDoesNotTellWhatHasHappenedThoughItSaysItWouldIsReadAsAWhole() {
    world.premises.instead(
        request ->
            request.uri().startsWith("/fhir/_history")
                ? Optional.of(Reply.json(403, new JsonObject()))
                : Optional.empty());
    world.cloud.instead(
        once(
            Gate::writes, () -> world.premises.put(resource("Observation", "p-new", "Patient/p"))));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).hasSize(15).containsKey("Observation/p-new");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void aChangeThatSlipsToAPageThatWasReadAlreadyIsFollowedAllTheSame() {
    world.premises.withoutTotals();
    world.premises.put(resource("Patient", "q"));
    world.premises.put(resource("Observation", "q-gone", "Patient/q"));
    AtomicInteger rounds = new AtomicInteger();
    AtomicBoolean removed = new AtomicBoolean();
    world.premises.instead(
        request -> {
          // Before the last round, for which writers wait
          if (Gate.history(request) && rounds.incrementAndGet() == 2) {
            world.premises.put(resource("Observation", "p-late", "Patient/p"));
            for (int i = 0; i < 3; i++) {
              world.premises.put(resource("Observation", "q-" + i, "Patient/q"));
            }
            world.premises.delete("Observation/q-gone");
          } else if (rounds.get() == 2
              && request.uri().contains("_history?")
              && request.uri().contains("_offset=4")
              && removed.compareAndSet(false, true)) {
            // As another record's erasure does
            world.premises.lose("Observation/q-gone");
          }
          return Optional.empty();
        });

    world.start(MoverWorld.holding(Duration.ofSeconds(30)), settings -> settings);
    world.realm.decide("p", "PERMIT");

    world.awaitSettled("p", "nuage-sante");
    assertThat(removed).isTrue();
    assertThat(world.cloud.content()).containsKey("Observation/p-late");
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @Test
  void whatHasBecomeEverybodysWhileItWasCopiedArrivesAsItIsNow() {
    world.premises.put(resource("Device", "p-device", "Patient/p").put("note", "implanted"));
    world.premises.instead(
        once(
            Gate::history,
            () -> world.premises.put(resource("Device", "p-device").put("note", "returned"))));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.cloud.content().get("Device/p-device"))
        .isEqualTo(resource("Device", "p-device").put("note", "returned"));
    assertThat(recordOf(world.premises, "p")).containsOnlyKeys("Device/p-device");
  }

  /** A while later nothing of what the host tells of it names the patient any more. */
  @Test
  void whatHasBecomeEverybodysWhileItWasCopiedIsFollowedUntilTheSwitch() {
    world.premises.put(resource("Device", "p-device", "Patient/p").put("note", "implanted"));
    AtomicInteger rounds = new AtomicInteger();
    world.premises.instead(
        request -> {
          if (Gate.history(request)) {
            int round = rounds.incrementAndGet();
            if (round == 1) {
              world.premises.put(resource("Device", "p-device").put("note", "returned"));
            } else if (round == 2) {
              world.premises.forgets("Device/p-device", 1);
              world.premises.put(resource("Device", "p-device").put("note", "in stock"));
            }
          }
          return Optional.empty();
        });
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.cloud.content())
        .containsEntry("Device/p-device", resource("Device", "p-device").put("note", "in stock"));
  }

  @Test
  void whatHasBecomeThePatientsWhileItWasCopiedAsEverybodysArrivesAsItIsNow() {
    JsonObject implanted = resource("Device", "p-device", "Patient/p").put("note", "implanted");
    world.premises.put(resource("Device", "p-device").put("note", "in stock"));
    world.premises.put(resource("Observation", "p-o9", "Patient/p", "Device/p-device"));
    world.premises.instead(once(Gate::history, () -> world.premises.put(implanted)));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.cloud.content()).containsEntry("Device/p-device", implanted);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatHasBecomeThePatientsAndIsDeletedBeforeItIsLookedForStaysAsEverybodys() {
    JsonObject stocked = resource("Device", "p-device").put("note", "in stock");
    world.premises.put(stocked);
    world.premises.put(resource("Observation", "p-o9", "Patient/p", "Device/p-device"));
    AtomicBoolean implanted = new AtomicBoolean();
    world.premises.instead(
        once(
            Gate::history,
            () -> {
              world.premises.put(resource("Device", "p-device", "Patient/p"));
              implanted.set(true);
            }));
    Gate gate = Gate.before(world.cloud, request -> implanted.get());
    MoverWorld.Running started = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    world.kill(started);
    world.premises.put(resource("Observation", "p-o9", "Patient/p"));
    world.premises.delete("Device/p-device");
    gate.open();

    world.start();
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(world.cloud.content()).containsEntry("Device/p-device", stocked);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void anAddressThatCannotBeKeptIsAFailureLikeAnyOther() {
    world.premises.instead(only(Gate::everything, page("\\u0000")));

    failsToPermit("unexpected: ");

    recoversOnce(world.premises::behave);
  }

  @Test
  void aTransferFromAHostThatIsNoMoreIsTriedAgainAsSeldomAsAnyThatFails() {
    world.database.execute(
        "INSERT INTO hosts.transfer (practice, patient, source, destination, urgent)"
            + " VALUES ('cabinet-des-lilas', 'p', 'nuage-perdu', 'cabinet', true)");
    world.start(MoverWorld.pausing(Duration.ofHours(1)), settings -> settings);

    assertThat(world.awaitReason("p", "failed")).startsWith("placed-elsewhere: ");
    admit(world.premises, "q");
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");

    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @Test
  void aRecordOfWhichItCannotBeToldWhereItIsKeepsNoOtherFromItsPlace() {
    Gate gate = Gate.before(world.premises, request -> true);
    MoverWorld.Running first = world.start();
    world.realm.decide("a", "PERMIT");
    world.decideAndFollow("p", "PERMIT");
    // Given that no decision is new, so that it is for the sweep to find out
    world.kill(first);
    world.premises.behave();
    gate.open();
    world.database.execute("DELETE FROM hosts.transfer_item");
    world.database.execute("DELETE FROM hosts.transfer");
    world.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host)"
            + " VALUES ('cabinet-des-lilas', 'a', 'nuage-perdu')");

    world.start();

    world.awaitSettled("p", "nuage-sante");
    assertThat(world.transfers("a")).isEmpty();
  }

  @Test
  void aPageThatIsTooLargeIsAskedForInSmallerOnes() {
    for (int i = 0; i < 4; i++) {
      world.premises.put(
          resource("Observation", "p-large" + i, "Patient/p").put("note", "x".repeat(40 << 10)));
    }
    record = recordOf(world.premises, "p");
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.cloud, "p")).isEqualTo(record).hasSize(18);
  }

  @Test
  void whatCannotBeCarriedIsNamedAndStaysWhereItIs() {
    world.premises.put(
        resource("DocumentReference", "p-absolute", "Patient/p")
            .put(
                "attachment", new JsonObject().put("url", world.premisesUrl() + "/Binary/p-scan")));
    record = recordOf(world.premises, "p");

    failsToPermit("not-carried: ");

    assertThat(world.reason("p")).contains("DocumentReference/p-absolute");
    assertThat(world.cloud.content()).isEmpty();
  }

  @Test
  void aRecordBeyondTheBoundStaysWhereItIs() {
    world.premises.put(
        resource("Observation", "p-huge", "Patient/p").put("note", "x".repeat(1 << 20)));
    record = recordOf(world.premises, "p");

    failsToPermit("too-large: ");

    assertThat(world.cloud.content()).isEmpty();
  }

  @Test
  void whatTheDestinationHasUnderTheSameIdsIsNotOverwritten() {
    world.cloud.put(resource("Patient", "q"));
    world.cloud.put(resource("Observation", "p-o3", "Patient/q"));
    Map<String, JsonObject> before = world.cloud.content();

    failsToPermit("destination-occupied: ");

    assertThat(world.cloud.content()).isEqualTo(before);
  }

  @Test
  void whatTheDestinationHasOfThePatientIsNeitherMixedInNorRemoved() {
    world.cloud.put(resource("Patient", "p"));
    world.cloud.put(resource("Observation", "p-unknown", "Patient/p"));
    Map<String, JsonObject> before = world.cloud.content();

    failsToPermit("destination-occupied: ");

    assertThat(world.cloud.content()).isEqualTo(before);
  }

  @Test
  void sharedResourcesOfTheDestinationAreNotOverwritten() {
    world.cloud.put(resource("Practitioner", "gp").put("name", "as the cloud knows her"));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.cloud.content().get("Practitioner/gp").getString("name"))
        .isEqualTo("as the cloud knows her");
  }

  @Test
  void aMedicationThatTheDestinationKnowsOtherwiseIsReportedAndKeepsNothingFromMoving() {
    world.cloud.put(resource("Medication", "m").put("strength", "5 mg"));
    world.cloud.put(resource("Medication", "same").put("strength", "1 mg"));
    world.premises.put(resource("Medication", "m").put("strength", "10 mg"));
    world.premises.put(resource("Medication", "same").put("strength", "1 mg"));
    world.premises.put(
        resource("Observation", "p-med", "Patient/p", "Medication/m", "Medication/same"));
    world.start();

    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(
            world.database.rows("SELECT unnest(differing) AS one FROM hosts.transfer").stream()
                .map(row -> row.get("one")))
        .containsExactly("Medication/m");
    assertThat(world.cloud.content().get("Medication/m").getString("strength")).isEqualTo("5 mg");
  }

  @Test
  void nothingIsErasedAsLongAsTheDestinationLosesAResource() {
    AtomicBoolean switched = new AtomicBoolean();
    world.cloud.storing(
        written ->
            switched.get() && written.getString("id").equals("p-o5")
                ? Optional.empty()
                : Optional.of(written));
    world.cloud.instead(
        afterTheSwitch(
            Gate::everything,
            () -> {
              switched.set(true);
              world.cloud.lose("Observation/p-o5");
            }));

    failsAfterTheSwitch("copy-differs: ");

    assertThat(world.reason("p")).contains("Observation/p-o5");
    isErasedOnce(world.cloud::behave);
  }

  @Test
  void whatReachedTheSourceAfterTheSwitchIsNotErasedWithTheRest() {
    world.premises.instead(
        afterTheSwitch(
            Gate::everything,
            () -> world.premises.put(resource("Observation", "p-late", "Patient/p"))));

    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("source-changed: ");
    assertThat(recordOf(world.premises, "p")).containsAllEntriesOf(record).hasSize(15);
  }

  @Test
  void whatWasDeletedAtTheSourceAfterTheSwitchDoesNotLiveOnUnnoticed() {
    deletedAtTheSource("Observation/p-o5");

    world.cloud.delete("Observation/p-o5");
    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).hasSize(13).doesNotContainKey("Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  /** Its versions too: as by an expunge, or a host that is back from an older backup. */
  @Test
  void soItIsOnceWhatTheSourceHasLostWithAllItsVersionsIsDeletedWhereTheRecordLives() {
    world.premises.put(resource("Observation", "p-o5", "Patient/p", "Encounter/p-e").put("n", 2));
    // Before it is asked for the versions of anything
    world.premises.instead(
        afterTheSwitch(request -> true, () -> world.premises.lose("Observation/p-o5")));
    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("source-changed: ")
        .contains("1 missing: Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).hasSize(13);

    world.cloud.delete("Observation/p-o5");
    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).doesNotContainKey("Observation/p-o5");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatWasDeletedAtTheSourceByMistakeAndIsBackThereIsErasedWithTheRest() {
    JsonObject deleted = record.get("Observation/p-o5");
    deletedAtTheSource("Observation/p-o5");

    isErasedOnce(() -> world.premises.put(deleted));
  }

  /** Past the gateway, before anything is erased there; then nothing is. */
  private void deletedAtTheSource(String reference) {
    world.premises.instead(
        afterTheSwitch(Gate::everything, () -> world.premises.delete(reference)));

    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed"))
        .startsWith("source-changed: ")
        .contains("1 missing: " + reference);
    assertThat(recordOf(world.premises, "p")).hasSize(13);
    assertThat(world.database.rows("SELECT 1 FROM hosts.erasure_certificate")).isEmpty();
  }

  @Test
  void whatTheNewPlaceWroteSinceDoesNotKeepTheOldOneFromBeingErased() {
    world.cloud.instead(
        afterTheSwitch(
            Gate::everything,
            () ->
                world.cloud.put(
                    resource("Observation", "p-o5", "Patient/p").put("status", "amended"))));

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.cloud.content().get("Observation/p-o5").getString("status"))
        .isEqualTo("amended");
  }

  @Test
  void soItIsWhereTheNewPlaceDoesNotCountVersions() {
    world.cloud.withoutVersions();

    whatTheNewPlaceWroteSinceDoesNotKeepTheOldOneFromBeingErased();
  }

  @Test
  void whatTheNewPlaceDeletedSinceDoesNotKeepTheOldOneFromBeingErased() {
    world.cloud.instead(
        afterTheSwitch(Gate::everything, () -> world.cloud.delete("Observation/p-o5")));

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(recordOf(world.cloud, "p")).hasSize(13).doesNotContainKey("Observation/p-o5");
  }

  @Test
  void whatTheNewPlaceHasLostIsWrittenThereAgainThoughSomebodyWritesToTheRecordMeanwhile() {
    afterTheSwitch(
        running -> {
          running.wrote("p");
          world.cloud.lose("Observation/p-o5");
          world.cloud.lose("Encounter/p-e");
        });

    permitted();

    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @Test
  void allThatTheNewPlaceHasLostIsWrittenAgainAFewAtATimeAndWritersGoOnBetweenThem() {
    AtomicReference<Future<Hold>> writer = new AtomicReference<>();
    AtomicReference<Boolean> wrote = new AtomicReference<>();
    AtomicBoolean lost = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.everything(request)
              && world.placement("p").equals("nuage-sante")
              && lost.compareAndSet(false, true)) {
            record.keySet().forEach(world.cloud::lose);
          } else if (lost.get() && Gate.writes(request)) {
            Future<Hold> waiting = writer.get();
            if (waiting == null) {
              writer.set(running.get().hosts.share(new PatientRecord(TestRealm.PRACTICE, "p")));
              awaitWaiting();
            } else if (wrote.get() == null) {
              wrote.set(waiting.isComplete());
            }
          }
          return Optional.empty();
        });
    permitted();
    Awaitility.await("a writer waits").until(() -> writer.get() != null);
    writer.get().await().abandon().await();

    world.awaitSettled("p", "nuage-sante");
    assertThat(wrote.get()).isTrue();
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("attempts").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the record",
        "all",
        "a practitioner",
        "a device that is another's by now",
        "a doctor who refers to what is new"
      })
  void whatTheNewPlaceHasLostBeforeAnythingIsArchivedThereIsWrittenAgain(String lost) {
    boolean device = lost.startsWith("a device");
    boolean doctor = lost.startsWith("a doctor");
    if (device || doctor) {
      world.premises.put(resource("Device", "d"));
      world.premises.put(resource("Practitioner", "doctor", "Organization/org"));
      world.premises.put(
          resource("Observation", "p-o9", "Patient/p", "Device/d", "Practitioner/doctor"));
      record = recordOf(world.premises, "p");
    }
    MoverWorld.Running started =
        world.start(MoverWorld.settling(Duration.ofHours(1)), settings -> settings);
    world.realm.decide("p", "PERMIT");
    Awaitility.await("switched")
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.transfers("p").stream().anyMatch(row -> row.get("erase_after") != null));
    if (device) {
      admit(world.premises, "q");
      world.premises.put(resource("Device", "d", "Patient/q"));
      world.cloud.lose("Device/d");
    } else if (doctor) {
      world.premises.put(resource("Location", "new"));
      world.premises.put(resource("Practitioner", "doctor", "Organization/org", "Location/new"));
      world.cloud.lose("Practitioner/doctor");
    } else if (!lost.equals("a practitioner")) {
      record.keySet().forEach(world.cloud::lose);
    }
    if (!lost.equals("the record") && !device && !doctor) {
      world.cloud.lose("Practitioner/gp");
    }
    if (lost.equals("all")) {
      world.cloud.lose("Organization/org");
    }
    // And a practitioner who has moved meanwhile
    JsonObject practitioner =
        world.premises.content().get("Practitioner/gp").copy().put("note", "new");
    world.premises.put(practitioner);

    world.database.execute("UPDATE hosts.transfer SET erase_after = now(), retry_at = now()");
    started.handovers.committed();
    world.awaitState("p", "certified");

    assertThat(world.cloud.content())
        .containsAllEntriesOf(record)
        .containsKeys("Practitioner/gp", "Organization/org");
    assertThat(world.cloud.content().containsKey("Device/d")).isEqualTo(doctor);
    assertThat(world.cloud.content().containsKey("Practitioner/doctor")).isEqualTo(device);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(ArchiveOf.at(world.cloud)).hasSize(1);
    assertThat(world.transfers("p")).singleElement().extracting("failures").isEqualTo(0);
  }

  @Test
  void whatSomebodyHasDeletedAtTheNewPlaceOfWhatIsEverybodysIsNotWrittenThereAgain() {
    world.premises.put(resource("Practitioner", "locum"));
    world.premises.put(resource("Observation", "p-o9", "Patient/p", "Practitioner/locum"));
    world.cloud.instead(
        afterTheSwitch(
            Gate::everything,
            () -> {
              world.cloud.put(resource("Observation", "p-o9", "Patient/p"));
              world.cloud.delete("Practitioner/locum");
            }));

    permitted();

    world.awaitState("p", "certified");
    assertThat(world.cloud.content()).doesNotContainKey("Practitioner/locum");
  }

  @Test
  void anArchiveThatTheNewPlaceHasLostIsWrittenAgainBeforeAnythingIsErased() {
    AtomicInteger pieces = new AtomicInteger();
    world.cloud.instead(
        once(
            request ->
                Gate.everything(request)
                    && world.cloud.content().keySet().stream()
                        .anyMatch(key -> key.startsWith("DocumentReference/earlier-versions-")),
            () ->
                world.cloud.content().keySet().stream()
                    .filter(key -> key.startsWith("Binary/earlier-versions-"))
                    .peek(piece -> pieces.incrementAndGet())
                    .forEach(world.cloud::lose)));

    permitted();

    world.awaitState("p", "certified");
    assertThat(pieces).hasPositiveValue();
    assertThat(ArchiveOf.at(world.cloud))
        .singleElement()
        .satisfies(archive -> assertThat(archive.index()).hasSize(14));
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  private void awaitWaiting() {
    Awaitility.await("the writer waits")
        .until(
            () ->
                !world
                    .database
                    .rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                    .isEmpty());
  }

  @Test
  void writersWaitWhileWhatIsLostIsWrittenAgain() {
    AtomicBoolean lost = new AtomicBoolean();
    Gate gate =
        Gate.before(
            world.cloud,
            request -> {
              if (Gate.everything(request)
                  && world.placement("p").equals("nuage-sante")
                  && lost.compareAndSet(false, true)) {
                world.cloud.lose("Observation/p-o5");
              }
              return lost.get() && Gate.writes(request);
            });
    MoverWorld.Running started = permitted();
    gate.awaitReached();

    Future<Hold> writer = started.hosts.share(new PatientRecord(TestRealm.PRACTICE, "p"));
    awaitWaiting();
    assertThat(writer.isComplete()).isFalse();
    gate.open();

    writer.await().abandon().await();
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
  }

  @Test
  void aWriteThatTheNewPlaceHasLostIsMadeThereAgain() {
    losesAnAmendment(running -> {});

    permitted();

    world.awaitSettled("p", "nuage-sante");
    assertThat(world.cloud.content().get("Observation/p-o0").getString("status"))
        .isEqualTo("amended");
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void aWriteThatTheNewPlaceHasLostIsNotTakenForOneThatSomebodyMadeThereSince() {
    losesAnAmendment(running -> running.wrote("p"));

    permitted();

    world.awaitState("p", "failed");
    assertThat(world.cloud.content().get("Observation/p-o0").getString("status")).isNull();
    assertThat(world.reason("p")).startsWith("copy-differs: ");
    assertThat(world.premises.content().get("Observation/p-o0").getString("status"))
        .isEqualTo("amended");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  @Test
  void whatSomebodyChangedPastTheGatewayAtAPlaceThatHasLostAWriteIsNotOverwritten() {
    losesAnAmendment(
        running ->
            world.cloud.put(
                resource("Observation", "p-o0", "Patient/p", "Encounter/p-e")
                    .put("status", "entered-in-error")));

    permitted();

    assertThat(world.awaitReason("p", "failed")).startsWith("copy-differs: ");
    assertThat(world.cloud.content().get("Observation/p-o0").getString("status"))
        .isEqualTo("entered-in-error");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
  }

  /**
   * One resource is written twice, since it changes while the record is copied, and the new place
   * loses the second of these writes.
   */
  private void losesAnAmendment(Consumer<MoverWorld.Running> meanwhile) {
    AtomicInteger writes = new AtomicInteger();
    Function<Arrived, Optional<Reply>> amended =
        request -> {
          if (Gate.writes(request) && writes.incrementAndGet() == 5) {
            world.premises.put(
                resource("Observation", "p-o0", "Patient/p", "Encounter/p-e")
                    .put("status", "amended"));
          }
          return Optional.empty();
        };
    Function<Arrived, Optional<Reply>> lost =
        afterTheSwitch(
            Gate::everything,
            () -> {
              world.cloud.losesLastWrite("Observation/p-o0");
              meanwhile.accept(running.get());
            });
    world.cloud.instead(request -> amended.apply(request).or(() -> lost.apply(request)));
  }

  @Test
  void whatTheNewPlaceHasLostIsWrittenAgainThoughItHadItBeforeAndSaysThatItWasDeleted() {
    hadAnObservationBefore();
    afterTheSwitch(running -> world.cloud.losesLastWrite("Observation/p-o5"));

    permitted();

    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void whatTheNewPlaceHasLostIsNotTakenForDeletedThoughItOnceWas() {
    hadAnObservationBefore();
    afterTheSwitch(
        running -> {
          running.wrote("p");
          world.cloud.losesLastWrite("Observation/p-o5");
        });

    permitted();

    assertThat(world.awaitReason("p", "failed")).startsWith("copy-differs: ");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(recordOf(world.cloud, "p")).doesNotContainKey("Observation/p-o5");
  }

  private void hadAnObservationBefore() {
    world.cloud.put(resource("Patient", "p"));
    world.cloud.put(resource("Observation", "p-o5", "Patient/p"));
    world.cloud.delete("Observation/p-o5");
    world.cloud.delete("Patient/p");
  }

  private MoverWorld.Running permitted() {
    MoverWorld.Running started = world.start();
    running.set(started);
    world.realm.decide("p", "PERMIT");
    return started;
  }

  /** Once, when the destination is looked at before anything is erased. */
  private void afterTheSwitch(Consumer<MoverWorld.Running> action) {
    world.cloud.instead(afterTheSwitch(Gate::everything, () -> action.accept(running.get())));
  }

  @Test
  void aSourceThatCannotExpungeIsStillEmptiedAndSaidToKeepVersions() {
    world.premises.instead(only(Gate::expunges, Reply.json(405, new JsonObject())));

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @Test
  void aSourceThatDoesNotKnowOfExpungingIsSaidToKeepVersions() {
    world.premises.instead(only(Gate::expunges, Reply.json(404, new JsonObject())));

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(ints = {406, 415, 422})
  void aSourceThatRefusesToExpungeForWhateverReasonIsSaidToKeepVersions(int status) {
    world.premises.instead(only(Gate::expunges, Reply.json(status, new JsonObject())));

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @Test
  void aSourceThatDoesNotSayThatItCanExpungeIsNotAskedTo() {
    AtomicInteger asked = new AtomicInteger();
    JsonObject said = world.premises.statement();
    said.getJsonArray("rest")
        .getJsonObject(0)
        .getJsonArray("resource")
        .forEach(type -> ((JsonObject) type).remove("operation"));
    world.premises.instead(
        request -> {
          if (Gate.expunges(request)) {
            asked.incrementAndGet();
            return Optional.of(Reply.json(500, new JsonObject()));
          }
          return request.uri().equals("/fhir/metadata")
              ? Optional.of(Reply.json(200, said))
              : Optional.empty();
        });

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(asked).hasValue(0);
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @Test
  void aSourceThatOnlyPretendsToExpungeIsNotBelieved() {
    world.premises.instead(
        request ->
            request.uri().endsWith("/Observation/p-o3/$expunge")
                ? Optional.of(Reply.json(200, new JsonObject()))
                : Optional.empty());

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");

    assertThat(world.premises.remembered()).contains("Observation/p-o3");
    assertThat(world.premises.remembered()).doesNotContain("Observation/p-o4", "Patient/p");
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @Test
  void aSourceThatOnlyPretendsToDeleteIsNotBelieved() {
    world.premises.instead(
        only(Gate::deletes, Reply.json(200, new JsonObject("{\"resourceType\":\"Bundle\"}"))));

    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith("remains: ");
    world.premises.behave();
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  @Test
  void aSourceThatKnowsOfNothingAfterTheSwitchIsNotSaidToBeEmpty() {
    // Given what stands before a host that is down
    world.premises.instead(onceSwitched(request -> Optional.of(Reply.json(404, new JsonObject()))));

    failsAfterTheSwitch("host-refused: ");

    isErasedOnce(world.premises::behave);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSourceThatKnowsOfNothingWhileItIsAskedToExpungeIsNotSaidToHaveNoVersions(boolean batches) {
    // Given what stands before a host that is down, from the first of these requests on
    AtomicBoolean down = new AtomicBoolean();
    JsonObject said = world.premises.statement();
    if (!batches) {
      said.getJsonArray("rest").getJsonObject(0).remove("interaction");
    }
    world.premises.instead(
        request -> {
          down.compareAndSet(false, Gate.expunges(request));
          return down.get()
              ? Optional.of(Reply.json(404, new JsonObject()))
              : request.uri().equals("/fhir/metadata")
                  ? Optional.of(Reply.json(200, said))
                  : Optional.empty();
        });

    failsOnceErased("host-refused: ");
    assertThat(world.premises.remembered()).contains("Patient/p", "Observation/p-o4");

    isErasedOnce(world.premises::behave);
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(true);
    assertThat(world.premises.remembered()).noneMatch(key -> key.matches(".*/p(-.*)?"));
  }

  /** It was away for the request to remove them, and is back for the question what is left. */
  @Test
  void aSourceThatKnewOfNothingWhenItWasAskedToExpungeIsAskedAgain() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger expunges = new AtomicInteger();
    JsonObject said = world.premises.statement();
    said.getJsonArray("rest").getJsonObject(0).remove("interaction");
    world.premises.instead(
        request -> {
          if (request.uri().equals("/fhir/metadata")) {
            return Optional.of(Reply.json(200, said));
          }
          boolean expunged = request.uri().endsWith("/Observation/p-o3/$expunge");
          boolean looked = request.uri().contains("/Observation/p-o3/_history");
          expunges.addAndGet(expunged ? 1 : 0);
          return (expunged || looked) && asked.getAndIncrement() < 2
              ? Optional.of(Reply.json(404, new JsonObject()))
              : Optional.empty();
        });

    world.start();
    world.realm.decide("p", "PERMIT");
    world.awaitState("p", "certified");

    assertThat(expunges).hasValue(2);
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(true);
    assertThat(world.premises.remembered()).doesNotContain("Observation/p-o3");
  }

  @Test
  void aSourceThatIsEmptyAfterTheSwitchIsNotTakenForTheOneThatHadTheRecord() {
    world.premises.instead(
        onceSwitched(
            request ->
                request.uri().contains("/metadata")
                    ? Optional.empty()
                    : Optional.of(
                        request.uri().contains("?")
                            ? Reply.json(
                                200, new JsonObject("{\"resourceType\":\"Bundle\",\"total\":0}"))
                            : Reply.json(404, new JsonObject()))));

    failsAfterTheSwitch("no-record: ");

    isErasedOnce(world.premises::behave);
  }

  @Test
  void aDestinationThatKnowsOfNothingKeepsNothingOfACopyThatIsTakenBack() {
    Gate gate = Gate.before(world.cloud, ResumedTransferTest.after(2, Gate::writes));
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    world.decideAndFollow("p", "WITHDRAW");
    world.cloud.instead(request -> Optional.of(Reply.json(404, new JsonObject())));
    gate.open();

    assertThat(world.awaitReason("p", "failed")).startsWith("host-refused: ");
    assertThat(recordOf(world.cloud, "p")).isNotEmpty();
    world.cloud.behave();

    world.awaitState("p", "cancelled");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  private void failsAfterTheSwitch(String reason) {
    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith(reason);
    assertThat(world.placement("p")).isEqualTo("nuage-sante");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(world.database.rows("SELECT 1 FROM hosts.erasure_certificate")).isEmpty();
  }

  private void failsOnceErased(String reason) {
    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith(reason);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.database.rows("SELECT 1 FROM hosts.erasure_certificate")).isEmpty();
  }

  private void isErasedOnce(Runnable healed) {
    healed.run();
    world.awaitState("p", "certified");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  private Function<Arrived, Optional<Reply>> onceSwitched(
      Function<Arrived, Optional<Reply>> other) {
    return request ->
        world.placement("p").equals("nuage-sante") ? other.apply(request) : Optional.empty();
  }

  /** Permits, and expects the record to stay complete where it was. */
  private void failsToPermit(String reason) {
    world.start();
    world.realm.decide("p", "PERMIT");

    assertThat(world.awaitReason("p", "failed")).startsWith(reason);
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  private void recoversOnce(Runnable healed) {
    healed.run();
    world.awaitSettled("p", "nuage-sante");
    assertThat(recordOf(world.cloud, "p")).isEqualTo(record);
    assertThat(recordOf(world.premises, "p")).isEmpty();
  }

  private static Function<Arrived, Optional<Reply>> only(Predicate<Arrived> kind, Reply reply) {
    return request -> kind.test(request) ? Optional.of(reply) : Optional.empty();
  }

  /** Acts once, right before a host answers the first request of a kind after the switch. */
  private Function<Arrived, Optional<Reply>> afterTheSwitch(
      Predicate<Arrived> kind, Runnable action) {
    return once(
        request -> kind.test(request) && world.placement("p").equals("nuage-sante"), action);
  }

  private static Function<Arrived, Optional<Reply>> once(Predicate<Arrived> kind, Runnable action) {
    AtomicBoolean acted = new AtomicBoolean();
    return request -> {
      if (kind.test(request) && acted.compareAndSet(false, true)) {
        action.run();
      }
      return Optional.empty();
    };
  }
}
