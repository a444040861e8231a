// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.testing.Ports;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A gateway in a process of its own, to be killed. One practice, one host on its premises. */
final class GatewayProcess {

  private final Path directory;
  private final Path configuration;
  private final int port = Ports.free();
  private final int management = Ports.free();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable Process running;

  GatewayProcess(Path directory, TestDatabase database, TestRealm realm, RecordingHost host)
      throws IOException {
    this.directory = directory;
    this.configuration =
        ProgramSettings.write(
            directory,
            database,
            realm,
            host,
            port,
            management,
            "  clients: { requests-per-second: 10000, burst: 10000 }\n");
  }

  /** Runs a command to its end; its exit code. */
  int run(String command) throws IOException, InterruptedException {
    return begin(command).waitFor();
  }

  /** Serves, and is ready to. */
  void serve() throws IOException {
    running = begin("serve");
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/health/ready"))
            .build();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(
            () -> client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  /** kill -9 */
  void kill() throws InterruptedException {
    if (running != null) {
      running.destroyForcibly().waitFor();
      running = null;
    }
  }

  /** Asks, and does not wait for the answer. */
  CompletableFuture<HttpResponse<String>> ask(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/fhir/" + TestRealm.PRACTICE + path))
            .timeout(Duration.ofSeconds(20));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Process begin(String command) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.prunelle.gateway.Gateway",
            command,
            "--config",
            configuration.toString())
        .redirectOutput(directory.resolve(command + ".out").toFile())
        .redirectError(directory.resolve(command + ".err").toFile())
        .start();
  }
}
