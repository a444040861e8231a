// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No journal, no access. */
final class JournalOutageTest {

  @TempDir Path directory;

  @Test
  void whileTheJournalIsDownNothingIsServedAndAfterwardsAllIsAgain() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
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
      assertThat(gateway.management("/health/ready").status()).isEqualTo(503);
      assertThat(gateway.management("/health/live").status()).isEqualTo(200);
      assertThat(gateway.premises.arrived()).hasSize(before);

      postgres = TestDatabase.cluster(directory.resolve("data"), port);

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> gateway.get("/Patient/p1", token).status() == 200);
      gateway.awaitReady();
    } finally {
      postgres.close();
    }
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
