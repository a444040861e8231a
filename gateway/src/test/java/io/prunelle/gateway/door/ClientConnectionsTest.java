// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the gateway remembers of its clients' connections. */
final class ClientConnectionsTest {

  private final Vertx vertx = Vertx.vertx();
  private final ClientConnections connections =
      new ClientConnections(vertx, Duration.ofMinutes(10), Duration.ofMinutes(10));
  private final List<WeakReference<HttpServerRequest>> requests =
      Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void requestsThatWereAnsweredAreNotKeptWhileTheirConnectionLives() {
    // Given a connection on which several requests were answered
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setIdleTimeout(30))
            .connectionHandler(connections::opened)
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await();
    HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
    for (int i = 0; i < 5; i++) {
      client
          .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
          .compose(HttpClientRequest::send)
          .compose(HttpClientResponse::body)
          .await();
    }

    // Then nothing but the last one is still in memory
    assertThat(requests).hasSize(5);
    Awaitility.await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(requests.subList(0, 4)).allMatch(request -> request.get() == null);
            });
    assertThat(connections).isNotNull();
  }

  /** As Vert.x would be after an upgrade, if it watched over silence in another way. */
  @ParameterizedTest
  @CsvSource({"0, 1", "30, 0"})
  void thatLongAnswersMayBeCutOffIsToldOnce(int idleSeconds, int times) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(ClientConnections.class);
    logger.addAppender(log);
    try {
      HttpServer server =
          vertx
              .createHttpServer(new HttpServerOptions().setIdleTimeout(idleSeconds))
              .connectionHandler(connections::opened)
              .requestHandler(this::answer)
              .listen(0, "127.0.0.1")
              .await();
      for (int i = 0; i < 3; i++) {
        HttpClient another = vertx.createHttpClient();
        another
            .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
            .compose(HttpClientRequest::send)
            .await();
      }

      assertThat(log.list).hasSize(times).allMatch(told -> told.getLevel().equals(Level.WARN));
    } finally {
      logger.detachAppender(log);
    }
  }

  private void answer(HttpServerRequest request) {
    requests.add(new WeakReference<>(request));
    assertThat(connections.admits(request)).isTrue();
    request.response().end("answer");
  }
}
