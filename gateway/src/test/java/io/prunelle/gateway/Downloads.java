// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What Binaries hold on a host, and clients that take it at a pace of their own. */
final class Downloads {

  private Downloads() {}

  /** So many connections to each host for each event loop, and hosts that may be silent so long. */
  static Settings with(Settings s, int connectionsEach, Duration silence) {
    return TestSettings.with(
        s,
        new Settings.Limits(
            s.limits().requestBody(),
            s.limits().responseBody(),
            s.limits().bundleEntries(),
            s.limits().matches(),
            silence,
            connectionsEach * Runtime.getRuntime().availableProcessors(),
            s.limits().upstreamFailures(),
            s.limits().upstreamRest()),
        s.clients());
  }

  /** The practice's host holds b1 of p1 and b2 of p2, both at version 7. */
  static void hold(RunningGateway gateway, String type, Reply content) {
    gateway.premises.answers(
        request -> {
          for (String id : List.of("b1", "b2")) {
            if (request.uri().equals("/fhir/Binary/" + id + "?_summary=true")) {
              return Reply.json(200, binary(id, "p" + id.charAt(1), type)).with("ETag", "W/\"7\"");
            } else if (request.uri().equals("/fhir/Binary/" + id + "/_history/7")) {
              return content;
            }
          }
          return Reply.json(404, new JsonObject());
        });
  }

  static JsonObject binary(String id, String patient, String type) {
    return new JsonObject()
        .put("resourceType", "Binary")
        .put("id", id)
        .put("contentType", type)
        .put("securityContext", new JsonObject().put("reference", "Patient/" + patient));
  }

  static Reply content(String type, Buffer content) {
    return new Reply(
        200,
        MultiMap.caseInsensitiveMultiMap()
            .add("Content-Type", type)
            .add("Set-Cookie", "of=host")
            .add("Content-Disposition", "inline"),
        content);
  }

  /** Asks, and takes no more of the answer than its beginning. */
  static Socket begin(RunningGateway gateway, String path, String token) throws IOException {
    Socket socket = ask(gateway, path, token);
    assertThat(head(socket, 100)).startsWith("HTTP/1.1 200");
    return socket;
  }

  static String head(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  static String requestId(String head) {
    return head.replaceFirst("(?is).*x-request-id: ([^\r]+).*", "$1");
  }

  static Socket ask(RunningGateway gateway, String path, String token) throws IOException {
    URI uri = URI.create(gateway.fhir());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + uri.getPath()
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nAuthorization: Bearer "
                    + token
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
