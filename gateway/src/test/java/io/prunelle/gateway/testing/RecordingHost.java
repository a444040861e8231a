// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Stands where a host stands, and remembers all that reached it. */
public final class RecordingHost {

  /** One request as it arrived. */
  public record Arrived(String method, String uri, MultiMap headers, Buffer body) {}

  /** What to answer. */
  public record Reply(int status, MultiMap headers, Buffer body) {

    public static Reply json(int status, JsonObject body) {
      return new Reply(
          status,
          MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/fhir+json"),
          body.toBuffer());
    }

    /** None: the connection is closed instead. */
    public static Reply none() {
      return new Reply(0, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }

    /** The head of one that is longer, and this of it; the rest never comes. */
    public Reply ofLonger(int length) {
      return with("Content-Length", Integer.toString(length));
    }

    boolean isBegun() {
      return headers.contains("Content-Length");
    }

    public Reply with(String header, String value) {
      headers.add(header, value);
      return this;
    }
  }

  private final List<HttpConnection> begun = new CopyOnWriteArrayList<>();
  private final AtomicInteger cutOff = new AtomicInteger();
  private final HttpServer server;
  private final Vertx vertx;
  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  private volatile java.util.function.Function<Arrived, Reply> behaviour = RecordingHost::patient;
  private volatile Consumer<Arrived> beforeAnswering = request -> {};

  private final boolean tls;

  private RecordingHost(Vertx vertx, HttpServerOptions options) {
    this.vertx = vertx;
    this.server = vertx.createHttpServer(options);
    this.tls = options.isSsl();
  }

  public static RecordingHost start(Vertx vertx) {
    return start(vertx, new HttpServerOptions());
  }

  public static RecordingHost start(Vertx vertx, HttpServerOptions options) {
    RecordingHost host = new RecordingHost(vertx, options);
    host.server.requestHandler(host::handle).listen(0, "127.0.0.1").await();
    return host;
  }

  public void stop() {
    server.close().await();
  }

  public URI url() {
    return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + server.actualPort() + "/fhir");
  }

  /** What callers of the gateway made it send. The mover's own requests carry no request id. */
  public List<Arrived> arrived() {
    return arrived.stream().filter(request -> request.headers().contains("X-Request-Id")).toList();
  }

  public void answers(java.util.function.Function<Arrived, Reply> other) {
    behaviour = other;
  }

  /** How many answers were not taken to their end. */
  public int cutOff() {
    return cutOff.get();
  }

  /** Closes the connections of all answers that were begun. */
  public void breakOff() {
    begun.forEach(HttpConnection::close);
    begun.clear();
  }

  /** Runs on a worker before the answer is given; the request has arrived by then. */
  public void beforeAnswering(Consumer<Arrived> action) {
    beforeAnswering = action;
  }

  /** Forgets what arrived, and how to answer. */
  public void reset() {
    arrived.clear();
    behaviour = RecordingHost::patient;
    beforeAnswering = request -> {};
  }

  /** Answers as a host that has every patient, and nothing of them. */
  public static Reply patient(Arrived request) {
    String path = request.uri().replaceFirst("\\?.*", "");
    if (path.matches("/fhir/Patient/[^/]+")) {
      return Reply.json(
          200,
          new JsonObject()
              .put("resourceType", "Patient")
              .put("id", path.substring(path.lastIndexOf('/') + 1)));
    }
    return Reply.json(200, searchset());
  }

  /** Answers as a host that has these resources, each at version 7, and nothing else. */
  public void has(JsonObject... resources) {
    answers(request -> stored(request, List.of(resources)));
  }

  /** Does a transaction, entry by entry, and tells it as a host does. */
  public static Reply transaction(Arrived request, UnaryOperator<JsonObject> done) {
    JsonArray entries = new JsonArray();
    for (Object each : request.body().toJsonObject().getJsonArray("entry")) {
      entries.add(done.apply((JsonObject) each));
    }
    return Reply.json(
        200,
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "transaction-response")
            .put("entry", entries));
  }

  /** Makes what it is sent, in a transaction or by itself, and names it {@code new}. */
  public static Reply created(Arrived request) {
    String location = "Observation/new/_history/1";
    JsonObject response = new JsonObject().put("status", "201 Created").put("location", location);
    return request.uri().equals("/fhir")
        ? transaction(request, entry -> new JsonObject().put("response", response))
        : Reply.json(201, request.body().toJsonObject().put("id", "new"))
            .with("Location", location);
  }

  /** Waits for it, 20 seconds at most: where an answer is held back, or a request is to come. */
  public static void until(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers as a host that has these resources, each at version 7, and nothing else. */
  public static Reply stored(Arrived request, List<JsonObject> resources) {
    return resources.stream()
        .filter(resource -> names(request, resource))
        .findFirst()
        .map(resource -> reply(request, resource))
        .orElseGet(() -> Reply.json(404, outcome()));
  }

  private static boolean names(Arrived request, JsonObject resource) {
    String path = "/fhir/" + resource.getString("resourceType") + "/" + resource.getString("id");
    return request.uri().equals(path)
        || request.uri().equals(path + "?_summary=true")
        || request.uri().startsWith(path + "/_history/");
  }

  private static Reply reply(Arrived request, JsonObject stored) {
    return switch (request.method()) {
      case "PUT" -> Reply.json(200, request.body().toJsonObject());
      case "DELETE" -> Reply.json(200, outcome());
      default ->
          "W/\"7\"".equals(request.headers().get("If-None-Match"))
              ? Reply.json(304, new JsonObject())
              : Reply.json(200, stored).with("ETag", "W/\"7\"");
    };
  }

  private static JsonObject outcome() {
    return new JsonObject()
        .put("resourceType", "OperationOutcome")
        .put("issue", new JsonArray().add(new JsonObject().put("diagnostics", "HAPI-0001")));
  }

  /** A searchset of these resources. */
  public static JsonObject searchset(JsonObject... resources) {
    JsonArray entries = new JsonArray();
    for (JsonObject resource : resources) {
      entries.add(
          new JsonObject()
              .put("fullUrl", "urn:whatever")
              .put("resource", resource)
              .put("search", new JsonObject().put("mode", "match")));
    }
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", "searchset")
        .put("total", resources.length)
        .put("entry", entries);
  }

  public static JsonObject observation(String id, String patient) {
    return new JsonObject()
        .put("resourceType", "Observation")
        .put("id", id)
        .put("status", "final")
        .put("subject", new JsonObject().put("reference", "Patient/" + patient));
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .compose(
            body -> {
              Arrived seen =
                  new Arrived(request.method().name(), request.uri(), request.headers(), body);
              arrived.add(seen);
              return vertx.executeBlocking(
                  () -> {
                    beforeAnswering.accept(seen);
                    return behaviour.apply(seen);
                  },
                  false);
            })
        .onSuccess(
            reply -> {
              if (reply.status() == 0) {
                request.connection().close();
                return;
              }
              request.response().setStatusCode(reply.status());
              request.response().headers().addAll(reply.headers());
              if (reply.isBegun()) {
                begun.add(request.connection());
                request.response().write(reply.body());
                return;
              }
              request.response().end(reply.body()).onFailure(gone -> cutOff.incrementAndGet());
            })
        .onFailure(failed -> request.response().setStatusCode(500).end(failed.toString()));
  }
}
