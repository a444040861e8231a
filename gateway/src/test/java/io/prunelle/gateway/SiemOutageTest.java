// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That the journal cannot be passed on is told, and keeps nobody from anything. */
final class SiemOutageTest {

  /** Where nobody listens. */
  private static final Settings.Syslog NOBODY =
      new Settings.Syslog("127.0.0.1", 9, null, null, null, 16);

  @Test
  void withoutTheReceiverRequestsAreServedAndTheHealthTellsHowFarItIsBehind() {
    try (RunningGateway gateway =
        RunningGateway.start(
            TestDatabase.migrated(), settings -> TestSettings.streaming(settings, NOBODY))) {
      assertThat(gateway.get("/Patient/p1", gateway.realm.practitioner()).status()).isEqualTo(200);

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                JsonObject told = siem(gateway);
                assertThat(told.getString("state")).isEqualTo("failing");
                assertThat(told.getLong("blocksBehind", 0L)).isPositive();
              });
      assertThat(gateway.management("/health/ready").status()).isEqualTo(200);
      assertThat(gateway.management("/metrics").body())
          .containsPattern("(?m)^prunelle_siem_blocks_behind [1-9]")
          .containsPattern("(?m)^prunelle_siem_seconds_behind [0-9]")
          .containsPattern("(?m)^prunelle_siem_connected 0")
          .containsPattern("(?m)^prunelle_siem_failures_total [1-9]");
    }
  }

  private static JsonObject siem(RunningGateway gateway) {
    return gateway.management("/health/ready").json().getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> "siem".equals(check.getString("id")))
        .findFirst()
        .orElseThrow()
        .getJsonObject("data");
  }
}
