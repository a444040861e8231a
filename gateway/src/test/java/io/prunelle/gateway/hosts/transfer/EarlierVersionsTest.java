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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a record's earlier versions when it moves. */
class EarlierVersionsTest {

  private MoverWorld world = new MoverWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private void amend(FhirStore host, String id, int from, int to) {
    for (int i = from; i <= to; i++) {
      host.put(resource("Observation", id, "Patient/p").put("note", "version " + i));
    }
  }

  private void move() {
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void whatWasOverwrittenBeforeTheMoveIsKeptWhereTheRecordLivesAndNowhereElse() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 4);
    world.start();

    move();

    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    assertThat(archive.names())
        .containsExactly("Observation/p-o1 3", "Observation/p-o1 2", "Observation/p-o1 1");
    assertThat(archive.versions().get(0).getString("note")).isEqualTo("version 3");
    assertThat(archive.versions().get(0).getJsonObject("meta").getString("lastUpdated"))
        .isNotEmpty();
    assertThat(archive.document().getJsonObject("subject").getString("reference"))
        .isEqualTo("Patient/p");
    assertThat(archive.document().getString("status")).isEqualTo("current");
    // by which they are shown to nobody but the patient: EarlierVersionsKeptBackTest
    assertThat(archive.document().getString("id")).startsWith("earlier-versions-");
    assertThat(archive.binaries())
        .allSatisfy(binary -> assertThat(binary).startsWith("Binary/earlier-versions-"));
    assertThat(archive.document().getString("description")).contains("cabinet", "Earlier versions");
    assertThat(archive.index()).hasSize(14);
    assertThat(archive.told("Observation/p-o1"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getString("versionId")).isEqualTo("4");
              assertThat(line.getInteger("earlier")).isEqualTo(3);
              assertThat(line.getString("lastUpdated")).isNotEmpty();
            });
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(world.premises.content().keySet())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
    assertThat(world.database.rows("SELECT resource FROM hosts.transfer_item")).hasSize(14);
    assertThat(manifest().getInteger("archivedVersions")).isEqualTo(3);
    assertThat(manifest().getInteger("leftOutVersions")).isZero();
  }

  private JsonObject manifest() {
    List<Map<String, Object>> transfers = world.transfers("p");
    return new JsonObject((String) transfers.get(transfers.size() - 1).get("manifest"));
  }

  @Test
  void ofARecordThatWasNeverAmendedItIsKeptWhenItHadBeenWritten() {
    admit(world.premises, "p");
    List<Arrived> asked = new CopyOnWriteArrayList<>();
    world.premises.instead(
        request -> {
          if (request.uri().contains("/_history?_count=4")
              && world.placement("p").equals("nuage-sante")) {
            asked.add(request);
          }
          return Optional.empty();
        });
    world.start();

    move();

    assertThat(ArchiveOf.at(world.cloud))
        .singleElement()
        .satisfies(
            archive -> {
              assertThat(archive.versions()).isEmpty();
              assertThat(archive.index())
                  .hasSize(14)
                  .allSatisfy(line -> assertThat(line.getString("lastUpdated")).isNotEmpty());
              assertThat(archive.binaries()).hasSize(1);
            });
    assertThat(asked).isEmpty();
  }

  @Test
  void aHostThatDoesNotTellOfVersionsGivesNone() {
    world.close();
    world = new MoverWorld(FhirStore.Kind.PLAIN);
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 4);
    world.start();

    move();

    assertThat(ArchiveOf.at(world.cloud)).isEmpty();
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(manifest().getString("archive")).isNull();
  }

  /**
   * @param later whether it does so by the time it deletes anything: that was not archived
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAHostThatSaysNothingOfItselfHasOfThePastStaysThere(boolean later) {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 2);
    world.premises.instead(
        request -> {
          if (request.uri().equals("/fhir/metadata")) {
            return Optional.of(Reply.json(403, new JsonObject()));
          }
          return later && (request.method().equals("DELETE") || Gate.deletes(request))
              ? Optional.of(Reply.json(503, new JsonObject()))
              : Optional.empty();
        });
    MoverWorld.Running first = world.start();
    if (later) {
      world.realm.decide("p", "PERMIT");
      world.awaitState("p", "failed");
      world.kill(first);
      assertThat(manifest().getString("archive")).isNull();
      world.premises.behave();
      world.start();
    }

    move();

    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(recordOf(world.premises, "p")).isEmpty();
    assertThat(world.premises.remembered()).contains("Observation/p-o1");
    assertThat(world.transfers("p")).singleElement().extracting("expunged").isEqualTo(false);
  }

  @Test
  void aVersionAboutAnotherPatientStaysBehindIsListedAndDoesNotStopTheMove() {
    admit(world.premises, "p");
    admit(world.premises, "other");
    world.premises.put(resource("Observation", "p-o2", "Patient/other").put("note", "mistaken"));
    world.premises.put(
        resource("Observation", "p-o2", "Patient/p")
            .put("note", "https://elsewhere.example/fhir/Patient/other")
            .put(
                "image",
                new JsonObject().put("url", "https://elsewhere.example/fhir/Patient/other")));
    amend(world.premises, "p-o2", 4, 4);
    world.start();

    move();

    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    assertThat(archive.names()).containsExactly("Observation/p-o2 1");
    assertThat(archive.told("Observation/p-o2"))
        .extracting(line -> line.getString("versionId") + " " + line.getString("leftOut"))
        .containsExactly("3 another-patient", "2 another-patient", "4 null");
    assertThat(world.cloud.content().toString()).doesNotContain("Patient/other", "mistaken");
    assertThat(archive.index().toString()).doesNotContain("other\"", "mistaken");
    assertThat(manifest().getInteger("leftOutVersions")).isEqualTo(2);
    assertThat(world.state("p")).isEqualTo("certified");
  }

  @Test
  void aThousandVersionsAreTakenAPageAtATimeAndKeptInPieces() {
    admit(world.premises, "p");
    for (int i = 2; i <= 1_000; i++) {
      world.premises.put(
          resource("Observation", "p-o1", "Patient/p").put("note", i + "x".repeat(1_200)));
    }
    AtomicInteger most = new AtomicInteger();
    world.premises.answering(
        reply -> {
          most.accumulateAndGet(reply.body().length(), Math::max);
          return reply;
        });
    world.start();

    move();

    assertThat(most).hasValueLessThan(64 << 10);
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    assertThat(archive.versions()).hasSize(999);
    assertThat(archive.names()).doesNotHaveDuplicates().startsWith("Observation/p-o1 999");
    assertThat(archive.largest()).isLessThanOrEqualTo(256 << 10);
    assertThat(archive.binaries()).hasSizeGreaterThan(4);
  }

  @Test
  void whatAnArchiveHasNoRoomForIsListedSoThatTheRecordMayLeaveAgain() {
    admit(world.premises, "p");
    for (int i = 2; i <= 40; i++) {
      world.premises.put(
          resource("Observation", "p-o1", "Patient/p").put("note", i + "x".repeat(60_000)));
    }
    world.premises.put(resource("Observation", "p-o1", "Patient/p"));
    world.start();
    move();

    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    long left = archive.index().stream().filter(line -> line.containsKey("leftOut")).count();
    assertThat(left).isPositive();
    assertThat(archive.versions().size() + left).isEqualTo(40);
    assertThat(manifest().getLong("leftOutVersions")).isEqualTo(left);

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");
    assertThat(ArchiveOf.at(world.premises)).contains(archive);
  }

  @Test
  void pagesTooLargeToBeHeldAreAskedForInSmallerOnesAndNothingIsKeptTwice() {
    admit(world.premises, "p");
    for (int i = 2; i <= 12; i++) {
      // Of the later pages alone four do not fit
      String note = i + "x".repeat(i < 6 ? 30_000 : 100);
      world.premises.put(resource("Observation", "p-o1", "Patient/p").put("note", note));
    }
    world.start();

    move();

    assertThat(ArchiveOf.at(world.cloud).get(0).names())
        .hasSize(11)
        .doesNotHaveDuplicates()
        .startsWith("Observation/p-o1 11")
        .endsWith("Observation/p-o1 1");
  }

  @Test
  void whatSomebodyOverwritesOrDeletesWhileItMovesIsInTheArchiveToo() {
    admit(world.premises, "p");
    AtomicBoolean written = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && written.compareAndSet(false, true)) {
            amend(world.premises, "p-o1", 2, 2);
            world.premises.delete("Observation/p-o8");
          }
          return Optional.empty();
        });
    AtomicInteger rounds = new AtomicInteger();
    world.premises.instead(
        request -> {
          // Before the last round, for which writers wait
          if (Gate.history(request) && rounds.incrementAndGet() == 2) {
            amend(world.premises, "p-o1", 3, 3);
          }
          return Optional.empty();
        });
    world.start();

    move();

    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    assertThat(archive.names())
        .containsExactly("Observation/p-o1 2", "Observation/p-o1 1", "Observation/p-o8 1");
    assertThat(archive.told("Observation/p-o8"))
        .singleElement()
        .satisfies(line -> assertThat(line.getBoolean("deleted")).isTrue());
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
  }

  @Test
  void whatWasDeletedBeforeTheMoveIsInTheArchiveAndGoneFromWhereItWasAsFarAsTheJournalTells() {
    admit(world.premises, "p");
    admit(world.premises, "q");
    amend(world.premises, "p-o8", 2, 2);
    world.premises.delete("Observation/p-o8");
    world.premises.delete("Observation/q-o1");
    MoverWorld.Running running = world.start();
    running.deleted("p", "Observation", "p-o8");
    // Another's by now, be it that somebody was let delete it from this record once
    running.deleted("p", "Observation", "q-o1");
    running.deleted("p", "Observation", "p-o7");
    running.deleted("p", "Observation", "never-was");

    move();

    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    assertThat(archive.names()).containsExactly("Observation/p-o8 2", "Observation/p-o8 1");
    assertThat(archive.told("Observation/p-o8"))
        .singleElement()
        .satisfies(line -> assertThat(line.getBoolean("deleted")).isTrue());
    assertThat(recordOf(world.cloud, "p")).hasSize(13).containsKey("Observation/p-o7");
    assertThat(world.verification().getLong("deletedBeforeFound")).isEqualTo(1);
    assertThat(world.premises.remembered())
        .noneMatch(key -> key.contains("/p"))
        .contains("Observation/q-o1");
  }

  @Test
  void whichVersionAReferenceMeansIsToldByTheArchiveAndTheReferenceStaysAsItWas() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    JsonObject referring =
        resource(
            "Condition",
            "p-v",
            "Patient/p",
            "Observation/p-o1/_history/2",
            "Observation/p-o1/_history/3",
            "Observation/p-o2/_history/1",
            "Observation/p-o2/_history/7");
    world.premises.put(referring);
    world.start();

    move();

    assertThat(world.cloud.content().get("Condition/p-v")).isEqualTo(referring);
    assertThat(meant(ArchiveOf.at(world.cloud).get(0)))
        .containsExactlyInAnyOrder(
            "Observation/p-o1/_history/2 earlier",
            "Observation/p-o1/_history/3 carried",
            "Observation/p-o2/_history/1 carried",
            "Observation/p-o2/_history/7 not-shown");

    // When it moves on, numbers of versions are those of the first place still
    amend(world.cloud, "p-o1", 2, 3);
    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.premises.content().get("Condition/p-v")).isEqualTo(referring);
    assertThat(meant(ArchiveOf.at(world.premises).get(1)))
        .hasSize(4)
        .allMatch(line -> line.endsWith(" before"));
  }

  private static List<String> meant(ArchiveOf archive) {
    return archive.told("Condition/p-v").stream()
        .filter(line -> line.containsKey("refersTo"))
        .map(line -> line.getString("refersTo") + " " + line.getString("found"))
        .toList();
  }

  @Test
  void theNextMoveTakesTheArchiveAlongAndAddsWhatIsNew() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    world.start();
    move();
    ArchiveOf first = ArchiveOf.at(world.cloud).get(0);
    amend(world.cloud, "p-o1", 4, 4);

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    List<ArchiveOf> archives = ArchiveOf.at(world.premises);
    assertThat(archives).hasSize(2);
    assertThat(archives.get(0)).isEqualTo(first);
    assertThat(archives.get(1).names()).containsExactly("Observation/p-o1 1");
    assertThat(archives.get(1).versions().get(0).getString("note")).isEqualTo("version 3");
    assertThat(archives.get(1).index()).hasSize(14 + 1 + first.binaries().size());
    assertThat(world.cloud.content().keySet())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
    assertThat(world.cloud.remembered())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void killedAtAnyPieceTheNextGatewayCompletesItAndWritesNothingTwice(int piece) {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    AtomicInteger writes = new AtomicInteger();
    List<String> written = new CopyOnWriteArrayList<>();
    Gate gate =
        Gate.before(
            world.cloud,
            request -> {
              if (!Gate.writes(request) || !world.placement("p").equals("nuage-sante")) {
                return false;
              }
              boolean now = writes.incrementAndGet() == piece;
              if (!now) {
                written.add(request.body().toString());
              }
              return now;
            });
    MoverWorld.Running mover = world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();
    world.kill(mover);
    assertThat(recordOf(world.cloud, "p")).hasSize(14);
    assertThat(recordOf(world.premises, "p")).hasSize(14);
    gate.open();

    world.start();
    world.awaitSettled("p", "nuage-sante");

    assertThat(ArchiveOf.at(world.cloud))
        .singleElement()
        .satisfies(
            archive -> {
              assertThat(archive.names())
                  .containsExactly("Observation/p-o1 2", "Observation/p-o1 1");
              assertThat(world.cloud.content().keySet().stream().filter(EarlierVersionsTest::paper))
                  .containsExactlyInAnyOrderElementsOf(papers(archive));
            });
    assertThat(written).doesNotHaveDuplicates();
    assertThat(manifest().getInteger("archivedVersions")).isEqualTo(2);
  }

  /** An attempt that found more had begun more pieces, and nothing lists those. */
  private void movedWithFewerPiecesInTheEnd() {
    admit(world.premises, "p");
    for (int i = 2; i <= 20; i++) {
      world.premises.put(
          resource("Observation", "p-o1", "Patient/p").put("note", i + "x".repeat(60_000)));
    }
    Gate listing =
        Gate.before(
            world.cloud,
            request ->
                Gate.writes(request)
                    && request.body().toString().contains("DocumentReference/earlier-versions-"));
    MoverWorld.Running first = world.start();
    world.realm.decide("p", "PERMIT");
    listing.awaitReached();
    world.kill(first);
    assertThat(pieces()).hasSizeGreaterThan(4);
    listing.open();
    // Given a host that has removed all but the last of them by its own means
    for (int i = 1; i <= 18; i++) {
      world.premises.forgets("Observation/p-o1", i);
    }
    Gate removing = Gate.before(world.cloud, ResumedTransferTest.after(1, Gate::deletes));
    MoverWorld.Running second = world.start();
    removing.awaitReached();
    world.kill(second);
    assertThat(pieces()).hasSizeGreaterThan(3);
    removing.open();

    world.cloud.behave();
    world.start();
    world.awaitSettled("p", "nuage-sante");
  }

  @Test
  void piecesThatAreNoLongerNeededAreRemovedWhereverThatWasCutOff() {
    movedWithFewerPiecesInTheEnd();

    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    assertThat(archive.names()).containsExactly("Observation/p-o1 19");
    assertThat(pieces()).containsExactlyInAnyOrderElementsOf(archive.binaries());
  }

  @Test
  void noVersionOfThemIsLeftWhereTheRecordWas() {
    movedWithFewerPiecesInTheEnd();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.cloud.remembered())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
    assertThat(world.verification().getString("earlierVersions")).isEqualTo("removed");
  }

  private List<String> pieces() {
    return world.cloud.content().keySet().stream()
        .filter(name -> name.startsWith("Binary/earlier-versions-"))
        .toList();
  }

  private static boolean paper(String name) {
    return (name.startsWith("Binary/") || name.startsWith("DocumentReference/"))
        && !name.contains("/p-");
  }

  private static List<String> papers(ArchiveOf archive) {
    List<String> names = new ArrayList<>(archive.binaries());
    names.add("DocumentReference/" + archive.document().getString("id"));
    return names;
  }

  @Test
  void nothingIsRemovedUntilTheDestinationGivesTheArchiveBack() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    world.cloud.storing(
        resource ->
            resource.getString("resourceType").equals("Binary") && resource.containsKey("data")
                ? Optional.of(resource.put("data", "AAAA"))
                : Optional.of(resource));
    world.start();
    world.realm.decide("p", "PERMIT");

    Awaitility.await()
        .until(
            () -> !world.transfers("p").isEmpty() && world.reason("p").startsWith("copy-differs"));
    assertThat(recordOf(world.premises, "p")).hasSize(14);
    assertThat(world.placement("p")).isEqualTo("nuage-sante");

    world.cloud.behave();
    world.awaitSettled("p", "nuage-sante");
    assertThat(ArchiveOf.at(world.cloud)).hasSize(1);
  }

  @Test
  void aHostThatDoesNotAnswerForAWhileLosesNoVersion() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 6);
    AtomicInteger failing = new AtomicInteger(3);
    world.premises.instead(
        request ->
            request.uri().contains("Observation/p-o1/_history") && failing.getAndDecrement() > 0
                ? Optional.of(Reply.json(failing.get() > 0 ? 503 : 404, new JsonObject()))
                : Optional.empty());
    world.start();

    move();

    assertThat(failing.get()).isNegative();
    assertThat(ArchiveOf.at(world.cloud).get(0).names()).hasSize(5);
  }

  /**
   * @param what is not found by what stands before the host, from when its versions are asked for
   * @param within what is not found then: nothing at all, or this resource
   */
  private AtomicInteger notFoundForAWhile(String what, String within, int times) {
    AtomicInteger left = new AtomicInteger(times);
    AtomicBoolean begun = new AtomicBoolean();
    world.premises.instead(
        request -> {
          if (request.uri().startsWith("/fhir/" + what + "/_history")) {
            begun.set(true);
          }
          return begun.get() && request.uri().startsWith(within) && left.getAndDecrement() > 0
              ? Optional.of(Reply.json(404, new JsonObject()))
              : Optional.empty();
        });
    return left;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fhir", "/fhir/Observation/p-o1"})
  void aHostBehindWhichNothingIsFoundForAWhileLosesNoVersion(String within) {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 6);
    AtomicInteger left = notFoundForAWhile("Observation/p-o1", within, 3);
    world.start();

    move();

    assertThat(left.get()).isNegative();
    assertThat(ArchiveOf.at(world.cloud).get(0).names()).hasSize(5);
    assertThat(world.premises.remembered()).doesNotContain("Observation/p-o1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fhir", "/fhir/Observation/p-o8"})
  void neitherDoesItOfWhatSomebodyHasDeletedWhileItMoved(String within) {
    admit(world.premises, "p");
    amend(world.premises, "p-o8", 2, 3);
    AtomicBoolean deleted = new AtomicBoolean();
    world.cloud.instead(
        request -> {
          if (Gate.writes(request) && deleted.compareAndSet(false, true)) {
            world.premises.delete("Observation/p-o8");
          }
          return Optional.empty();
        });
    AtomicInteger left = notFoundForAWhile("Observation/p-o8", within, 1);
    world.start();

    move();

    assertThat(left.get()).isNegative();
    assertThat(ArchiveOf.at(world.cloud).get(0).names())
        .containsExactly("Observation/p-o8 3", "Observation/p-o8 2", "Observation/p-o8 1");
  }

  /** Once it was begun to erase the record, nothing tells any more what a lost archive had. */
  @Test
  void noVersionIsExpungedAnyMoreOnceTheArchiveIsLost() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    Gate expunging =
        Gate.before(
            world.premises,
            Gate::expunges,
            request ->
                Gate.expunges(request)
                    ? Optional.of(Reply.json(503, new JsonObject()))
                    : Optional.empty());
    MoverWorld.Running first = world.start();
    world.realm.decide("p", "PERMIT");
    expunging.awaitReached();
    world.kill(first);
    expunging.open();
    String piece = ArchiveOf.at(world.cloud).get(0).binaries().get(0);
    JsonObject lost = world.cloud.content().get(piece);
    world.cloud.lose(piece);
    AtomicInteger expunged = new AtomicInteger();
    world.premises.instead(
        request -> {
          expunged.addAndGet(Gate.expunges(request) ? 1 : 0);
          return Optional.empty();
        });

    world.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("copy-differs: "));

    assertThat(world.reason("p")).contains(piece);
    assertThat(expunged).hasValue(0);
    assertThat(world.premises.remembered()).contains("Observation/p-o1");

    // Once somebody has brought it back from a backup
    world.cloud.put(lost);
    world.awaitSettled("p", "nuage-sante");
    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(world.premises.remembered()).noneMatch(key -> key.contains("/p"));
    assertThat(ArchiveOf.at(world.cloud).get(0).names()).hasSize(2);
  }

  /**
   * @param lost whether the host has lost what lists them, or the patient has deleted it
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void piecesThatNothingListsAnyMoreMoveWithTheRecord(boolean lost) {
    MoverWorld.Running running = movedToAHostThatHidesPieces();
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    if (lost) {
      world.cloud.lose(list(archive));
    } else {
      deleted(running, list(archive));
    }
    Map<String, JsonObject> content = world.cloud.content();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(archive.binaries())
        .hasSize(2)
        .allSatisfy(
            piece -> assertThat(world.premises.content()).containsEntry(piece, content.get(piece)));
    assertThat(world.cloud.remembered())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
  }

  /**
   * @param lost whether the host answers that list and piece were never there (404), or are deleted
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void soDoThoseThatComeAfterOneWhichIsDeletedAsWell(boolean lost) {
    admit(world.premises, "p");
    for (int i = 2; i <= 12; i++) {
      world.premises.put(
          resource("Observation", "p-o1", "Patient/p").put("note", i + "x".repeat(60_000)));
    }
    hidesPieces();
    MoverWorld.Running running = world.start();
    move();
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    List<String> others = new ArrayList<>(archive.binaries());
    assertThat(others).hasSizeGreaterThan(3);
    for (String name : List.of(list(archive), others.remove(1))) {
      if (lost) {
        world.cloud.lose(name);
      } else {
        deleted(running, name);
      }
    }

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(world.premises.content()).containsKeys(others.toArray(String[]::new));
    assertThat(world.cloud.remembered())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
  }

  private MoverWorld.Running movedToAHostThatHidesPieces() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    hidesPieces();
    MoverWorld.Running running = world.start();
    move();
    return running;
  }

  /** The cloud shows a Binary by nothing but its name, be it that it was written just now. */
  private void hidesPieces() {
    world.cloud.hides(key -> key.type().equals("Binary"));
    world.cloud.instead(world.cloud::withoutHistory);
  }

  private static String list(ArchiveOf archive) {
    return "DocumentReference/" + archive.document().getString("id");
  }

  /** Through the gateway. */
  private void deleted(MoverWorld.Running running, String name) {
    String[] key = name.split("/", -1);
    running.deleted("p", key[0], key[1]);
    world.cloud.delete(name);
  }

  @Test
  void piecesThatAHostDoesNotShowWhenItIsReadAreNotErasedUntilTheyAreElsewhere() {
    movedToAHostThatHidesPieces();
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    world.cloud.lose(list(archive));
    Map<String, JsonObject> content = world.cloud.content();
    world.cloud.instead(
        request ->
            request.uri().startsWith("/fhir/Binary/earlier-versions-")
                    && world.placement("p").equals("nuage-sante")
                ? Optional.of(Reply.json(404, new JsonObject()))
                : world.cloud.withoutHistory(request));

    world.realm.decide("p", "WITHDRAW");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("remains: "));

    assertThat(world.reason("p")).contains("Binary/earlier-versions-");
    assertThat(world.cloud.content()).isEqualTo(content).containsKeys(pieces(archive));
    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.premises, "p")).hasSize(14);

    // Once somebody has brought them there
    archive.binaries().forEach(piece -> world.premises.put(content.get(piece)));
    world.awaitSettled("p", "cabinet");
    assertThat(world.cloud.content().keySet())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
    assertThat(world.premises.content()).containsKeys(pieces(archive));
  }

  @Test
  void whatSomebodyHasDeletedOfAnArchiveStaysInTheHistoryOfAHostThatSaysNothingOfItself() {
    admit(world.premises, "p");
    world.cloud.instead(
        request ->
            request.uri().equals("/fhir/metadata")
                ? Optional.of(Reply.json(403, new JsonObject()))
                : Optional.empty());
    MoverWorld.Running running = world.start();
    move();
    ArchiveOf archive = ArchiveOf.at(world.cloud).get(0);
    deleted(running, list(archive));
    archive.binaries().forEach(piece -> deleted(running, piece));

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(world.state("p")).isEqualTo("certified");
    assertThat(world.cloud.remembered()).contains(pieces(archive));
    assertThat(world.verification().getString("earlierVersions")).isEqualTo("may remain");
  }

  private static String[] pieces(ArchiveOf archive) {
    return archive.binaries().toArray(String[]::new);
  }

  /** It may answer in whatever way when it is asked for what was begun of an archive. */
  @Test
  void aHostThatHasNoAttachmentsHasNoPiecesEither() {
    world.close();
    world = new MoverWorld(FhirStore.Kind.PLAIN);
    admitWithoutAttachments();
    world.cloud.instead(request -> withoutAttachments(request, true));
    world.start();
    move();

    world.realm.decide("p", "WITHDRAW");
    world.awaitSettled("p", "cabinet");

    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).hasSize(12);
  }

  @Test
  void aHostThatRefusesToShowThemHasNotSaidThatThereAreNone() {
    world.close();
    world = new MoverWorld(FhirStore.Kind.PLAIN);
    admitWithoutAttachments();
    world.cloud.instead(request -> withoutAttachments(request, false));
    world.start();
    move();

    world.realm.decide("p", "WITHDRAW");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> world.reason("p").startsWith("host-refused: "));

    assertThat(world.placement("p")).isEqualTo("cabinet");
    assertThat(recordOf(world.cloud, "p")).hasSize(12);
    world.cloud.behave();
    world.awaitSettled("p", "cabinet");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
  }

  private void admitWithoutAttachments() {
    admit(world.premises, "p");
    world.premises.delete("DocumentReference/p-d");
    world.premises.delete("Binary/p-scan");
  }

  /**
   * @param said whether the host says that it does not have the type
   */
  private Optional<Reply> withoutAttachments(Arrived request, boolean said) {
    if (said && request.uri().equals("/fhir/metadata")) {
      JsonObject statement = world.cloud.statement();
      JsonObject rest = statement.getJsonArray("rest").getJsonObject(0);
      JsonArray types = new JsonArray();
      for (Object type : rest.getJsonArray("resource")) {
        if (!((JsonObject) type).getString("type").equals("Binary")) {
          types.add(type);
        }
      }
      rest.put("resource", types);
      return Optional.of(Reply.json(200, statement));
    }
    return request.uri().startsWith("/fhir/Binary/")
        ? Optional.of(Reply.json(400, new JsonObject()))
        : Optional.empty();
  }

  @Test
  void aMoveThatIsTakenBackLeavesNoArchive() {
    admit(world.premises, "p");
    amend(world.premises, "p-o1", 2, 3);
    Gate gate = Gate.before(world.premises, Gate::history);
    world.start();
    world.realm.decide("p", "PERMIT");
    gate.awaitReached();

    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    world.awaitState("p", "cancelled");

    assertThat(world.cloud.content().keySet())
        .containsExactlyInAnyOrder("Organization/org", "Practitioner/gp");
    assertThat(recordOf(world.premises, "p")).hasSize(14);
    assertThat(ArchiveOf.at(world.premises)).isEmpty();
  }
}
