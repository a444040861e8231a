// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.MoverWorld.admit;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.recordOf;
import static io.prunelle.gateway.hosts.transfer.MoverWorld.resource;
import static io.prunelle.gateway.hosts.transfer.ResumedTransferTest.after;
import static io.prunelle.gateway.hosts.transfer.TwoPractices.NEW;
import static io.prunelle.gateway.hosts.transfer.TwoPractices.OLD;
import static io.prunelle.gateway.hosts.transfer.TwoPractices.registered;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.fhir.CanonicalForm;
import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that go from one practice to another, are copied to one, or are erased. */
class HandoverTest {

  private static final Entry.Agent ADA =
      new Entry.Agent("u-ada", "Ada", "practice-administrator", "demo", null, null);

  private final TwoPractices practices = new TwoPractices();
  private final MoverWorld world = practices.world;
  private Map<String, JsonObject> record;

  @BeforeEach
  void admitted() {
    admit(world.premises, "p");
    admit(world.premises, "stays");
    record = recordOf(world.premises, "p");
    practices.port.put(registered("p"));
    practices.port.put(resource("Observation", "port-1", "Patient/p"));
  }

  @AfterEach
  void close() {
    practices.close();
  }

  /** What has come from the old practice; the new one's own data are as they were. */
  private void assertArrived(FhirStore host) {
    assertThat(host.content())
        .containsEntry("Patient/p", registered("p"))
        .containsEntry("Observation/port-1", resource("Observation", "port-1", "Patient/p"))
        .containsAllEntriesOf(withoutPatient());
  }

  private Map<String, JsonObject> withoutPatient() {
    Map<String, JsonObject> others = new TreeMap<>(record);
    others.remove("Patient/p");
    return others;
  }

  private void assertNothingArrived() {
    assertThat(practices.port.content())
        .containsEntry("Patient/p", registered("p"))
        .containsKey("Observation/port-1")
        .doesNotContainKeys(withoutPatient().keySet().toArray(String[]::new));
  }

  private void assertGone(FhirStore host) {
    assertThat(recordOf(host, "p")).isEmpty();
    assertThat(host.remembered()).noneMatch(key -> key.contains("/p-") || key.endsWith("/p"));
    assertThat(recordOf(host, "stays")).hasSize(14);
    assertThat(host.content()).containsKeys("Practitioner/gp", "Organization/org");
  }

  private List<String> journal(UUID transfer) {
    return world
        .database
        .rows(
            "SELECT e.practice, e.reason, e.host, o.ending FROM journal.entry e"
                + " JOIN journal.outcome o ON o.entry = e.id WHERE e.request_id = ? ORDER BY e.id",
            transfer.toString())
        .stream()
        .map(
            row ->
                (row.get("practice").equals(OLD) ? "old " : "new ")
                    + row.get("reason")
                    + " "
                    + row.get("host")
                    + " "
                    + row.get("ending"))
        .toList();
  }

  private List<Map<String, Object>> certificates() {
    return world.database.rows("SELECT * FROM hosts.erasure_certificate");
  }

  private void awaitFailed(UUID id, String code) {
    Awaitility.await(code)
        .atMost(Duration.ofSeconds(20))
        .until(() -> String.valueOf(practices.transfer(id).get("reason")).startsWith(code));
  }

