// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.Ports;
import io.prunelle.gateway.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No journal, no access. */
final class JournalOutageTest {

  @TempDir Path directory;

  @Test
  void whileTheJournalIsDownNothingIsServedAndAfterwardsAllIsAgain() throws IOException {
    int port = Ports.free();
    EmbeddedPostgres postgres = TestDatabase.cluster(directory.resolve("data"), port);
    try (RunningGateway gateway = RunningGateway.start(TestDatabase.on(postgres), s -> s)) {
      String token = gateway.realm.practitioner();
      assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(200);
      int before = gateway.premises.arrived().size();

      postgres.close();

      for (int i = 0; i < 10; i++) {
        Answer answer = gateway.get("/Patient/p1", token);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotBlank();
        assertThat(answer.json().getString("resourceType")).isEqualTo("OperationOutcome");
      }
      assertThat(gateway.get("/Patient/p1", null).status())
          .as("a refusal that cannot be written down is still a refusal")
          .isEqualTo(401);
      Answer refused = gateway.get("/Patient/p2", gateway.realm.patient("p1"));
      assertThat(refused.status())
          .as("what would be told to whoever is known is told once it can be written down")
          .isEqualTo(503);
      assertThat(refused.header("retry-after")).isNotBlank();
      String transaction = Bundles.of("transaction", Bundles.get("Patient/p2")).encode();
      assertThat(gateway.post("", gateway.realm.patient("p1"), transaction).status())
          .as("nor is a transaction's, be it of one entry")
          .isEqualTo(503);
      assertThat(gateway.management("/health/ready").status()).isEqualTo(503);
      assertThat(gateway.management("/health/live").status()).isEqualTo(200);
      assertThat(gateway.premises.arrived()).hasSize(before);

      postgres = TestDatabase.cluster(directory.resolve("data"), port);

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.get("/Patient/p1", token).status() == 200);
      assertThat(gateway.get("/Patient/p2", gateway.realm.patient("p1")).status()).isEqualTo(403);
      assertThat(gateway.post("", gateway.realm.patient("p1"), transaction).status())
          .isEqualTo(403);
      gateway.awaitReady();
    } finally {
      postgres.close();
    }
  }

  @Test
  void aDatabaseKilledUnderLoadHasAllThatWasAnsweredWhenItIsBack() throws Exception {
    int port = Ports.free();
    Path data = directory.resolve("data");
    EmbeddedPostgres postgres = TestDatabase.cluster(data, port);
    Set<String> answered = ConcurrentHashMap.newKeySet();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    try (RunningGateway gateway = RunningGateway.start(TestDatabase.on(postgres), s -> s)) {
      String token = gateway.realm.practitioner();
      for (int i = 0; i < 8; i++) {
        String path = "/Patient/p" + i;
        Thread caller =
            new Thread(
                () -> {
                  while (!over.get()) {
                    Answer answer = gateway.get(path, token);
                    if (answer.status() == 200) {
                      answered.add(answer.requestId());
                    }
                  }
                });
        caller.start();
        callers.add(caller);
      }
      for (int round = 1; round <= 2; round++) {
        int before = answered.size();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> answered.size() > before + 100);

        // When every process of it dies at once, as when the power is cut
        kill(data);
        // only lets go of what is already dead
        postgres.close();
        postgres = TestDatabase.cluster(data, port);
      }
      int before = answered.size();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() > before + 20);
      over.set(true);
      for (Thread caller : callers) {
        caller.join(30_000);
      }

      Set<String> journalled = new HashSet<>();
      gateway
          .database
          .rows("SELECT request_id FROM journal.entry")
          .forEach(row -> journalled.add((String) row.get("request_id")));
      assertThat(journalled).containsAll(answered);
      assertThat(
              gateway.database.rows(
                  "SELECT chain FROM journal.block GROUP BY chain HAVING count(*) <> max(number) +"
                      + " 1"))
          .as("chains with gaps")
          .isEmpty();
    } finally {
      over.set(true);
      postgres.close();
    }
  }

  private static void kill(Path data) throws IOException {
    long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(List.of(server));
    all.addAll(server.descendants().toList());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  @Test
  void aJournalThatRefusesToBeWrittenKeepsTheHostUntouched() {
    try (RunningGateway gateway = RunningGateway.start()) {
      gateway.database.execute("REVOKE INSERT ON journal.entry FROM prunelle_gateway");

      Answer answer = gateway.get("/Patient/p1", gateway.realm.practitioner());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(gateway.premises.arrived()).isEmpty();
    }
  }
}
