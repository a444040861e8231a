// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that dies in the middle of its work has answered nothing that is not written down. */
final class KilledGatewayTest {

  private static final int CALLERS = 12;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private TestDatabase database;
  private TestRealm realm;
  private RecordingHost host;
  private Path configuration;
  private int port;
  private int management;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabase.fresh();
    realm = TestRealm.start(vertx);
    host = RecordingHost.start(vertx);
    port = freePort();
    management = freePort();
    configuration =
        Files.writeString(
            directory.resolve("gateway.yaml"),
            """
            gateway:
              public-url: http://127.0.0.1:%1$d
              listen: { host: 127.0.0.1, port: %1$d }
              management: { host: 127.0.0.1, port: %2$d }
              database: { host: 127.0.0.1, port: %3$d, name: %4$s, user: prunelle_gateway, password: for-tests }
              migration: { user: prunelle_owner, password: for-tests }
              token: { issuer: "%5$s", audience: prunelle-gateway, algorithm: RS256 }
              consent: { client-id: prunelle-gateway, client-secret: secret }
              page: { client-id: prunelle-page, client-secret: secret }
              journal: { key: "%6$s" }
              clients: { requests-per-second: 10000, burst: 10000 }
              hosts: [ { id: cabinet, kind: on-premise, url: "%7$s" } ]
              practices: [ { id: cabinet-des-lilas, on-premise: cabinet } ]
            """
                .formatted(
                    port,
                    management,
                    database.settings().port(),
                    database.settings().name(),
                    realm.issuer(),
                    TestKeys.journal().key(),
                    host.url()));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void whatWasAnsweredIsInTheJournalAndWhatWasUnderWayIsSettledByTheNext() throws Exception {
    assertThat(run("migrate").waitFor()).isZero();
    for (int round = 0; round < 3; round++) {
      Process gateway = run("serve");
      try {
        awaitReady();
        List<Thread> callers = load();
        int before = answered.size();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> answered.size() > before + 60);
        gateway.destroyForcibly().waitFor();
        for (Thread caller : callers) {
          caller.join(20_000);
        }
      } finally {
        gateway.destroyForcibly();
      }
      assertThat(journalled()).containsAll(answered);
    }

    Process last = run("serve");
    try {
      awaitReady();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(
                          database.rows(
                              "SELECT e.id FROM journal.entry e WHERE NOT EXISTS (SELECT 1 FROM"
                                  + " journal.outcome WHERE entry = e.id)"))
                      .isEmpty());
      // two chains each of three that died
      assertThat(database.rows("SELECT chain FROM journal.closed")).hasSize(6);
    } finally {
      last.destroyForcibly().waitFor();
    }
  }

  private Set<String> journalled() {
    Set<String> ids = new HashSet<>();
    database
        .rows("SELECT request_id FROM journal.entry")
        .forEach(row -> ids.add((String) row.get("request_id")));
    return ids;
  }

  /** Callers who ask again as soon as they have an answer, until there is nobody to answer. */
  private List<Thread> load() {
    AtomicBoolean over = new AtomicBoolean();
    String token = realm.practitioner();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      // every fourth without a token: refusals are written down as well
      HttpRequest request = request(i, i % 4 == 3 ? null : token);
      Thread caller =
          new Thread(
              () -> {
                while (!over.get()) {
                  try {
                    HttpResponse<String> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() < 500) {
                      answered.add(answer.headers().firstValue("X-Request-Id").orElseThrow());
                    }
                  } catch (IOException gone) {
                    over.set(true);
                  } catch (InterruptedException interrupted) {
                    return;
                  }
                }
              });
      caller.start();
      callers.add(caller);
    }
    return callers;
  }

  private HttpRequest request(int patient, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + port + "/fhir/cabinet-des-lilas/Patient/p" + patient))
            .timeout(Duration.ofSeconds(20));
    return token == null
        ? request.build()
        : request.header("Authorization", "Bearer " + token).build();
  }

  private void awaitReady() {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/health/ready"))
            .build();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  private Process run(String command) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
