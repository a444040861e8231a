// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has agreed on HTTP/2 and then says nothing of it keeps no connection. */
final class SilentConnectionTest {

  @TempDir private Path files;

  @Test
  void aConnectionOnWhichNothingIsEverSaidIsClosed() throws Exception {
    KeyTool.certificate(files, "server");
    Path key = files.resolve("server.key");
    Files.writeString(key, new TlsClient(files, 0).privateKey("server"));
    Settings.Tls tls = new Settings.Tls(files.resolve("server.pem"), key, null, true);
    try (RunningGateway gateway =
            RunningGateway.start(
                TestDatabase.migrated(), settings -> TestSettings.tls(impatient(settings), tls));
        Socket silent =
            new TlsClient(files, URI.create(gateway.fhir()).getPort()).connectForHttp2("server")) {
      silent.setSoTimeout(20_000);

      assertThat(silent.getInputStream().readAllBytes()).hasSizeLessThan(1_000);
    }
  }

  private static Settings impatient(Settings s) {
    Settings.Clients c = s.clients();
    return TestSettings.with(
        s,
        s.limits(),
        new Settings.Clients(
            c.requestLine(),
            c.headers(),
            Duration.ofSeconds(1),
            c.bodyTimeout(),
            c.answerTimeout(),
            c.perSecond(),
            c.burst(),
            c.origins(),
            c.trustedProxies()));
  }
}
