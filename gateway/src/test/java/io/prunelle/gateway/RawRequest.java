// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.RunningGateway.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Requests as no well-behaved client would send them. */
final class RawRequest {

  private RawRequest() {}

  /** The answer to a request whose line says just this; without headers. */
  static Answer send(
      RunningGateway gateway, String method, String path, String token, @Nullable JsonObject body) {
    try (Socket socket = open(gateway, text(gateway, method, path, token, body, true))) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)), Map.of(), answer.substring(end + 4));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Sends a bundle and goes away, once something has happened, without taking the answer. */
  static void abandon(
      RunningGateway gateway, String token, JsonObject bundle, Callable<Boolean> happened) {
    try (Socket socket = open(gateway, text(gateway, "POST", "", token, bundle, false))) {
      await().atMost(Duration.ofSeconds(10)).until(happened);
      socket.shutdownOutput();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Everything the gateway says to these bytes until it closes the connection by itself. */
  static String exchange(RunningGateway gateway, String request) {
    try (Socket socket = open(gateway, request)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Socket open(RunningGateway gateway, String request) throws IOException {
    URI uri = URI.create(gateway.fhir());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String text(
      RunningGateway gateway,
      String method,
      String path,
      String token,
      @Nullable JsonObject body,
      boolean last) {
    String sent = body == null ? "" : body.encode();
    return method
        + " "
        + URI.create(gateway.fhir()).getPath()
        + path
        + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        + token
        + (last ? "\r\nConnection: close" : "")
        + (body == null
            ? method.equals("POST") ? "\r\nContent-Length: 0" : ""
            : "\r\nContent-Type: application/fhir+json\r\nContent-Length: " + sent.length())
        + "\r\n\r\n"
        + sent;
  }
}
