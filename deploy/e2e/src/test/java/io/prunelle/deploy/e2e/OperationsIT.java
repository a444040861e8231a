// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator relies on. */
@ExtendWith(RunningDemo.class)
@Order(5)
final class OperationsIT {
  private final Http http = new Http();
  private final Demo demo;
  private final DemoScript script;

  OperationsIT(Demo demo, DemoScript script) {
    this.demo = demo;
    this.script = script;
  }

  @Test
  void healthAndMetricsStandOnThePortOfTheirOwn() {
    String management = demo.text("/management");

    assertThat(http.get(management + "/health/live", null).status()).isEqualTo(200);
    assertThat(http.get(management + "/health/ready", null).status()).isEqualTo(200);
    assertThat(http.get(management + "/metrics", null).body()).contains("vertx_http_server");
    assertThat(http.get(demo.gateway() + "/metrics", null).status()).isEqualTo(404);
  }

  @Test
  void aWrongKeyStopsTheGatewayWithOneLineThatNamesIt() throws IOException {
    DemoScript.Ended ended =
        script.run(Map.of("GATEWAY_TOKEN_ALGORITHM", "none"), "gateway", "serve");

    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.output().strip()).hasLineCount(1).contains("gateway.token.algorithm");
  }

  @Test
  void aDemoThatRunsIsNotStartedTwice() throws IOException {
    DemoScript.Ended ended = script.run("--detach");

    assertThat(ended.exit()).isNotZero();
    assertThat(ended.output()).containsIgnoringCase("already running").contains(demo.gateway());
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingStarts(@TempDir Path directory) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DemoScript other = new DemoScript(script.script(), directory, taken.getLocalPort());

      DemoScript.Ended ended = other.run("--detach");

      assertThat(ended.exit()).isNotZero();
      assertThat(ended.output())
          .contains(Integer.toString(taken.getLocalPort()))
          .contains("PRUNELLE_PORT_BASE");
      assertThat(Files.exists(directory.resolve("demo.json"))).isFalse();
    }
  }

  @Test
  void secretsOfTheDemoAreReadableByTheirOwnerOnly() throws IOException {
    assertThat(Files.getPosixFilePermissions(script.directory().resolve("demo.json")))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
  }
}
