// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A second gateway over the demo's databases, hosts and realm, with settings of its own, which the
 * environment gives it.
 */
final class AnotherGateway implements AutoCloseable {

  private final Process process;
  private final String address;
  private final Path output;

  private AnotherGateway(Process process, String address, Path output) {
    this.process = process;
    this.address = address;
    this.output = output;
  }

  /** Started and ready, or ended with what it said. */
  static AnotherGateway with(Map<String, String> settings, DemoScript script) throws IOException {
    int port = free();
    int management = free();
    String address = "http://127.0.0.1:" + port;
    Map<String, String> environment = new TreeMap<>(settings);
    environment.put("GATEWAY_PUBLIC_URL", address);
    environment.put("GATEWAY_LISTEN_PORT", String.valueOf(port));
    environment.put("GATEWAY_MANAGEMENT_PORT", String.valueOf(management));
    Path output = Files.createTempFile("gateway", ".log");
    AnotherGateway gateway =
        new AnotherGateway(script.start(environment, output, "gateway", "serve"), address, output);
    try {
      gateway.awaitReady("http://127.0.0.1:" + management + "/health/ready");
      return gateway;
    } catch (RuntimeException never) {
      String said = Files.readString(output);
      gateway.close();
      throw new IllegalStateException("it did not start:\n" + said, never);
    }
  }

  String address() {
    return address;
  }

  private void awaitReady(String health) {
    Http http = new Http();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptions()
        .until(() -> process.isAlive() && http.get(health, null).status() == 200);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    Files.deleteIfExists(output);
  }
}
