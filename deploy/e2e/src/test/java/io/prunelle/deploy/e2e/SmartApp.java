// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A SMART application: two pages around {@code fhirclient}, of an origin of their own. The first
 * sends the user to sign in, the second has the client in {@code window.client}, or why there is
 * none in {@code window.failure}.
 */
final class SmartApp implements AutoCloseable {

  private static final String PAGE =
      """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Application</title>
      <script src="/fhir-client.js"></script></head><body><script>
      // Keycloak wants to know which public client asks (RFC 6749, 3.2.1)
      FHIR.oauth2.settings.refreshTokenWithClientId = true;
      const asked = new URLSearchParams(location.search);
      if (asked.has("scope")) {
        FHIR.oauth2.authorize({
          clientId: "%s", iss: "%s", redirectUri: location.origin + "/", scope: asked.get("scope"),
          pkceMode: "required"
        }).catch(failure => window.failure = String(failure));
      } else {
        FHIR.oauth2.ready().then(
          client => { window.client = client; document.title = "Ready"; },
          failure => { window.failure = String(failure); document.title = "Failed"; });
      }
      </script></body></html>
      """;

  private final HttpServer server;
  private final String origin;

  SmartApp(Demo demo) throws IOException {
    this.origin = demo.text("/clients/smart/origin");
    URI address = URI.create(origin);
    byte[] script = SmartLibrary.script();
    byte[] page =
        PAGE.formatted(demo.text("/clients/smart/id"), demo.fhir())
            .getBytes(StandardCharsets.UTF_8);
    this.server = HttpServer.create(new InetSocketAddress(address.getHost(), address.getPort()), 0);
    server.createContext("/", exchange -> send(exchange, "text/html", page));
    server.createContext("/fhir-client.js", exchange -> send(exchange, "text/javascript", script));
    server.start();
  }

  /** Where a user begins, who is to be asked for these scopes. */
  String launch(String scopes) {
    return origin + "/?scope=" + Http.encode(scopes);
  }

  String origin() {
    return origin;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
