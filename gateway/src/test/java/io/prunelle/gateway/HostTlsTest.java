// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway gives records to, and takes them from, nobody but the host itself. */
final class HostTlsTest {

  private static final String CREDENTIALS = "Basic Z2F0ZXdheTpzZWNyZXQ=";
  private static final Vertx VERTX = Vertx.vertx();

  @TempDir private static Path files;
  private static RecordingHost host;
  private static String own;
  private static String others;

  @BeforeAll
  static void start() throws Exception {
    own = KeyTool.certificate(files, "own");
    others = KeyTool.certificate(files, "others");
    host =
        RecordingHost.start(
            VERTX,
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PfxOptions()
                        .setPath(files.resolve("own.p12").toString())
                        .setPassword("changeit")));
  }

  @AfterAll
  static void stop() {
    host.stop();
    VERTX.close().await();
  }

  @Test
  void aHostThatProvesItselfIsAskedWithTheGatewaysOwnCredentials() {
    host.reset();

    assertThat(statusOf(host.url(), new Host.Access(own, CREDENTIALS))).isEqualTo(200);

    assertThat(host.arrived())
        .singleElement()
        .satisfies(
            arrived ->
                assertThat(arrived.headers().getAll("Authorization")).containsExactly(CREDENTIALS));
  }

  @Test
  void whoCannotProveToBeTheHostIsToldNothing() {
    host.reset();

    // Another certificate is pinned, none is, or it is good for another name
    assertThat(statusOf(host.url(), new Host.Access(others, CREDENTIALS))).isEqualTo(502);
    assertThat(statusOf(host.url(), new Host.Access(null, CREDENTIALS))).isEqualTo(502);
    URI byName = URI.create(host.url().toString().replace("127.0.0.1", "localhost"));
    assertThat(statusOf(byName, new Host.Access(own, CREDENTIALS))).isEqualTo(502);

    assertThat(host.arrived()).isEmpty();
  }

  private static int statusOf(URI url, Host.Access access) {
    try (RunningGateway gateway =
        RunningGateway.start(TestDatabase.migrated(), settings -> on(settings, url, access))) {
      return gateway.get("/Patient/p1", gateway.realm.practitioner()).status();
    }
  }

  private static Settings on(Settings s, URI url, Host.Access access) {
    Host premises = new Host("cabinet", HostKind.ON_PREMISE, url, null, access);
    Host cloud = s.hosts().get(0);
    return TestSettings.with(
        s, List.of(cloud, premises), List.of(new Practice(TestRealm.PRACTICE, premises, cloud)));
  }
}
