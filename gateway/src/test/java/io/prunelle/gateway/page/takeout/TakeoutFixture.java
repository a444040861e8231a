// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.config.Settings.Takeout;
import io.prunelle.gateway.ops.Pools;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Archives in a real database, of records that tests make up, downloaded over HTTP. */
final class TakeoutFixture implements AutoCloseable {

  static final Owner ANNE = Owner.of("anne", "p1");
  static final Owner BRUNO = Owner.of("bruno", "p2");
  static final Takeout LIMITS =
      new Takeout(Duration.ofHours(1), Duration.ofMinutes(1), 2, 50, 64L << 20, 1L << 30);

  final TestDatabase database = TestDatabase.migrated();
  final Vertx vertx = Vertx.vertx();
  final Takeouts takeouts;
  private final Takeout limits;
  private final Pools pools;
  private final HttpServer server;

  /** By which a download is asked for; set before each. */
  private volatile Function<UUID, Future<Optional<Download>>> downloads;

  TakeoutFixture() {
    this(LIMITS);
  }

  TakeoutFixture(Takeout limits) {
    this.limits = limits;
    Settings.Database s = database.settings();
    this.pools =
        Pools.of(
            vertx,
            new Settings.Database(s.host(), s.port(), s.name(), database.gateway(), 8, 2, null));
    this.takeouts = instance("secret");
    this.downloads = id -> takeouts.download(id, ANNE);
    this.server =
        get(
            vertx
                .createHttpServer(
                    // So little that a client which reads no more holds up the rest
                    new HttpServerOptions().setSendBufferSize(16 * 1024))
                .requestHandler(
                    request ->
                        downloads
                            .apply(UUID.fromString(request.path().substring(1)))
                            .compose(
                                found ->
                                    found.isPresent()
                                        ? found.get().send(request)
                                        : request.response().setStatusCode(404).end())
                            .onFailure(cut -> request.connection().close()))
                .listen(0, "127.0.0.1"));
  }

  /** Another instance of the gateway, over the same database. */
  Takeouts instance(String secret) {
    return new Takeouts(
        vertx, pools.work(), TestSettings.page(secret, Settings.Page.DECISION_MAX_AGE, limits));
  }

  static Ask ask(Owner owner, RecordReader.Reading reading, String... practices) {
    return ask(owner, reading, sink -> Future.succeededFuture(), practices);
  }

  static Ask ask(Owner owner, RecordReader.Reading reading, Chapter first, String... practices) {
    return new Ask(
        owner,
        "p1",
        List.of(practices),
        reading,
        first,
        sink -> sink.file("accesses.json", Buffer.buffer("[]"), 0),
        contents -> "<h1>" + contents.records() + "</h1>",
        null);
  }

  /** What any instance does each minute. */
  void sweep() {
    get(new ArchiveTable(pools.work(), limits).sweep());
  }

  /** As the gateway answers what is not there. */
  static <T> Future<T> nothing() {
    return refused(new Refusal.NotFound("record-unknown"));
  }

  static <T> Future<T> refused(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }

  Archive latest(Owner owner) {
    return get(takeouts.latest(owner)).orElseThrow();
  }

  /** Begins one, and waits until it is over. */
  Archive prepared(Ask ask) {
    Begun begun = get(takeouts.ask(ask));
    if (begun != Begun.STARTED) {
      throw new AssertionError(begun);
    }
    return over(ask.owner());
  }

  Archive over(Owner owner) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> latest(owner), archive -> archive.state() != Archive.State.PREPARING);
  }

  HttpResponse<byte[]> download(UUID id, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/" + id));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Begins a download, reads so much of its body, and lets the server know that it is gone. */
  Socket brokenOff(UUID id, int after) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(8 * 1024);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
    client
        .getOutputStream()
        .write(("GET /" + id + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    InputStream in = client.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    in.readNBytes(after);
    client.shutdownOutput();
    return client;
  }

  /** As when a download broke off. */
  void cutOff(UUID id, long from, long to) {
    get(new ArchiveTable(pools.work(), limits).taken(id, from, to, false));
  }

  @Override
  public void close() {
    get(takeouts.stop());
    get(pools.stop());
    get(vertx.close());
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