  @Test
  void aHandoverJoinsWhatTheNewPracticeHasAndLeavesNothingAtTheOldOne() {
    MoverWorld.Running running = practices.start();

    UUID id = practices.handOver(running, "p", false);
    practices.awaitState(id, "certified");

    assertArrived(practices.port);
    assertThat(practices.port.content()).containsKeys("Practitioner/gp", "Organization/org");
    assertGone(world.premises);
    assertThat(practices.placement(OLD, "p")).isEqualTo("departed");
    assertThat(practices.placement(NEW, "p")).isEmpty();
    assertThat(certificates())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("transfer", id)
                    .containsEntry("practice", OLD)
                    .containsEntry("host", "cabinet"));
    assertThat(journal(id))
        .containsExactly(
            "old transfer-started port completed",
            "new transfer-started port completed",
            "old transfer-handed-over cabinet completed",
            "new transfer-received port completed",
            "old transfer-erased cabinet completed",
            "old transfer-certified cabinet completed");
    assertThat(practices.transfer(id))
        .containsEntry("identifiers", null)
        .containsEntry("resources", 14);
    // What the new practice has of its own was not carried, and would be nowhere
    assertThat(new JsonObject((String) practices.transfer(id).get("manifest")).getMap())
        .containsEntry("kind", "handover")
        .containsEntry("into", NEW)
        .containsEntry("resources", 13)
        .containsEntry("archivedVersions", 1)
        .containsEntry("root", root(practices.port, withoutPatient().keySet()));
    ArchiveOf archive = ArchiveOf.at(practices.port).get(0);
    assertThat(archive.versions()).containsExactly(record.get("Patient/p"));
    assertThat(archive.told("Patient/p").get(0).getBoolean("notCarried")).isTrue();
  }

  /** Computed from what a host has now, as somebody would who checks a manifest. */
  private static String root(FhirStore host, Set<String> keys) {
    MerkleTree tree = new MerkleTree();
    List<byte[]> leaves =
        new TreeSet<>(keys)
            .stream()
                .map(
                    key ->
                        CopiedItems.leaf(
                            tree,
                            key,
                            CanonicalForm.of(
                                    new JsonObject(host.content().get(key).encode()).getMap())
                                .digest()))
                .toList();
    return HexFormat.of().formatHex(tree.root(leaves));
  }

  private static boolean archives(Arrived request) {
    return Gate.writes(request) && request.body().toString().contains("securityContext");
  }

  /** The new practice's journal has never named it. */
  @Test
  void whatIsThePatientsByItsSecurityContextAloneMovesOnFromThePracticeThatReceivedIt() {
    JsonObject loose =
        resource("Binary", "p-loose")
            .put("securityContext", new JsonObject().put("reference", "Patient/p"));
    world.premises.put(loose);
    // Given hosts that count no Binary as a part of everything about a patient
    world.premises.hides(key -> key.type().equals("Binary"));
    practices.port.hides(key -> key.type().equals("Binary"));
    // It has only just come there
    practices.port.instead(practices.port::withoutHistory);
    MoverWorld.Running running = practices.start();
    running.created("p", "Binary", "p-loose");
    practices.awaitState(practices.handOver(running, "p", false), "certified");
    assertThat(practices.port.content()).containsEntry("Binary/p-loose", loose);

    practices.decide("p", "PERMIT");
    Awaitility.await("erased where it was received")
        .atMost(Duration.ofMinutes(1))
        .until(() -> certificates().size() == 2);

    assertThat(practices.placement(NEW, "p")).isEqualTo("nuage-du-port");
    assertThat(practices.portCloud.content()).containsEntry("Binary/p-loose", loose);
    assertThat(practices.port.content()).doesNotContainKey("Binary/p-loose");
  }

  @Test
  void aCopyTakesAlongWhatWasBeforeAndNothingThatCameLaterThoughItWasKilledMeanwhile() {
    JsonObject second = record.get("Observation/p-o1").copy().put("note", "second");
    world.premises.put(second);
    Gate gate = Gate.before(practices.port, HandoverTest::archives);
    MoverWorld.Running first = practices.start();
    UUID id = practices.handOver(first, "p", true);
    gate.awaitReached();

    assertThat(practices.transfer(id)).containsEntry("state", "archiving");
    assertThat(first.moves.order(id, OLD, Order.CANCEL, ADA, null).await())
        .isEqualTo(Done.SWITCHED);
    world.premises.put(second.copy().put("note", "third"));
    world.kill(first);
    practices.port.behave();
    gate.open();
    practices.start();
    practices.awaitState(id, "copied");

    ArchiveOf archive = ArchiveOf.at(practices.port).get(0);
    assertThat(ArchiveOf.at(practices.port)).hasSize(1);
    assertThat(archive.versions())
        .extracting(version -> version.getString("id") + " " + version.getString("note"))
        .containsExactly("p-o1 null", "p null");
    assertThat(practices.port.content()).containsEntry("Observation/p-o1", second);
    assertThat(new JsonObject((String) practices.transfer(id).get("manifest")).getMap())
        .containsEntry("archivedVersions", 2)
        .containsEntry("root", root(practices.port, withoutPatient().keySet()));
    assertThat(recordOf(world.premises, "p").get("Observation/p-o1").getString("note"))
        .isEqualTo("third");
    // Both were seen to have it then, and not when the third note was there
    assertThat(
            world.database.rows(
                "SELECT 1 FROM hosts.transfer WHERE id = CAST(? AS uuid)"
                    + " AND CAST(manifest AS json)->>'comparedAt' IS NOT NULL"
                    + " AND CAST(CAST(manifest AS json)->>'comparedAt' AS timestamptz) <= switched_at",
                id.toString()))
        .hasSize(1);
  }

  private UUID back(MoverWorld.Running running) {
    UUID id =
        Awaitility.await("back")
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    running.within(
                        tx ->
                            running.handovers.handOver(
                                tx, UUID.randomUUID(), new PatientRecord(NEW, "p"), OLD, false)),
                Optional::isPresent)
            .orElseThrow();
    running.handovers.committed();
    return id;
  }

  @Test
  void whatTheNewPracticeHasChangedComesBackOverTheCopyThatWasKept() {
    MoverWorld.Running running = practices.start();
    practices.awaitState(practices.handOver(running, "p", true), "copied");
    JsonObject changed = record.get("Observation/p-o3").copy().put("note", "amended");
    practices.port.put(changed);

    practices.awaitState(back(running), "certified");

    record.put("Observation/p-o3", changed);
    assertThat(world.premises.content())
        .containsAllEntriesOf(record)
        .containsKey("Observation/port-1");
    assertThat(practices.port.content()).doesNotContainKeys("Patient/p", "Observation/p-o3");
  }

  @Test
  void whatWasKeptStaysWhenTheRecordDoesNotComeBackAfterAll() {
    MoverWorld.Running running = practices.start();
    practices.awaitState(practices.handOver(running, "p", true), "copied");
    practices.port.put(record.get("Observation/p-o3").copy().put("note", "amended"));
    practices.port.put(resource("Observation", "p-o99", "Patient/p"));
    Gate gate = Gate.before(world.premises, after(1, Gate::writes));
    UUID id = back(running);
    gate.awaitReached();

    assertThat(running.moves.order(id, NEW, Order.CANCEL, ADA, null).await()).isEqualTo(Done.DONE);
    gate.open();
    practices.awaitState(id, "cancelled");

    assertThat(recordOf(world.premises, "p").keySet())
        .containsAll(record.keySet())
        .doesNotContain("Observation/p-o99");
    assertThat(practices.port.content()).containsKeys("Observation/p-o3", "Observation/p-o99");
  }

  @Test
  void whatComesLaterJoinsWhatTheNewPracticeHasGoneOnWith() {
    MoverWorld.Running running = practices.start();
    practices.awaitState(practices.handOver(running, "p", true), "copied");
    JsonObject changed = record.get("Observation/p-o3").copy().put("note", "amended");
    practices.port.put(changed);
    practices.port.delete("Observation/p-o4");
    JsonObject late = resource("Observation", "p-late", "Patient/p");
    world.premises.put(late);

    UUID id = practices.handOver(running, "p", false);
    practices.awaitState(id, "certified");

    assertThat(practices.port.content())
        .doesNotContainKey("Observation/p-o4")
        .containsEntry("Observation/p-o3", changed)
        .containsEntry("Observation/p-late", late);
    // As the old practice had it, it is kept with the record
    assertThat(ArchiveOf.at(practices.port).get(1).versions())
        .contains(record.get("Observation/p-o3"), record.get("Observation/p-o4"));
    assertGone(world.premises);
  }

  @Test
  void whatTheNewPracticeHasGoneOnWithIsNoPatientToCompareWhileWritersWait() {
    // Given a copy of which the new practice has changed a part, and has the Patient no more
    MoverWorld.Running running = practices.start();
    practices.awaitState(practices.handOver(running, "p", true), "copied");
    practices.port.put(record.get("Observation/p-o3").copy().put("note", "amended"));
    practices.port.delete("Observation/port-1");
    practices.port.lose("Patient/p");
    List<String> looks = new CopyOnWriteArrayList<>();
    world.premises.instead(
        request -> {
          if ("frozen".equals(world.state("p")) && request.uri().startsWith("/fhir/Patient")) {
            looks.add(request.uri());
          }
          return Optional.empty();
        });

    practices.awaitState(practices.handOver(running, "p", false), "certified");

    assertThat(looks).isEmpty();
    assertThat(practices.port.content()).containsEntry("Patient/p", record.get("Patient/p"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheNewPracticeHadUntilItsRecordLeftComesThereAgain(boolean registered) {
    practices.port.instead(practices.port::withoutExpunge);
    if (!registered) {
      practices.port.delete("Observation/port-1");
      practices.port.lose("Patient/p");
    }
    MoverWorld.Running running = practices.start();
    practices.awaitState(practices.handOver(running, "p", true), "copied");
    practices.awaitState(back(running), "certified");
    assertThat(practices.port.content()).doesNotContainKeys("Patient/p", "Observation/p-o3");
    // As the mover has deleted it, and shown as somebody's deletion would be
    assertThat(practices.port.remembered()).contains("Observation/p-o3");

    practices.awaitState(practices.handOver(running, "p", false), "certified");

    assertThat(practices.port.content()).containsAllEntriesOf(record);
    assertGone(world.premises);
  }

  @Test
  void aPracticeWhoseRecordIsWhereNobodyKnowsKeepsNoOtherWaiting() {
    world.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p', 'gone')", NEW);
    MoverWorld.Running running = practices.start();

    practices.awaitState(practices.erase(running, "p"), "certified");

    assertGone(world.premises);
  }

  @Test
  void whatTheRecordRefersToThoughItWasDeletedLongAgoLeavesNoVersionEither() {
    world.premises.put(resource("Condition", "p-former", "Patient/p"));
    world.premises.put(resource("Observation", "p-about", "Patient/p", "Condition/p-former"));
    world.premises.delete("Condition/p-former");
    MoverWorld.Running running = practices.start();

    practices.awaitState(practices.erase(running, "p"), "certified");

    assertGone(world.premises);
    assertThat(world.verification().getLong("deletedBeforeFound")).isEqualTo(1);
  }

  @Test
  void aPatientWhomTheNewPracticeDoesNotHaveYetArrivesToo() {
    practices.port.delete("Observation/port-1");
    practices.port.lose("Patient/p");
    MoverWorld.Running running = practices.start();

    practices.awaitState(practices.handOver(running, "p", false), "certified");

    assertThat(recordOf(practices.port, "p")).isEqualTo(record);
    assertGone(world.premises);
  }

  @Test
  void aCopyStaysWhereItIsAndIsNeverErased() {
    MoverWorld.Running running = practices.start();

    UUID id = practices.handOver(running, "p", true);
    practices.awaitState(id, "copied");

    assertArrived(practices.port);
    assertThat(running.moves.order(id, OLD, Order.RETRY, ADA, null).await()).isEqualTo(Done.ENDED);
    admit(world.premises, "q");
    practices.awaitState(practices.handOver(running, "q", false), "certified");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.placement(OLD, "p")).isEmpty();
    assertThat(certificates()).extracting("patient").containsExactly("q");
    assertThat(practices.transfer(id).get("manifest_signature")).isNotNull();
    assertThat(journal(id))
        .containsExactly(
            "old transfer-started port completed",
            "new transfer-started port completed",
            "old transfer-copied cabinet completed",
            "new transfer-received port completed");
  }

  @Test
  void anErasureLeavesNothingOfTheRecordAndAllOfTheOthers() {
    world.premises.put(
        resource("Patient", "p", "Practitioner/gp")
            .put(
                "identifier",
                new JsonArray().add(new JsonObject().put("system", "urn:x").put("value", "123"))));
    MoverWorld.Running running = practices.start();

    UUID id = practices.erase(running, "p");
    practices.awaitState(id, "certified");

    assertGone(world.premises);
    assertThat(practices.placement(OLD, "p")).isEqualTo("departed");
    assertThat(practices.port.content()).containsKeys("Patient/p", "Observation/port-1").hasSize(2);
    assertThat(certificates())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("host", "cabinet"));
    assertThat(journal(id))
        .containsExactly(
            "old transfer-erasure-started cabinet completed",
            "old transfer-departed cabinet completed",
            "old transfer-erased cabinet completed",
            "old transfer-certified cabinet completed");
    assertThat(practices.transfer(id)).containsEntry("identifiers", null);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenBeforeAnErasureBeginsIsNotErased(boolean another) {
    MoverWorld.Running running = practices.start();
    Gate gate = Gate.before(world.premises, Gate::everything);
    UUID id = practices.erase(running, "p", Instant.now().minusSeconds(60));
    gate.awaitReached();
    running
        .journal
        .record(
            new Entry(
                "r1",
                ADA,
                new Entry.Act("update", "Observation", "p-o1", null, "PUT", "/x"),
                new Entry.Where(OLD, another ? "stays" : "p", "cabinet", null, null),
                true,
                "test"),
            new Outcome(200, 0, Duration.ZERO, "completed"))
        .await();
    gate.open();

    if (another) {
      practices.awaitState(id, "certified");
      assertGone(world.premises);
      return;
    }
    practices.awaitState(id, "cancelled");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.placement(OLD, "p")).isEmpty();
    assertThat(certificates()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cabinet-des-lilas,,true",
    "cabinet-des-lilas,cabinet-du-port,false",
    "cabinet-du-port,cabinet-des-lilas,true"
  })
  void whatAMoveBringsBeforeAnErasureBeginsIsNotErased(
      String practice, @Nullable String into, boolean brings) {
    MoverWorld.Running running = practices.start();
    Gate gate = Gate.before(world.premises, Gate::everything);
    UUID id = practices.erase(running, "p", Instant.now().minusSeconds(60));
    gate.awaitReached();
    world.database.execute(
        "INSERT INTO hosts.transfer (kind, practice, patient, source, destination, recipient,"
            + " handover, urgent, state, switched_at, ended_at) SELECT CASE WHEN r IS NULL THEN"
            + " 'move' ELSE 'copy' END, ?, 'p', 'x', 'cabinet', r, CASE WHEN r IS NOT NULL THEN"
            + " gen_random_uuid() END, false, CASE WHEN r IS NULL THEN 'certified' ELSE 'copied'"
            + " END, now() - interval '1 day', now() FROM (SELECT CAST(? AS text) AS r) AS given",
        practice,
        into);
    gate.open();

    practices.awaitState(id, brings ? "cancelled" : "certified");

    assertThat(recordOf(world.premises, "p")).isEqualTo(brings ? record : Map.of());
    assertThat(certificates()).hasSize(brings ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatConcernsAnotherPatientIsNeitherHandedOverNorErased(boolean erase) {
    world.premises.put(resource("Observation", "p-both", "Patient/p", "Patient/stays"));
    MoverWorld.Running running = practices.start();

    UUID id = erase ? practices.erase(running, "p") : practices.handOver(running, "p", false);
    awaitFailed(id, "concerns-others");

    assertThat(practices.placement(OLD, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).containsAllEntriesOf(record);
    assertNothingArrived();
  }

  @Test
  void anIdThatTheNewPracticeUsesForSomethingElseStopsIt() {
    JsonObject theirs = resource("Observation", "p-o1", "Patient/p").put("note", "another");
    practices.port.put(theirs);
    MoverWorld.Running running = practices.start();

    UUID id = practices.handOver(running, "p", false);
    awaitFailed(id, "destination-occupied");

    assertThat(practices.port.content()).containsEntry("Observation/p-o1", theirs);
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.placement(OLD, "p")).isEmpty();
  }

  @Test
  void oneServerUnderOneAddressIsRefusedBeforeAnything() {
    MoverWorld.Running running = practices.startOnOneServer(URI.create(world.premisesUrl() + "/"));

    UUID id = practices.handOver(running, "p", false);
    awaitFailed(id, "same-host");

    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.placement(OLD, "p")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneServerUnderTwoNamesIsNoticedBeforeTheSwitch(boolean keep) {
    MoverWorld.Running running =
        practices.startOnOneServer(
            URI.create(world.premisesUrl().replace("127.0.0.1", "localhost")));

    UUID id = practices.handOver(running, "p", keep);
    awaitFailed(id, "same-host");

    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.placement(OLD, "p")).isEmpty();
  }

  @Test
  void anErasureDoesNotTakeAnotherPracticesRecordOnTheSameServerAlong() {
    MoverWorld.Running running = practices.startOnOneServer(URI.create(world.premisesUrl()));

    UUID id = practices.erase(running, "p");
    awaitFailed(id, "same-host");

    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(practices.placement(OLD, "p")).isEmpty();
  }

  @Test
  void whatTheNewPracticeHasLostIsWrittenThereAgainBeforeItIsErasedAtTheOldOne() {
    MoverWorld.Running running = practices.start(MoverWorld.settling(Duration.ofHours(1)));
    UUID id = practices.handOver(running, "p", false);
    practices.awaitState(id, "switched");
    Awaitility.await().until(() -> practices.transfer(id).get("erase_after") != null);

    practices.port.lose("Observation/p-o3");
    world.database.execute("UPDATE hosts.transfer SET erase_after = now(), retry_at = now()");
    running.handovers.committed();
    practices.awaitState(id, "certified");

    assertArrived(practices.port);
    assertGone(world.premises);
  }

  @Test
  void nothingIsErasedUnlessTheNewPracticeHasAllOfIt() {
    MoverWorld.Running running = practices.start(MoverWorld.settling(Duration.ofHours(1)));
    UUID id = practices.handOver(running, "p", false);
    practices.awaitState(id, "switched");
    Awaitility.await().until(() -> practices.transfer(id).get("erase_after") != null);

    // As one that has lost what it was given, and says that somebody has deleted what it had before
    practices.port.delete("Observation/p-o3");
    practices.port.forgets("Observation/p-o3", 1);
    world.database.execute("UPDATE hosts.transfer SET erase_after = now(), retry_at = now()");
    running.handovers.committed();
    awaitFailed(id, "copy-differs");

    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    assertThat(certificates()).isEmpty();
  }

  @Test
  void whatTheNewPracticeWritesOnceItHasTheRecordIsItsOwn() {
    MoverWorld.Running running = practices.start(MoverWorld.settling(Duration.ofHours(1)));
    UUID id = practices.handOver(running, "p", false);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> practices.transfer(id).get("erase_after") != null);

    JsonObject changed = record.get("Observation/p-o3").copy().put("note", "amended");
    practices.port.put(changed);
    practices.port.delete("Observation/p-o4");
    world.database.execute("UPDATE hosts.transfer SET erase_after = now(), retry_at = now()");
    running.handovers.committed();
    practices.awaitState(id, "certified");

    assertThat(practices.port.content())
        .containsEntry("Observation/p-o3", changed)
        .doesNotContainKey("Observation/p-o4");
    assertGone(world.premises);
  }

  @Test
  void theNewPracticeMayMoveItOnBeforeItIsErasedAtTheOld() {
    MoverWorld.Running running = practices.start(MoverWorld.settling(Duration.ofSeconds(3)));
    UUID id = handedOverAndNotErasedYet(running);

    movedOn();
    goesOn(running);
    practices.awaitState(id, "certified");

    assertArrived(practices.portCloud);
    assertGone(world.premises);
  }

  @ParameterizedTest
  @CsvSource({
    "204,false,,true",
    "204,true,,false",
    "500,false,,false",
    "204,false,200,false",
    "204,false,412,true"
  })
  void whatTheNewPracticeHasDeletedBeforeItMovesItOnIsNotLost(
      int status, boolean before, @Nullable Integer putBack, boolean deleted) {
    MoverWorld.Running running = practices.start(MoverWorld.settling(Duration.ofSeconds(3)));
    if (before) {
      journalled(running, "delete", status);
    }
    UUID id = handedOverAndNotErasedYet(running);
    if (!before) {
      journalled(running, "delete", status);
    }
    if (putBack != null) {
      journalled(running, "update", putBack);
    }
    practices.port.delete("Observation/p-o4");

    movedOn();
    goesOn(running);

    if (deleted) {
      practices.awaitState(id, "certified");
      assertThat(practices.portCloud.content())
          .containsKey("Observation/p-o3")
          .doesNotContainKey("Observation/p-o4");
      assertGone(world.premises);
    } else {
      awaitFailed(id, "copy-differs");
      assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    }
  }

  /** As the gateway writes down that somebody of the new practice was let change something. */
  private static void journalled(MoverWorld.Running running, String interaction, int status) {
    running
        .journal
        .record(
            new Entry(
                "r1",
                ADA,
                new Entry.Act(interaction, "Observation", "p-o4", null, null, "/x"),
                new Entry.Where(NEW, "p", "port", null, null),
                true,
                "test"),
            new Outcome(status, 0, Duration.ZERO, "completed"))
        .await();
  }

  private UUID handedOverAndNotErasedYet(MoverWorld.Running running) {
    UUID id = practices.handOver(running, "p", false);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> practices.transfer(id).get("erase_after") != null);
    world.database.execute(
        "UPDATE hosts.transfer SET erase_after = now() + interval '1 hour', retry_at = now() +"
            + " interval '1 hour' WHERE kind = 'handover'");
    return id;
  }

  private void movedOn() {
    practices.decide("p", "PERMIT");
    Awaitility.await("moved on")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                world
                        .database
                        .rows(
                            "SELECT 1 FROM hosts.transfer WHERE kind = 'move' AND state = 'certified'")
                        .size()
                    == 1);
  }

  private void goesOn(MoverWorld.Running running) {
    world.database.execute(
        "UPDATE hosts.transfer SET erase_after = now(), retry_at = now() WHERE kind = 'handover'");
    running.handovers.committed();
  }

  @Test
  void noDecisionBringsARecordBackThatHasLeft() {
    MoverWorld.Running running = practices.start();
    UUID id = practices.handOver(running, "p", false);
    practices.awaitState(id, "certified");

    world.decideAndFollow("p", "PERMIT");
    world.decideAndFollow("p", "WITHDRAW");
    world.decideAndFollow("p", "PERMIT");
    admit(world.premises, "q");
    world.realm.decide("q", "PERMIT");
    world.awaitSettled("q", "nuage-sante");

    assertThat(world.transfers("p")).extracting("id").containsExactly(id);
    assertThat(practices.placement(OLD, "p")).isEqualTo("departed");
    assertThat(running.moves.order(id, OLD, Order.RETRY, ADA, null).await()).isEqualTo(Done.ENDED);
    assertThat(practices.asked(running, "p", false)).isEmpty();
  }

  @Test
  void whoComesBackHasARecordAgain() {
    MoverWorld.Running running = practices.start();
    practices.awaitState(practices.handOver(running, "p", false), "certified");

    UUID back =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    running.within(
                        tx ->
                            running.handovers.handOver(
                                tx, UUID.randomUUID(), new PatientRecord(NEW, "p"), OLD, false)),
                Optional::isPresent)
            .orElseThrow();
    running.handovers.committed();
    practices.awaitState(back, "certified");

    assertThat(practices.placement(NEW, "p")).isEqualTo("departed");
    assertThat(practices.placement(OLD, "p")).isEqualTo("cabinet");
    assertThat(world.premises.content())
        .containsAllEntriesOf(withoutPatient())
        .containsEntry("Patient/p", registered("p"))
        .containsKey("Observation/port-1");
    assertThat(practices.port.content()).doesNotContainKey("Patient/p");
  }

  @Test
  void aWithdrawalAtTheOldPracticeTakesTheRecordOutOfTheCloudFirst() {
    MoverWorld.Running running = practices.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    Gate gate = Gate.before(practices.port, after(1, Gate::writes));
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();

    world.decideAndFollow("p", "WITHDRAW");
    assertThat(practices.asked(running, "p", false)).isEmpty();
    gate.open();
    practices.awaitState(id, "cancelled");
    world.awaitSettled("p", "cabinet");

    assertNothingArrived();
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    practices.port.behave();
    practices.awaitState(practices.handOver(running, "p", false), "certified");
    assertArrived(practices.port);
    assertGone(world.premises);
  }

  @Test
  void aWithdrawalAtTheNewPracticeTakesBackWhatArrivesInItsCloud() {
    MoverWorld.Running running = practices.start();
    permittedAtTheNewPractice();
    Gate gate = Gate.before(practices.portCloud, after(1, Gate::writes));
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();

    practices.decideAndFollow("p", "WITHDRAW");
    gate.open();
    practices.awaitState(id, "cancelled");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> practices.placement(NEW, "p").equals("port"));

    assertNothingArrived();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    practices.portCloud.behave();
    practices.awaitState(practices.handOver(running, "p", false), "certified");
    assertArrived(practices.port);
  }

  private void permittedAtTheNewPractice() {
    practices.decide("p", "PERMIT");
    // To its end: what it keeps of the record's past is written there as well
    awaitSettled(NEW, "nuage-du-port");
  }

  private void awaitSettled(String practice, String host) {
    Awaitility.await(practice + " at " + host)
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                practices.placement(practice, "p").equals(host)
                    && world.transfers("p").stream().noneMatch(row -> row.get("ended_at") == null));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWithdrawalAtTheNewPracticeDoesNotWaitForAnOldOneThatCannotBeAsked(boolean lost) {
    MoverWorld.Running running = practices.start();
    permittedAtTheNewPractice();
    Gate gate = Gate.before(practices.portCloud, after(2, Gate::writes));
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();

    // As after a backup of before the patient came, or where nobody answers any more
    if (lost) {
      record.keySet().forEach(world.premises::lose);
    } else {
      world.premises.instead(request -> Optional.of(Reply.none()));
    }
    practices.decideAndFollow("p", "WITHDRAW");
    gate.open();
    practices.awaitState(id, "cancelled");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> practices.placement(NEW, "p").equals("port"));

    Map<String, JsonObject> left = new TreeMap<>(practices.port.content());
    left.keySet().retainAll(withoutPatient().keySet());
    assertThat(left).isNotEmpty();
    assertThat(record).containsAllEntriesOf(left);
    assertThat(practices.port.content()).containsEntry("Patient/p", registered("p"));
    assertThat(
            world.database.rows(
                "SELECT resource FROM hosts.transfer_item WHERE transfer = CAST(? AS uuid)",
                id.toString()))
        .extracting(row -> (String) row.get("resource"))
        .containsAll(left.keySet());
    assertThat(journal(id))
        .contains(
            "old transfer-left-there nuage-du-port completed",
            "new transfer-partly-received nuage-du-port completed")
        .doesNotContain("old transfer-cancelled nuage-du-port completed");
    assertThat(practices.placement(OLD, "p")).isEmpty();
    assertThat(certificates()).noneMatch(row -> row.get("transfer").equals(id));
  }

  /**
   * @param reads whether it shows what it has, and fails at deletions alone
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWithdrawalAtTheOldPracticeDoesNotWaitForANewOneThatCannotBeAsked(boolean reads) {
    MoverWorld.Running running = practices.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    Gate gate = Gate.before(practices.port, after(2, Gate::writes));
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();

    practices.port.instead(
        request ->
            !reads
                ? Optional.of(Reply.none())
                : Gate.deletes(request) || request.method().equals("DELETE")
                    ? Optional.of(Reply.json(500, new JsonObject()))
                    : Optional.empty());
    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    practices.awaitState(id, "cancelled");
    world.awaitSettled("p", "cabinet");

    assertThat(journal(id))
        .contains("old transfer-left-there port completed")
        .doesNotContain("old transfer-cancelled port completed");
    assertThat(recordOf(world.cloud, "p")).isEmpty();
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    practices.port.behave();
    practices.awaitState(practices.handOver(running, "p", false), "certified");
    assertArrived(practices.port);
  }

  /** What leads to it there had not arrived, and R4 has no search that would show it. */
  @Test
  void whatIsLeftAtTheNewPracticeGoesWhereItsRecordGoesThoughNothingLeadsToIt() {
    JsonObject home =
        resource("Location", "p-home")
            .put(
                "physicalType",
                new JsonObject()
                    .put("coding", new JsonArray().add(new JsonObject().put("code", "ho"))));
    world.premises.put(home);
    // So much that it goes with another request than what leads to it
    world.premises.put(
        resource(
                "DocumentReference",
                "p-d",
                "Patient/p",
                "Location/p-home",
                "Observation/p-o0",
                "Observation/p-o1",
                "Observation/p-o2")
            .put("attachment", new JsonObject().put("url", "Binary/p-scan")));
    JsonObject scan = record.get("Binary/p-scan");
    MoverWorld.Running running = practices.start();
    permittedAtTheNewPractice();
    practices.portCloud.hides(key -> key.type().equals("Binary"));
    Predicate<Arrived> document =
        request ->
            Gate.writes(request) && request.body().toString().contains("DocumentReference/p-d");
    Gate gate =
        Gate.before(
            practices.portCloud,
            document,
            request ->
                document.test(request)
                    ? Optional.of(Reply.json(503, new JsonObject()))
                    : Optional.empty());
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();
    assertThat(practices.portCloud.content())
        .containsEntry("Binary/p-scan", scan)
        .containsEntry("Location/p-home", home);

    world.premises.instead(request -> Optional.of(Reply.none()));
    practices.decideAndFollow("p", "WITHDRAW");
    gate.open();
    practices.awaitState(id, "cancelled");
    awaitSettled(NEW, "port");

    assertThat(practices.port.content())
        .containsEntry("Binary/p-scan", scan)
        .containsEntry("Location/p-home", home)
        .doesNotContainKey("DocumentReference/p-d");
    assertThat(recordOf(practices.portCloud, "p")).containsOnlyKeys("Location/p-home");
    assertThat(practices.portCloud.remembered()).doesNotContain("Binary/p-scan");
    assertThat(world.verification().getLong("homesLeft")).isEqualTo(1);
  }

  /** Of a patient of whom the new practice had no record any more. */
  @Test
  void whatIsLeftAtAPracticeThatHadNoRecordAnyMoreCanBeErasedThere() {
    practices.port.lose("Patient/p");
    practices.port.lose("Observation/port-1");
    world.database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, 'p', NULL)", NEW);
    MoverWorld.Running running = practices.start();
    world.realm.decide("p", "PERMIT");
    awaitSettled(OLD, "nuage-sante");
    Gate gate = Gate.before(practices.port, after(4, Gate::writes));
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();
    practices.port.instead(request -> Optional.of(Reply.none()));
    world.decideAndFollow("p", "WITHDRAW");
    gate.open();
    practices.awaitState(id, "cancelled");
    awaitSettled(OLD, "cabinet");
    practices.port.behave();
    assertThat(practices.placement(NEW, "p")).isEqualTo("port");
    assertThat(recordOf(practices.port, "p")).containsKeys("Patient/p", "Binary/p-scan");

    UUID erasure =
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () ->
                    running.within(
                        tx ->
                            running.handovers.erase(
                                tx, UUID.randomUUID(), new PatientRecord(NEW, "p"), null)),
                Optional::isPresent)
            .orElseThrow();
    running.handovers.committed();
    practices.awaitState(erasure, "certified");

    assertThat(recordOf(practices.port, "p")).isEmpty();
    assertThat(practices.port.remembered()).noneMatch(key -> key.contains("/p-"));
    assertThat(practices.placement(NEW, "p")).isEqualTo("departed");
  }

  /** As it is when a practice is taken out of the configuration meanwhile. */
  private UUID underWay(String kind, String from, String source, String into, String destination) {
    UUID id = UUID.randomUUID();
    world.database.execute(
        "INSERT INTO hosts.transfer (id, handover, kind, practice, patient, source, destination,"
            + " recipient, urgent, state, failures, switched_at) VALUES (CAST(? AS uuid),"
            + " gen_random_uuid(), ?, ?, 'p', ?, ?, ?, false, ?, 5,"
            + " CASE WHEN ? = 'copy' THEN now() END)",
        id.toString(),
        kind,
        from,
        source,
        destination,
        into,
        kind.equals("copy") ? "archiving" : "copying",
        kind);
    return id;
  }

  private void given(UUID id, String resource) {
    world.database.execute(
        "INSERT INTO hosts.transfer_item (transfer, resource, shared, state, digest, bytes, refs,"
            + " listed, touched, written) VALUES (CAST(? AS uuid), ?, false, 'sent', ?, 10, '{}', 1,"
            + " true, true)",
        id.toString(),
        resource,
        "0".repeat(64));
  }

  @Test
  void aWithdrawalAtTheNewPracticeDoesNotWaitForAnOldOneThatIsNotServed() {
    practices.start();
    permittedAtTheNewPractice();
    JsonObject arrived = resource("Observation", "p-o1", "Patient/p");
    practices.portCloud.put(arrived);
    UUID id = underWay("handover", "cabinet-ferme", "serveur-ferme", NEW, "nuage-du-port");
    given(id, "Observation/p-o1");

    practices.decideAndFollow("p", "WITHDRAW");

    practices.awaitState(id, "cancelled");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> practices.placement(NEW, "p").equals("port"));
    assertThat(practices.port.content()).containsEntry("Observation/p-o1", arrived);
    // What had failed before that it was to be taken back does not count: of both practices
    assertThat(journal(id))
        .filteredOn(line -> line.equals("new transfer-cancelled nuage-du-port failed"))
        .hasSizeGreaterThanOrEqualTo(2 * TurningBack.LASTING);
  }

  @Test
  void anOrderIsHeededThoughTheOldPracticeIsNotServed() {
    MoverWorld.Running running = practices.start();
    UUID id = underWay("handover", "cabinet-ferme", "serveur-ferme", NEW, "port");

    assertThat(running.moves.order(id, null, Order.CANCEL, ADA, null).await()).isEqualTo(Done.DONE);

    practices.awaitState(id, "cancelled");
  }

  @Test
  void aWithdrawalAtTheOldPracticeDoesNotWaitForWhatACopyTakesToOneThatIsNotServed() {
    practices.start();
    world.realm.decide("p", "PERMIT");
    world.awaitSettled("p", "nuage-sante");
    UUID id = underWay("copy", OLD, "nuage-sante", "cabinet-ferme", "serveur-ferme");
    given(id, "Observation/p-o1");

    world.decideAndFollow("p", "WITHDRAW");

    practices.awaitState(id, "copied");
    world.awaitSettled("p", "cabinet");
  }

  @Test
  void anOrderIsHeededBeforeTheSwitchAndTooLateAfterIt() {
    Gate gate = Gate.before(practices.port, Gate::writes);
    MoverWorld.Running running = practices.start(MoverWorld.settling(Duration.ofHours(1)));
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();

    assertThat(running.moves.order(id, OLD, Order.PAUSE, ADA, null).await()).isEqualTo(Done.DONE);
    assertThat(running.moves.order(id, NEW, Order.RESUME, ADA, null).await())
        .isEqualTo(Done.NOT_THERE);
    assertThat(running.moves.order(id, OLD, Order.CANCEL, ADA, null).await()).isEqualTo(Done.DONE);
    gate.open();
    practices.awaitState(id, "cancelled");
    assertNothingArrived();

    practices.port.behave();
    UUID again = practices.handOver(running, "p", false);
    practices.awaitState(again, "switched");
    assertThat(running.moves.order(again, OLD, Order.CANCEL, ADA, null).await())
        .isEqualTo(Done.SWITCHED);
    assertThat(practices.placement(OLD, "p")).isEqualTo("departed");
  }

  @Test
  void whatTheNewPracticeHasChangedOrNeedsIsNotTakenBack() {
    Gate gate = Gate.before(practices.port, after(3, Gate::writes));
    MoverWorld.Running running = practices.start();
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();
    JsonObject needing = resource("Observation", "port-2", "Patient/p", "Encounter/p-e");
    assertThat(practices.port.content()).containsKey("Encounter/p-e");
    practices.port.put(needing);

    assertThat(running.moves.order(id, OLD, Order.CANCEL, ADA, null).await()).isEqualTo(Done.DONE);
    gate.open();
    practices.awaitState(id, "cancelled");

    assertThat(practices.port.content())
        .containsEntry("Observation/port-2", needing)
        .containsKey("Encounter/p-e")
        .doesNotContainKey("Observation/p-o1");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  /** Whatever of it falls into one request. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void nothingStaysForWhatTheCopyAloneRefersTo(int more) {
    for (int i = 0; i < more; i++) {
      world.premises.put(resource("Observation", "p-x" + i, "Patient/p", "Encounter/p-e"));
    }
    AtomicInteger rounds = new AtomicInteger();
    world.premises.instead(
        request -> {
          if (Gate.history(request) && rounds.incrementAndGet() == 1) {
            world.premises.put(resource("Encounter", "p-e", "Patient/p"));
            practices.port.instead(
                writing ->
                    Gate.writes(writing)
                        ? Optional.of(Reply.json(503, new JsonObject()))
                        : Optional.empty());
          }
          return Optional.empty();
        });
    MoverWorld.Running running = practices.start();
    UUID id = practices.handOver(running, "p", false);
    practices.awaitState(id, "failed");
    assertThat(practices.port.content())
        .containsEntry("Encounter/p-e", record.get("Encounter/p-e"));

    assertThat(running.moves.order(id, OLD, Order.CANCEL, ADA, null).await()).isEqualTo(Done.DONE);
    practices.port.behave();
    practices.awaitState(id, "cancelled");

    assertNothingArrived();
    assertThat(practices.port.content()).doesNotContainKeys("Observation/p-x0", "Observation/p-x1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheNewPracticeChangesBeforeItIsComparedIsNeitherWrittenOverNorTakenBack(boolean cancel) {
    Gate gate = Gate.before(practices.port, after(3, Gate::writes));
    MoverWorld.Running running = practices.start();
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();
    JsonObject amended = record.get("Encounter/p-e").copy().put("note", "amended");
    assertThat(practices.port.content()).containsKey("Encounter/p-e");
    practices.port.put(amended);

    if (cancel) {
      assertThat(running.moves.order(id, OLD, Order.CANCEL, ADA, null).await())
          .isEqualTo(Done.DONE);
      gate.open();
      practices.awaitState(id, "cancelled");
      assertThat(practices.port.content()).doesNotContainKey("Observation/p-o1");
    } else {
      gate.open();
      awaitFailed(id, "destination-occupied");
      assertThat(practices.placement(OLD, "p")).isEmpty();
    }

    assertThat(practices.port.content()).containsEntry("Encounter/p-e", amended);
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheNewPracticeChangesOrDeletesOfWhatBecomesEverybodysIsLeftSo(boolean deleted) {
    world.premises.put(resource("Device", "p-device", "Patient/p"));
    world.premises.put(resource("Observation", "p-measured", "Patient/p", "Device/p-device"));
    // Once it is compared
    Gate gate = Gate.before(world.premises, Gate::history);
    MoverWorld.Running running = practices.start();
    UUID id = practices.handOver(running, "p", false);
    gate.awaitReached();
    assertThat(practices.port.content()).containsKey("Device/p-device");
    JsonObject amended = resource("Device", "p-device", "Patient/p").put("note", "amended");
    if (deleted) {
      practices.port.delete("Device/p-device");
    } else {
      practices.port.put(amended);
    }
    Map<String, JsonObject> there = there();
    world.premises.put(resource("Device", "p-device").put("note", "returned"));
    world.premises.behave();
    gate.open();

    awaitFailed(id, "destination-occupied");
    assertThat(there()).isEqualTo(there);

    assertThat(running.moves.order(id, OLD, Order.CANCEL, ADA, null).await()).isEqualTo(Done.DONE);
    practices.awaitState(id, "cancelled");
    assertThat(there()).isEqualTo(there);
    assertNothingArrived();
  }

  /** What the new practice has of the device. */
  private Map<String, JsonObject> there() {
    Map<String, JsonObject> content = practices.port.content();
    content.keySet().retainAll(Set.of("Device/p-device"));
    return content;
  }

  @Test
  void whatTheNewPracticeDeletesOnceItHasArrivedDoesNotComeBackByALaterAttempt() {
    Gate gate = Gate.before(world.premises, after(1, Gate::history));
    MoverWorld.Running first = practices.start();
    UUID id = practices.handOver(first, "p", false);
    gate.awaitReached();
    world.kill(first);
    assertThat(practices.port.content()).containsKey("Observation/p-o4");
    practices.port.delete("Observation/p-o4");
    world.premises.behave();
    gate.open();

    practices.start();
    awaitFailed(id, "destination-occupied");

    assertThat(practices.port.content()).doesNotContainKey("Observation/p-o4");
    assertThat(recordOf(world.premises, "p")).isEqualTo(record);
  }

  @Test
  void killedBeforeTheFirstWrite() {
    killedAt(practices.port, Gate::writes, false);
  }

  @Test
  void killedBetweenTwoWrites() {
    killedAt(practices.port, after(2, Gate::writes), false);
  }

  @Test
  void killedWhileWritersOfBothWait() {
    killedAt(world.premises, after(1, Gate::history), false);
  }

  @Test
  void killedBetweenTwoDeletions() {
    killedAt(world.premises, after(3, Gate::deletes), false);
  }

  @Test
  void killedWhileExpunging() {
    killedAt(world.premises, after(5, Gate::expunges), false);
  }

  @Test
  void killedWhileReadingWhatIsToBeErased() {
    killedAt(world.premises, after(1, Gate::everything), true);
  }

  @Test
  void killedBetweenTwoDeletionsOfAnErasure() {
    killedAt(world.premises, after(3, Gate::deletes), true);
  }

  private void killedAt(FhirStore host, Predicate<Arrived> point, boolean erase) {
    Gate gate = Gate.before(host, point);
    MoverWorld.Running first = practices.start();
    UUID id = erase ? practices.erase(first, "p") : practices.handOver(first, "p", false);
    gate.awaitReached();

    world.kill(first);
    if (practices.placement(OLD, "p").isEmpty()) {
      assertThat(recordOf(world.premises, "p")).isEqualTo(record);
    } else if (!erase) {
      assertArrived(practices.port);
    }
    host.behave();
    gate.open();
    practices.start();

    practices.awaitState(id, "certified");
    assertGone(world.premises);
    if (!erase) {
      assertArrived(practices.port);
    }
    assertThat((Integer) practices.transfer(id).get("resources")).isEqualTo(14);
  }
}
