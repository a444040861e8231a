// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of requests, and of hosts' answers, that no well-behaved program writes. */
final class HostileHeadTest {

  private static RunningGateway gateway;
  private static String token;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    token = gateway.realm.patient("p1");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.premises.reset();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // where it goes
        "400 | GET $P HTTP/1.1~$A",
        "400 | GET $P HTTP/1.1~Host: x~Host: x~$A",
        "400 | GET $P HTTP/1.1~Host: x~Host: evil.example~$A",
        "401 | GET $P HTTP/1.1~Host: x~ $A",
        "404 | GET //evil.example$P HTTP/1.1~Host: x~$A",
        "404 | GET /my/..$P HTTP/1.1~Host: x~$A",
        "404 | GET /%66hir/cabinet-des-lilas/Patient/p1 HTTP/1.1~Host: x~$A",
        "404 | CONNECT evil.example:443 HTTP/1.1~Host: x~$A",
        "405 | TRACE $P HTTP/1.1~Host: x~Cookie: secret~$A",
        "405 | OPTIONS $P HTTP/1.1~Host: x~$A",
        "405 | PROPFIND $P HTTP/1.1~Host: x~$A",
        "405 | get $P HTTP/1.1~Host: x~$A",
        "404 | OPTIONS * HTTP/1.1~Host: x~$A",
        // who asks
        "401 | GET $P HTTP/1.1~Host: x~$A~$A",
        "401 | GET $P HTTP/1.1~Host: x~Authorization: Bearer $T, Bearer $T",
        "401 | GET $P HTTP/1.1~Host: x~Authorization:~ Bearer $T~X-Authorization: Bearer $T",
        "401 | GET $P HTTP/1.1~Host: x~Proxy-Authorization: Bearer $T",
        "401 | GET $P HTTP/1.1~Host: x~Cookie: access_token=$T",
        "401 | GET $P HTTP/1.1~Host: x~Authorization : Bearer $T",
        "401 | GET $P HTTP/1.1~Host: x~Connection: Authorization~Authorization: Basic eDp5",
        // what is asked
        "400 | GET $P HTTP/1.1~Host: x~$A~X-HTTP-Method-Override: DELETE",
        "415 | POST $B/Observation HTTP/1.1~Host: x~$A~Content-Type: application/fhir+json~Content-Type: text/plain~Content-Length: 0",
        "415 | POST $B/Observation HTTP/1.1~Host: x~$A~Content-Type: application/fhir+json, text/plain~Content-Length: 0",
        "415 | POST $B/Observation HTTP/1.1~Host: x~$A~Content-Type: application/fhir+json; charset=utf-7~Content-Length: 0",
      })
  void isRefusedAndReachesNoHost(int status, String request) throws IOException {
    String answer = raw(request);

    assertThat(answer).matches("(?s)HTTP/1\\.1 (" + status + "|400) .*");
    assertThat(answer).doesNotContain("secret", "\"Patient\"", "200 OK");
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil.example$P HTTP/1.1~Host: x~$A",
        "GET $P HTTP/1.1~Host: evil.example~$A~Forwarded: for=1.2.3.4;host=evil.example",
        "GET $P HTTP/1.1~Host: x~$A~X-Forwarded-Host: evil.example~X-Forwarded-For: 1.2.3.4",
        "GET $P HTTP/1.1~Host: x~$A~X-Original-URL: /evil.example~X-Rewrite-URL: /evil.example",
        "GET $P HTTP/1.1~Host: x~$A~TE: trailers~Trailer: Authorization, evil.example",
        "GET $P HTTP/1.1~Host: x~$A~Via: 1.1 evil.example~X-Request-Id: evil.example",
        "GET $P HTTP/1.1~Host: x~$A~Cookie: a=evil.example~Referer: http://evil.example",
        "GET $P HTTP/1.1~Host: x~$A~X-User: évil.example~X-Practitioner: evil.example",
        "GET $P HTTP/1.1~Host: x~$A~Connection: X-Request-Id, Accept",
        "GET $P HTTP/1.1~Host: x~$A~Expect: evil.example",
      })
  void whatClientsSayOfTheirWayIsNotBelievedAndGoesNowhere(String request) throws IOException {
    String answer = raw(request);

    // what a client calls its request is told to that client again
    assertThat(answer.replaceFirst("(?i)x-correlation-id: .*\r\n", ""))
        .startsWith("HTTP/1.1 200 OK")
        .doesNotContain("evil");
    assertThat(gateway.arrived())
        .singleElement()
        .satisfies(
            arrived -> {
              assertThat(arrived.uri()).isEqualTo("/fhir/Patient/p1");
              assertThat(arrived.headers().toString()).doesNotContain("evil", token);
              assertThat(arrived.headers().names())
                  .doesNotContain("TE", "Trailer", "Cookie", "Referer", "Authorization");
            });
    String requestId = answer.replaceFirst("(?is).*x-request-id: (\\S+).*", "$1");
    assertThat(gateway.journal(requestId))
        .singleElement()
        .satisfies(row -> assertThat(row.toString()).doesNotContain("evil", "1.2.3.4"));
  }

  @Test
  void whatAHostSaysInItsHeadIsNotPassedOn() {
    gateway.premises.answers(
        asked ->
            RecordingHost.patient(asked)
                .with("Set-Cookie", "session=1")
                .with("Connection", "X-Secret")
                .with("X-Secret", "1")
                .with("Keep-Alive", "timeout=1")
                .with("Proxy-Authenticate", "Basic")
                .with("WWW-Authenticate", "Basic")
                .with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Allow-Credentials", "true")
                .with("Strict-Transport-Security", "max-age=0")
                .with("Clear-Site-Data", "\"*\"")
                .with("Refresh", "0; url=http://evil.example")
                .with("Alt-Svc", "h2=\"evil.example\"")
                .with("Location", "http://evil.example/fhir/Patient/p1")
                .with("Content-Location", "http://evil.example")
                .with("Link", "<http://evil.example>")
                .with("Trailer", "X-Secret")
                .with("ETag", "W/\"1\" evil")
                .with("Last-Modified", "evil"));

    RunningGateway.Answer answer = gateway.get("/Patient/p1", token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().keySet())
        .containsExactlyInAnyOrder(
            "cache-control",
            "content-length",
            "content-security-policy",
            "content-type",
            "date",
            "vary",
            "x-content-type-options",
            "x-request-id");
  }

  @Test
  void aHostsValidatorsArePassedOnWhenTheyAreSome() {
    gateway.premises.answers(
        asked ->
            RecordingHost.patient(asked)
                .with("ETag", "W/\"7\"")
                .with("Last-Modified", "Sun, 6 Nov 1994 08:49:37 GMT"));

    RunningGateway.Answer answer = gateway.get("/Patient/p1", token);

    assertThat(answer.header("etag")).isEqualTo("W/\"7\"");
    assertThat(answer.header("last-modified")).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  /** What stands behind a line of a chunk's size must not begin a line for another reader. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2;\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2;x=\"\r\n{}\r\n0\r\n\r\n",
        "0x2\r\n{}\r\n0\r\n\r\n",
        "+2\r\n{}\r\n0\r\n\r\n",
        "2 \r\n{}\r\n0\r\n\r\n",
        "-1\r\n{}\r\n0\r\n\r\n",
        "fffffffffffffffff2\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}x\r\n0\r\n\r\n",
        "2\r\n{}\r\n0\r\nAuthorization: Bearer x\r\nContent-Length: 5\r\n\r\n",
      })
  void chunksThatCouldBeReadInTwoWaysAreNoBody(String chunks) throws IOException {
    String head =
        "POST $B/Observation HTTP/1.1~Host: x~$A~Content-Type: application/fhir+json"
            + "~Transfer-Encoding: chunked~Connection: close";
    String behind = "GET $P HTTP/1.1~Host: x~$A";

    String answers = exchange(written(head) + chunks + written(behind));

    assertThat(answers.split("HTTP/1.1 ", -1).length).as(answers).isLessThanOrEqualTo(2);
    assertThat(answers).doesNotContain("200 OK", "201 Created");
    assertThat(gateway.arrived()).isEmpty();
  }

  private static String raw(String request) throws IOException {
    return exchange(written(request + "~Connection: close"));
  }

  private static String written(String request) {
    String base = URI.create(gateway.fhir()).getPath();
    return request
            .replace("$A", "Authorization: Bearer $T")
            .replace("$T", token)
            .replace("$P", base + "/Patient/p1")
            .replace("$B", base)
            .replace("~", "\r\n")
        + "\r\n\r\n";
  }

  private static String exchange(String sent) throws IOException {
    URI uri = URI.create(gateway.fhir());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
