// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A host that hangs takes nothing with it. */
final class HostOutageTest {

  private static Settings resting(Settings s) {
    Settings.Limits limits =
        new Settings.Limits(
            s.limits().requestBody(),
            s.limits().responseBody(),
            s.limits().bundleEntries(),
            s.limits().matches(),
            Duration.ofSeconds(1),
            s.limits().upstreamConnections(),
            2,
            Duration.ofSeconds(2));
    return TestSettings.with(s, limits, s.clients());
  }

  @Test
  void aHostThatHangsIsLeftAloneUntilItAnswersAgain() {
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), HostOutageTest::resting)) {
      String token = gateway.realm.practitioner();
      CountDownLatch back = new CountDownLatch(1);
      gateway.premises.beforeAnswering(request -> until(back));

      // Given two requests that were waited for
      assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(504);
      assertThat(gateway.get("/Patient/p1", token).status()).isEqualTo(504);
      int asked = gateway.premises.arrived().size();

      // When a third comes, then it is answered without asking the host
      RunningGateway.Answer third = gateway.get("/Patient/p1", token);
      assertThat(third.status()).isEqualTo(503);
      assertThat(third.header("retry-after")).isNotNull();
      assertThat(gateway.settled(third)).containsEntry("ending", "failed");
      assertThat(gateway.premises.arrived()).hasSize(asked);

      // And the other host's records are served meanwhile
      gateway.permit("permitted");
      assertThat(gateway.get("/Patient/permitted", token).status()).isEqualTo(200);

      // When the host is back, then it is found out
      back.countDown();
      await().until(() -> gateway.get("/Patient/p1", token).status() == 200);
    }
  }

  private static void until(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
