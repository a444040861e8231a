// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a Binary holds, where somebody makes the other wait. */
final class SlowDownloadsTest {

  private static final String TYPE = "application/pdf";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), SlowDownloadsTest::impatient);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings impatient(Settings s) {
    Settings waiting = Downloads.with(s, 4, Duration.ofSeconds(1));
    Settings.Clients c = s.clients();
    return TestSettings.with(
        waiting,
        waiting.limits(),
        new Settings.Clients(
            c.requestLine(),
            c.headers(),
            c.headTimeout(),
            c.bodyTimeout(),
            Duration.ofSeconds(1),
            c.perSecond(),
            c.burst(),
            c.origins(),
            c.trustedProxies()));
  }

  @Test
  void aHostThatFallsSilentInItsMiddleIsGivenUp() throws IOException {
    Downloads.hold(
        gateway, TYPE, Downloads.content(TYPE, Buffer.buffer(new byte[4_000])).ofLonger(8_000));

    String head;
    try (Socket socket = Downloads.ask(gateway, "/Binary/b1", gateway.realm.patient("p1"))) {
      socket.setSoTimeout(20_000);
      head = Downloads.head(socket, 1_000);

      // Then the client has not the whole, and no answer that it could take for it
      assertThat(head).startsWith("HTTP/1.1 200");
      assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(4_000);
    }
    awaitEnd(head, 502, "failed");
  }

  @Test
  void aClientThatTakesNothingMoreIsCutOffAndTheHostIsToldToStop() throws IOException {
    Downloads.hold(gateway, TYPE, Downloads.content(TYPE, Buffer.buffer(new byte[64 << 20])));
    int before = gateway.premises.cutOff();

    try (Socket socket = Downloads.ask(gateway, "/Binary/b1", gateway.realm.patient("p1"))) {
      String head = Downloads.head(socket, 1_000);
      assertThat(head).startsWith("HTTP/1.1 200");

      awaitEnd(head, 200, "client-gone");
      Awaitility.await().until(() -> gateway.premises.cutOff() == before + 1);
    }
  }

  private static void awaitEnd(String head, int status, String ending) {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(gateway.journal(Downloads.requestId(head)))
                    .anySatisfy(
                        (Map<String, Object> row) ->
                            assertThat(row)
                                .containsEntry("patient", "p1")
                                .containsEntry("status", status)
                                .containsEntry("ending", ending)));
  }
}
