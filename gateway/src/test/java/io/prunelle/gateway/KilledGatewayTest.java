// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.prunelle.gateway.testing.Wire;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that dies in the middle of its work has answered nothing that is not written down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledGatewayTest {

  private static final int CALLERS = 12;
  private static final String WRITER = "prunelle-gateway journal";

  @TempDir static Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private TestDatabase database;
  private TestRealm realm;
  private RecordingHost host;
  private Wire wire;
  private GatewayProcess gateway;

  @BeforeAll
  void migrate() throws Exception {
    TestDatabase direct = TestDatabase.fresh();
    realm = TestRealm.start(vertx);
    host = RecordingHost.start(vertx);
    wire = Wire.to(direct.settings().port());
    database = direct.through(wire.port());
    gateway = new GatewayProcess(directory, database, realm, host);
    assertThat(gateway.run("migrate")).isZero();
  }

  @BeforeEach
  void serve() throws IOException {
    host.reset();
    gateway.serve();
  }

  @AfterEach
  void kill() throws InterruptedException {
    gateway.kill();
    wire.pass();
  }

  @AfterAll
  void stop() {
    wire.close();
    vertx.close().await();
  }

  @Test
  void whatWasAnsweredIsInTheJournalAndWhatWasUnderWayIsSettledByTheNext() throws Exception {
    long closed = closed();
    for (int round = 0; round < 2; round++) {
      List<Thread> callers = load();
      int before = answered.size();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() > before + 60);
      gateway.kill();
      for (Thread caller : callers) {
        caller.join(20_000);
      }
      assertThat(journalled()).containsAll(answered);
      gateway.serve();
    }

    awaitAllSettled();
    // two chains each of two that died
    assertThat(closed()).isGreaterThanOrEqualTo(closed + 4);
  }

  @Test
  void beforeTheIntentIsCommittedNothingIsAskedOfAHost() throws Exception {
    wire.hold(Wire.Way.TO_SERVER, WRITER);
    CompletableFuture<HttpResponse<String>> answer = ask("/Patient/p1");
    awaitWithheld();

    gateway.kill();

    assertUnanswered(answer);
    assertThat(host.arrived()).isEmpty();
    wire.pass();
    gateway.serve();
    awaitAllSettled();
  }

  @Test
  void betweenTheCommitOfTheIntentAndTheHostThereIsAnEntryWithoutAnAccess() throws Exception {
    long entries = entries();
    wire.hold(Wire.Way.TO_CLIENT, WRITER);
    CompletableFuture<HttpResponse<String>> answer = ask("/Patient/p1");
    awaitEntries(entries + 1);

    gateway.kill();

    assertUnanswered(answer);
    assertThat(host.arrived()).isEmpty();
    wire.pass();
    gateway.serve();
    awaitAllSettled();
    assertThat(latest()).containsEntry("ending", "unknown").containsEntry("status", 0);
  }

  @Test
  void beforeWhatAnAnswerDisclosesIsCommittedTheClientGetsNoByteOfIt() throws Exception {
    discloses();
    host.beforeAnswering(request -> wire.hold(Wire.Way.TO_SERVER, WRITER));
    CompletableFuture<HttpResponse<String>> answer = ask("/Observation");
    awaitWithheld();

    gateway.kill();

    assertUnanswered(answer);
    assertThat(journalled()).contains(host.arrived().get(0).headers().get("X-Request-Id"));
    wire.pass();
    gateway.serve();
    awaitAllSettled();
  }

  @Test
  void betweenTheCommitOfWhatIsDisclosedAndTheClientItCountsAsDisclosed() throws Exception {
    discloses();
    long before = entries();
    host.beforeAnswering(request -> wire.hold(Wire.Way.TO_CLIENT, WRITER));
    CompletableFuture<HttpResponse<String>> answer = ask("/Observation");
    // of what was asked, and of the patient whom the answer is about
    awaitEntries(before + 2);

    gateway.kill();

    assertUnanswered(answer);
    wire.pass();
    gateway.serve();
    awaitAllSettled();
    assertThat(
            database.rows(
                "SELECT patient FROM journal.entry WHERE request_id = ? AND patient = 'p1'",
                host.arrived().get(0).headers().get("X-Request-Id")))
        .isNotEmpty();
  }

  @Test
  void beforeTheOutcomeIsCommittedTheAnswerIsKnownButNotHowItEnded() throws Exception {
    host.beforeAnswering(request -> wire.hold(Wire.Way.TO_SERVER, WRITER));
    HttpResponse<String> answer = ask("/Patient/p1").get(20, TimeUnit.SECONDS);
    awaitWithheld();

    gateway.kill();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(journalled()).contains(answer.headers().firstValue("X-Request-Id").orElseThrow());
    // What was under way is lost with it
    wire.cut();
    wire.pass();
    gateway.serve();
    awaitAllSettled();
    assertThat(latest()).containsEntry("ending", "unknown");
  }

  private void discloses() {
    host.answers(
        request ->
            RecordingHost.Reply.json(
                200, RecordingHost.searchset(RecordingHost.observation("o1", "p1"))));
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    return gateway.ask(path, realm.practitioner());
  }

  private static void assertUnanswered(CompletableFuture<HttpResponse<String>> answer) {
    assertThat(answer).failsWithin(Duration.ofSeconds(20));
  }

  private void awaitWithheld() {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> wire.withheld() > 0);
  }

  private void awaitEntries(long number) {
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> entries() >= number);
  }

  /** The next one waits for two minutes for the one before to come back: another is impatient. */
  private void awaitAllSettled() {
    Settings settings = TestSettings.of(realm, database);
    Pools pools = Pools.of(vertx, settings.database());
    Journal journal =
        Journal.of(vertx, settings, pools.work(), "test", Clock.systemUTC(), Duration.ZERO);
    journal.start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          database.rows(
                              "SELECT e.id FROM journal.entry e WHERE NOT EXISTS (SELECT 1 FROM"
                                  + " journal.outcome WHERE entry = e.id)"))
                      .isEmpty());
    } finally {
      journal.stop().eventually(pools::stop).await();
    }
  }

  private long entries() {
    return count("entry");
  }

  private long closed() {
    return count("closed");
  }

  private long count(String table) {
    return (long) database.rows("SELECT count(*) AS n FROM journal." + table).get(0).get("n");
  }

  private Map<String, Object> latest() {
    return database
        .rows(
            "SELECT ending, status FROM journal.entry e JOIN journal.outcome o ON o.entry = e.id"
                + " ORDER BY e.id DESC LIMIT 1")
        .get(0);
  }

  private Set<String> journalled() {
    Set<String> ids = new HashSet<>();
    database
        .rows("SELECT request_id FROM journal.entry")
        .forEach(row -> ids.add((String) row.get("request_id")));
    return ids;
  }

  /** Callers who ask again as soon as they have an answer, until there is nobody to answer. */
  private List<Thread> load() {
    AtomicBoolean over = new AtomicBoolean();
    String token = realm.practitioner();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String path = "/Patient/p" + i;
      // every fourth without a token: refusals are written down as well
      String with = i % 4 == 3 ? null : token;
      Thread caller =
          new Thread(
              () -> {
                while (!over.get()) {
                  try {
                    HttpResponse<String> answer = gateway.ask(path, with).join();
                    if (answer.statusCode() < 500) {
                      answered.add(answer.headers().firstValue("X-Request-Id").orElseThrow());
                    }
                  } catch (CompletionException gone) {
                    over.set(true);
                  }
                }
              });
      caller.start();
      callers.add(caller);
    }
    return callers;
  }
}
