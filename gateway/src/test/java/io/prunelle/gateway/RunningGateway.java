// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Metrics;
import io.prunelle.gateway.ops.Migration;
import io.prunelle.gateway.testing.Ports;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A whole gateway between a realm, two hosts and a database, all reached over real sockets. */
final class RunningGateway implements AutoCloseable {

  /** The answer as a client sees it. */
  record Answer(int status, Map<String, List<String>> headers, String body) {

    @Nullable String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : values.get(0);
    }

    JsonObject json() {
      return new JsonObject(body);
    }

    String diagnostics() {
      return json().getJsonArray("issue").getJsonObject(0).getString("diagnostics");
    }

    String requestId() {
      return String.valueOf(header("x-request-id"));
    }

    /** Of the resources in a Bundle, in its order. */
    List<String> ids() {
      return json().getJsonArray("entry", new JsonArray()).stream()
          .map(entry -> ((JsonObject) entry).getJsonObject("resource").getString("id"))
          .toList();
    }

    /** Where a Bundle goes on; null at its end. */
    @Nullable String next() {
      return json().getJsonArray("link", new JsonArray()).stream()
          .map(JsonObject.class::cast)
          .filter(link -> "next".equals(link.getString("relation")))
          .map(link -> link.getString("url"))
          .findFirst()
          .orElse(null);
    }
  }

  final TestDatabase database;
  final TestRealm realm;
  final RecordingHost cloud;
  final RecordingHost premises;
  private final Vertx vertx;
  private final Settings settings;
  private final Server server;
  private final String base;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningGateway(TestDatabase database, UnaryOperator<Settings> customize) {
    this.database = database;
    this.vertx = Metrics.measured();
    this.realm = TestRealm.start(vertx);
    this.cloud = RecordingHost.start(vertx);
    this.premises = RecordingHost.start(vertx);
    this.settings = customize.apply(settings(Ports.free()));
    this.base = settings.publicUrl().toString();
    if (!database.hasTables()) {
      Migration.run(settings);
    }
    this.server = new Server(vertx, settings, "test", Clock.systemUTC());
    server.start().await();
    awaitReady();
  }

  static RunningGateway start() {
    return start(TestDatabase.migrated(), settings -> settings);
  }

  static RunningGateway start(TestDatabase database, UnaryOperator<Settings> customize) {
    return new RunningGateway(database, customize);
  }

  private Settings settings(int port) {
    return TestSettings.of(
        realm, database.settings(), database.owner(), cloud.url(), premises.url(), port);
  }

  void awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> management("/health/ready").status() == 200);
  }

  /** Places a record in the cloud, as the mover does. */
  void placeInTheCloud(String patient) {
    database.execute(
        "INSERT INTO hosts.placement (practice, patient, host) VALUES (?, ?, 'nuage-sante')",
        TestRealm.PRACTICE,
        patient);
  }

  /** A permitted patient whose record lives in the cloud. */
  void permit(String patient) {
    // in this order, so that the mover finds nothing to do
    placeInTheCloud(patient);
    awaitFollowed(realm.decide(patient, "PERMIT"));
  }

  void awaitFollowed(long position) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                (long) database.rows("SELECT position FROM consent.feed").get(0).get("position")
                    >= position);
  }

  /** What callers made it send, to both hosts. */
  List<RecordingHost.Arrived> arrived() {
    return Stream.of(premises, cloud).flatMap(host -> host.arrived().stream()).toList();
  }

  String fhir() {
    return base + "/fhir/" + TestRealm.PRACTICE;
  }

  Answer get(String path, @Nullable String token, String... headers) {
    return send("GET", URI.create(fhir() + path), token, null, headers);
  }

  Answer post(String path, String token, String body, String... headers) {
    return send("POST", URI.create(fhir() + path), token, body, headers);
  }

  Answer management(String path) {
    return send(
        "GET", URI.create("http://127.0.0.1:" + server.managementPort() + path), null, null);
  }

  Answer send(
      String method, URI uri, @Nullable String token, @Nullable String body, String... headers) {
    try {
      return answer(
          client.send(
              request(method, uri, token, body, headers), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The same, without waiting for the answer. */
  CompletableFuture<Answer> begin(
      String method, URI uri, @Nullable String token, @Nullable String body, String... headers) {
    return client
        .sendAsync(request(method, uri, token, body, headers), HttpResponse.BodyHandlers.ofString())
        .thenApply(RunningGateway::answer);
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.headers().map(), response.body());
  }

  private static HttpRequest request(
      String method, URI uri, @Nullable String token, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(40))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/fhir+json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  /** What the journal has about a request, entry and outcome side by side. */
  List<Map<String, Object>> journal(String requestId) {
    return database.rows(
        "SELECT e.*, o.status, o.bytes, o.ending, o.resource FROM journal.entry e"
            + " LEFT JOIN journal.outcome o ON o.entry = e.id WHERE e.request_id = ?",
        requestId);
  }

  /** The one entry of a request beside those of look-ups, once its outcome is there. */
  Map<String, Object> settled(Answer answer) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                journal(answer.requestId()).stream()
                    .filter(row -> !"look-up".equals(row.get("reason")))
                    .toList(),
            rows -> rows.size() == 1 && rows.get(0).get("status") != null)
        .get(0);
  }

  Vertx vertx() {
    return vertx;
  }

  Server server() {
    return server;
  }

  Settings settings() {
    return settings;
  }

  @Override
  public void close() {
    server.stop().await();
    cloud.stop();
    premises.stop();
    realm.stop();
    end();
  }

  /** As the program does at its end: what does not end by itself is not waited for. */
  private void end() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (TimeoutException left) {
      // a pool never closes whose server fell silent while it let a connection in
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
