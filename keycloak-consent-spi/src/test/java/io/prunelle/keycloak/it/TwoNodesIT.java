// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two Keycloak nodes on one PostgreSQL, to which each has few connections, and 32 patients who
 * decide at once through both of them. {@code -Dledger.decisions=10000} for the long run.
 */
class TwoNodesIT {
  private static final int WRITERS = 32;

  /** How many decide at once on one node. */
  private static final int TURNS = 4;

  private static final int DECISIONS = Integer.getInteger("ledger.decisions", 320);

  private static KeycloakDatabase database;
  private static List<RunningKeycloak> nodes = List.of();

  @BeforeAll
  static void start() {
    database = KeycloakDatabase.postgres();
    Distribution distribution = Distribution.copy("keycloak-nodes");
    nodes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "start",
                  "--cache=ispn",
                  "--cache-embedded-network-bind-address=127.0.0.1",
                  "--http-enabled=true",
                  // far less than decide at once
                  "--db-pool-max-size=8",
                  "--spi-realm-restapi-extension--consent--decisions-per-minute=0",
                  // one name for both, as a load balancer would give them
                  "--hostname=http://keycloak.example"));
      arguments.addAll(database.arguments());
      nodes.add(distribution.start("keycloak-node-" + i + ".log", arguments));
    }
  }

  @AfterAll
  static void stop() {
    nodes.forEach(RunningKeycloak::close);
    database.close();
  }

  @Test
  void everyDecisionIsInTheLedgerOnceInOrderAndInTheFeedToo() throws Exception {
    TestRealm realm = TestRealm.create(nodes.get(0));
    realm.admin("PUT", "", TestRealm.json("{'accessTokenLifespan':3600}")).ok();
    String feed = realm.serviceToken();
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      realm.patient("patient-" + i, LILAS);
      tokens.add(realm.token("patient-" + i));
    }
    int each = (DECISIONS + WRITERS - 1) / WRITERS;

    List<Long> reported = new ArrayList<>();
    List<JsonNode> followed;
    ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 1);
    try {
      Future<List<JsonNode>> follower = pool.submit(() -> follow(realm, feed, each * WRITERS));
      List<Future<List<Long>>> writers =
          tokens.stream().map(token -> pool.submit(() -> decide(realm, token, each))).toList();
      for (Future<List<Long>> writer : writers) {
        reported.addAll(writer.get());
      }
      followed = follower.get();
    } finally {
      pool.shutdownNow();
    }

    List<Long> all = LongStream.rangeClosed(1, (long) each * WRITERS).boxed().toList();
    assertThat(reported).containsExactlyInAnyOrderElementsOf(all);
    assertThat(followed)
        .extracting(entry -> entry.path("position").asLong())
        .containsExactlyElementsOf(all);
    for (int i = 1; i < followed.size(); i++) {
      assertThat(followed.get(i).path("previousHash")).isEqualTo(followed.get(i - 1).path("hash"));
    }
    JsonNode verified = verify(realm, 1);
    assertThat(verified.path("intact").asBoolean()).isTrue();
    assertThat(verified.path("entries").asLong()).isEqualTo(all.size());
    assertThat(verified.path("head")).isEqualTo(followed.get(all.size() - 1).path("hash"));

    String row = followed.get(16).path("hash").asText();
    assertThat(
            database.tamper(
                "update PRUNELLE_ENTRY set DECISION = 'DENY' where ENTRY_HASH = '" + row + "'"))
        .isEqualTo(1);
    assertThat(verify(realm, 0).path("position").asLong()).isEqualTo(17);
  }

  @Test
  void anApplicationsPageIsToldThatOthersDecideAndWhenToComeAgain() throws Exception {
    // Given an application whose pages decide, and somebody who has the ledger
    TestRealm realm = TestRealm.create(nodes.get(0));
    String page = "https://app.example";
    realm.origins("app", page);
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    realm.decide(token, "DENY", 1).ok();
    String id = realm.admin("GET", "", null).ok().json().path("id").asText();
    ExecutorService pool = Executors.newFixedThreadPool(TURNS + 2);
    try {
      CompletionService<Answer> answers = new ExecutorCompletionService<>(pool);
      try (KeycloakDatabase.Held held =
          database.hold("select 1 from PRUNELLE_LEDGER where REALM_ID='" + id + "' for update")) {
        // When two more decide than have a turn
        for (int i = 0; i < TURNS + 2; i++) {
          answers.submit(() -> realm.decide(token, "DENY", 1, "Origin", page));
        }

        // Then those two are told to come again, and the page may read it
        for (int i = 0; i < 2; i++) {
          Answer busy = answers.take().get();
          assertThat(busy.problem()).isEqualTo("busy");
          assertThat(busy.header("Access-Control-Allow-Origin")).isEqualTo(page);
          assertThat(busy.header("Access-Control-Expose-Headers")).contains("Retry-After");
          assertThat(busy.header("Retry-After")).isNotEmpty();
        }
        assertThat(held.isAwaited()).isTrue();
      }
      // And the others' answers were taken
      for (int i = 0; i < TURNS; i++) {
        assertThat(answers.take().get().status()).isEqualTo(201);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** https://github.com/keycloak/keycloak/issues/51127 */
  @Test
  void aSessionThatIsReadWhileItEndsStaysEnded() {
    // Given a patient who is signed in here and elsewhere
    TestRealm realm = TestRealm.create(nodes.get(0));
    realm.endsOtherSessions(true);
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    JsonNode here = realm.grant("app", "alice").ok().json();
    JsonNode elsewhere = realm.grant("app", "alice").ok().json();
    String sid = TestRealm.session(elsewhere);
    String token = elsewhere.path("access_token").asText();
    // online sessions are in this table too
    String row =
        "from OFFLINE_USER_SESSION where OFFLINE_FLAG='0' and USER_SESSION_ID='" + sid + "'";

    // When the session elsewhere is read after Keycloak began to end it, before its row is gone
    try (KeycloakDatabase.Held held = database.hold("select 1 " + row + " for update")) {
      realm.decide(here.path("access_token").asText(), "WITHDRAW", null).ok();
      until(held::isAwaited);
      for (int i = 0; i < 20; i++) {
        nodes.forEach(node -> realm.at(node).introspect(token));
      }
    }
    until(() -> database.count("select count(*) " + row) == 0);

    // Then it ends all the same, its applications are told once, and the one here goes on
    realm.ends(elsewhere);
    for (RunningKeycloak node : nodes) {
      assertThat(realm.at(node).introspect(token).path("active").asBoolean()).isFalse();
    }
    assertThat(realm.refresh(here).status()).isEqualTo(200);
    assertThat(realm.logouts())
        .filteredOn(event -> event.path("sessionId").asText().equals(sid))
        .hasSize(1);
  }

  private static void until(BooleanSupplier reached) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    while (!reached.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  /** Permits and withdraws in turn, each time through the other node. */
  private static List<Long> decide(TestRealm realm, String token, int times) {
    return IntStream.range(0, times)
        .mapToObj(
            i ->
                decided(
                        realm.at(nodes.get(i % nodes.size())),
                        token,
                        i % 2 == 0 ? "PERMIT" : "WITHDRAW")
                    .json()
                    .path("position")
                    .asLong())
        .toList();
  }

  /** Sends it again where the node says so: then nothing was recorded. */
  private static Answer decided(TestRealm node, String token, String decision) {
    Answer answer = node.decide(token, decision, 1);
    while (answer.status() == 503) {
      assertThat(answer.problem()).isEqualTo("busy");
      assertThat(answer.header("Retry-After")).isNotEmpty();
      answer = node.decide(token, decision, 1);
    }
    return answer.ok();
  }

  /** Follows the feed while it grows, each time at the other node. */
  private static List<JsonNode> follow(TestRealm realm, String token, int count) {
    List<JsonNode> seen = new ArrayList<>();
    long after = 0;
    for (int i = 0; seen.size() < count && !Thread.currentThread().isInterrupted(); i++) {
      JsonNode page =
          realm
              .at(nodes.get(i % nodes.size()))
              .call("GET", "/consent/changes?limit=50&after=" + after, token, null)
              .ok()
              .json();
      page.path("entries").forEach(seen::add);
      after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).path("position").asLong();
    }
    return seen;
  }

  private static JsonNode verify(TestRealm realm, int node) {
    return realm.at(nodes.get(node)).consent("GET", "/ledger/verify", null).ok().json();
  }
}
