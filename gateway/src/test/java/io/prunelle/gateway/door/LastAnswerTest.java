// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.ops.CutOff;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The last answer of a connection, and clients that take it or do not, over real sockets. */
final class LastAnswerTest {

  private static final int LONG = 64 << 20;
  private static final Duration HEAD = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch closed = new CountDownLatch(1);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void whoTakesNothingOfItIsCutOff() throws Exception {
    try (Socket socket =
        ask(serve(request -> request.response().end(Buffer.buffer(new byte[LONG]))))) {
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();

      // Then what was on its way is all there is
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void whoTakesItSlowlyGetsAllOfIt() throws Exception {
    try (Socket socket =
        ask(serve(request -> request.response().end(Buffer.buffer(new byte[LONG]))))) {
      int taken = 0;
      int piece = LONG / 8;
      // Each piece well within the time, and all of them beyond it
      while (taken < LONG - piece) {
        taken += socket.getInputStream().readNBytes(piece).length;
        assertThat(closed.await(ANSWER.toMillis() / 4, TimeUnit.MILLISECONDS)).isFalse();
      }

      assertThat(taken + socket.getInputStream().readAllBytes().length).isGreaterThan(LONG);
    }
  }

  @Test
  void whoHasGoneAlreadyCanBeCutOff() throws Exception {
    CompletableFuture<HttpServerRequest> arrived = new CompletableFuture<>();
    try (Socket socket = ask(serve(arrived::complete))) {
      assertThat(arrived.get(20, TimeUnit.SECONDS).response().ended()).isFalse();
      assertThat(socket.isConnected()).isTrue();
    }
    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(CutOff.answer(arrived.join()).otherwiseEmpty().await()).isNull());
  }

  private int serve(Consumer<HttpServerRequest> answer) {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(
        on -> {
          ClientConnections connections = new ClientConnections(vertx, HEAD, ANSWER);
          connections.start();
          HttpServer server =
              vertx
                  .createHttpServer()
                  .connectionHandler(
                      connection -> {
                        connections.opened(connection);
                        connection.closeHandler(gone -> closed.countDown());
                      })
                  .requestHandler(
                      request -> {
                        if (connections.admits(request)) {
                          answer.accept(request);
                        }
                      });
          server
              .listen(0, "127.0.0.1")
              .onSuccess(listening -> port.complete(listening.actualPort()));
        });
    return port.join();
  }

  private static Socket ask(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
