// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However long the journal is, and however the one who takes it along behaves. */
class LineStreamTest {

  private static final Line LINE =
      new Line(
          new UUID(1, 2),
          Instant.EPOCH,
          new Entry(
              "r",
              new Entry.Agent(null, null, null, null, null, null),
              new Entry.Act("read", null, null, null, "GET", null),
              new Entry.Where(null, null, null, null, null),
              true,
              "test"),
          null);

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Vertx vertx = Vertx.vertx();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /** Serves that many pages, each line of which has that text. */
  private int serve(int pages, String text) {
    return serve(new Pages(pages), text);
  }

  private int serve(LineStream.Source source, String text) {
    Router router = Router.router(vertx);
    router.get().handler(new Taken(vertx, PATIENCE));
    router
        .get("/")
        .handler(
            context ->
                LineStream.send(context, new Plainly(text), "lines", source)
                    .onFailure(context::fail));
    HttpServer server = vertx.createHttpServer().requestHandler(router).listen(0).await();
    return server.actualPort();
  }

  private HttpClientResponse get(int port) {
    return vertx
        .createHttpClient()
        .request(HttpMethod.GET, port, "127.0.0.1", "/")
        .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
        .await();
  }

  @Test
  void moreThanAMillionArriveWhole() {
    int pages = 2_500;
    AtomicLong length = new AtomicLong();

    HttpClientResponse response = get(serve(pages, "x"));
    response.handler(buffer -> length.addAndGet(buffer.length()));
    Future<Void> end = response.end();
    response.resume();
    end.await();

    assertThat(length.get()).isEqualTo(500L * pages + "begin".length() + "end".length());
    Awaitility.await().until(() -> outcomes.size() == 1);
    assertThat(outcomes.get(0).ending()).isEqualTo("completed");
  }

  @Test
  void whoDoesNotReadIsReadNoMoreFor() {
    HttpClientResponse response = get(serve(100_000, "x".repeat(200)));

    // When nothing is taken, then no more is read from the journal than fits in between
    AtomicInteger before = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(500, TimeUnit.MILLISECONDS)
        .until(() -> asked.get() == before.getAndSet(asked.get()));
    assertThat(asked.get()).isLessThan(500);

    // And one who goes away is written down
    response.request().connection().close();
    Awaitility.await().until(() -> outcomes.size() == 1);
    assertThat(outcomes.get(0).ending()).isEqualTo("client-gone");
    assertThat(outcomes.get(0).status()).isEqualTo(200);
  }

  /** Nor is their place kept. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whoTakesNothingAnyMoreIsGone(HttpVersion version) {
    int port = serve(100_000, "x".repeat(200));

    client(version)
        .request(HttpMethod.GET, port, "127.0.0.1", "/")
        .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
        .await();

    Awaitility.await().atMost(PATIENCE.multipliedBy(5)).until(() -> outcomes.size() == 1);
    assertThat(outcomes.get(0).ending()).isEqualTo("client-gone");
    assertThat(asked.get()).isLessThan(500);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whatFailsHereIsNotSaidToBeTheClientsDoing(HttpVersion version) {
    int port = serve(new Broken(), "x");

    assertThatThrownBy(() -> fetch(client(version), port, new AtomicReference<>()).await());

    Awaitility.await().until(() -> outcomes.size() == 1);
    assertThat(outcomes.get(0).ending()).isEqualTo("failed");
    assertThat(outcomes.get(0).status()).isEqualTo(500);
  }

  @Test
  void whatIsCutOffLeavesOthersOnItsConnectionAlone() {
    int port = serve(new Broken(), "x");
    HttpClient client = client(HttpVersion.HTTP_2);
    AtomicReference<HttpConnection> first = new AtomicReference<>();
    AtomicReference<HttpConnection> second = new AtomicReference<>();

    assertThatThrownBy(() -> fetch(client, port, first).await());
    assertThatThrownBy(() -> fetch(client, port, second).await());

    assertThat(second.get()).isSameAs(first.get());
  }

  @Test
  void whoGivesUpAStreamIsGone() {
    int port = serve(100_000, "x".repeat(200));

    client(HttpVersion.HTTP_2)
        .request(HttpMethod.GET, port, "127.0.0.1", "/")
        .compose(request -> request.send().compose(response -> request.reset(8)))
        .await();

    Awaitility.await().until(() -> outcomes.size() == 1);
    assertThat(outcomes.get(0).ending()).isEqualTo("client-gone");
  }

  private HttpClient client(HttpVersion version) {
    return vertx.createHttpClient(
        new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
  }

  private static Future<Buffer> fetch(
      HttpClient client, int port, AtomicReference<HttpConnection> over) {
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", "/")
        .compose(
            request -> {
              over.set(request.connection());
              return request.send().compose(HttpClientResponse::body);
            });
  }

  /** Has one page, and fails. */
  private final class Broken implements LineStream.Source {
    @Override
    public Future<LineStream.Page> next(@Nullable UUID before, int limit) {
      return vertx
          .timer(1, TimeUnit.MICROSECONDS)
          .compose(
              later ->
                  before == null
                      ? Future.succeededFuture(
                          LineStream.Page.of(Collections.nCopies(limit, LINE), limit))
                      : Future.failedFuture("broken"));
    }

    @Override
    public Future<Void> end(Outcome outcome) {
      outcomes.add(outcome);
      return Future.succeededFuture();
    }
  }

  private final class Pages implements LineStream.Source {
    private final int pages;

    private Pages(int pages) {
      this.pages = pages;
    }

    @Override
    public Future<LineStream.Page> next(@Nullable UUID before, int limit) {
      List<Line> page =
          asked.getAndIncrement() < pages ? Collections.nCopies(limit, LINE) : List.of();
      // As a database answers: later
      return vertx.timer(1, TimeUnit.MICROSECONDS).map(LineStream.Page.of(page, limit));
    }

    @Override
    public Future<Void> end(Outcome outcome) {
      outcomes.add(outcome);
      return Future.succeededFuture();
    }
  }

  private record Plainly(String text) implements AccessFormat {

    @Override
    public String contentType() {
      return "text/plain";
    }

    @Override
    public String ending() {
      return "txt";
    }

    @Override
    public String beginning() {
      return "begin";
    }

    @Override
    public String line(Line line, boolean first) {
      return text;
    }

    @Override
    public String end() {
      return "end";
    }
  }
}
