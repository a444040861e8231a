// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that sends its body only once it is asked to (RFC 9110, 10.1.1). */
final class ExpectationTest {

  private static final String BODY = observation("o1", "p1").encode();

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(),
            s ->
                TestSettings.with(
                    s,
                    s.limits(),
                    new Settings.Clients(
                        s.clients().requestLine(),
                        s.clients().headers(),
                        Duration.ofSeconds(1),
                        s.clients().bodyTimeout(),
                        s.clients().answerTimeout(),
                        s.clients().perSecond(),
                        s.clients().burst(),
                        s.clients().origins(),
                        s.clients().trustedProxies())));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void creates() {
    gateway.premises.reset();
    gateway.premises.answers(request -> Reply.json(201, observation("o1", "p1")));
  }

  @Test
  void theBodyIsAskedForOnceItsHeadIsAllowed() throws IOException {
    try (Socket socket = open()) {
      send(socket, head(gateway.realm.patient("p1"), "application/fhir+json", BODY.length()));

      assertThat(line(socket)).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(gateway.arrived()).isEmpty();
      assertThat(line(socket)).isEmpty();
      send(socket, BODY);
      assertThat(line(socket)).isEqualTo("HTTP/1.1 201 Created");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, application/fhir+json, 20, 401",
    "unsigned, application/fhir+json, 20, 401",
    "elsewhere, application/fhir+json, 20, 403",
    "reader, application/fhir+json, 20, 403",
    "p1, text/plain, 20, 415",
    "p1, application/fhir+json, 1000000000, 413",
    "p1, application/fhir+json, 10000000000000000000000, 413"
  })
  void whoMayNotIsToldSoAndTheBodyIsNotAskedFor(String who, String type, String length, int status)
      throws IOException {
    try (Socket socket = open()) {
      send(socket, head(token(who), type, length));

      // Then it is closed without a second answer, whatever else is sent
      assertThat(line(socket)).matches("HTTP/1\\.1 (" + status + "|400) .*");
      send(socket, "GET " + path() + "/Patient/p1 HTTP/1.1\r\nHost: x\r\n\r\n");
      String rest = rest(socket);
      assertThat(rest).doesNotContain("HTTP/1.1 ").containsIgnoringCase("connection: close");
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aRefusalIsWrittenDownWithWhatWasAsked() throws IOException {
    try (Socket socket = open()) {
      send(socket, head(token("reader"), "application/fhir+json", 20));
      String id = rest(socket).replaceFirst("(?is).*x-request-id: (\\S+).*", "$1");

      assertThat(gateway.journal(id))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row)
                      .containsEntry("reason", "scope-missing")
                      .containsEntry("interaction", "create")
                      .containsEntry("resource_type", "Observation")
                      .containsEntry("subject", "user-p1"));
    }
  }

  @Test
  void aReadIsAnsweredAtOnce() throws IOException {
    gateway.premises.reset();
    try (Socket socket = open()) {
      send(
          socket,
          "GET "
              + path()
              + "/Patient/p1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAuthorization: Bearer "
              + gateway.realm.patient("p1")
              + "\r\n\r\n");

      assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  /** What nobody reads the body of. */
  @ParameterizedTest
  @CsvSource({
    "GET, /fhir/cabinet-des-lilas/metadata, 200",
    "HEAD, /fhir/cabinet-des-lilas/metadata, 200",
    "GET, /fhir/nowhere/metadata, 404",
    "GET, /fhir/cabinet-des-lilas/.well-known/smart-configuration, 200",
    "OPTIONS, /fhir/cabinet-des-lilas/metadata, 204",
    "GET, /, 303",
    "GET, /my, 303",
    "GET, /my/assets/none.css, 404",
    "GET, /nowhere, 404"
  })
  void whatIsAnsweredWithoutABodyIsTheLastOfItsConnection(String method, String path, int status)
      throws IOException {
    try (Socket socket = open()) {
      send(
          socket,
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nOrigin: https://app.example"
              + "\r\nAccess-Control-Request-Method: POST\r\nContent-Length: 20\r\n\r\n");

      assertThat(line(socket)).startsWith("HTTP/1.1 " + status);
      send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
      String rest = rest(socket);
      assertThat(rest).doesNotContain("HTTP/1.1 ").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void aFormIsAskedForAndTheConnectionGoesOn() throws IOException {
    String form = "hosting=cabinet-des-lilas%40nuage-sante&decision=DENY";
    try (Socket socket = open()) {
      send(
          socket,
          "POST /my/decisions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type:"
              + " application/x-www-form-urlencoded\r\nContent-Length: "
              + form.length()
              + "\r\n\r\n");

      assertThat(line(socket)).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(line(socket)).isEmpty();
      send(socket, form);
      assertThat(line(socket)).startsWith("HTTP/1.1 ");
      send(socket, "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(rest(socket)).contains("HTTP/1.1 404");
    }
  }

  @Test
  void http10KnowsNoExpectation() throws IOException {
    try (Socket socket = open()) {
      String head = head(gateway.realm.patient("p1"), "application/fhir+json", BODY.length());
      send(socket, head.replace("HTTP/1.1", "HTTP/1.0") + BODY);

      assertThat(line(socket)).endsWith("201 Created");
    }
  }

  private static String token(String who) {
    JsonObject claims = gateway.realm.patientClaims("p1");
    return switch (who) {
      case "nobody" -> "";
      case "unsigned" -> "eyJhbGciOiJub25lIn0.e30.";
      case "elsewhere" ->
          gateway.realm.token(claims.put("organization", new JsonArray().add("elsewhere")));
      case "reader" -> gateway.realm.token(claims.put("scope", "openid patient/*.rs"));
      default -> gateway.realm.patient(who);
    };
  }

  private static String head(String token, String type, Object length) {
    return "POST "
        + path()
        + "/Observation HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + length
        + (token.isEmpty() ? "" : "\r\nAuthorization: Bearer " + token)
        + "\r\n\r\n";
  }

  private static String path() {
    return URI.create(gateway.fhir()).getPath();
  }

  private static Socket open() throws IOException {
    URI uri = URI.create(gateway.fhir());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = socket.getInputStream().read();
        read != '\n' && read >= 0;
        read = socket.getInputStream().read()) {
      line.append((char) read);
    }
    return line.toString().strip();
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
