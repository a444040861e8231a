// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request of which the gateway and a host might see different ends is one request to nobody. */
final class FramingTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("permitted");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\u000bchunked",
      })
  void isAnsweredAtOnceAndNothingBehindItIsRead(String framing) throws IOException {
    String answers = exchange("POST", "/_search", framing);

    assertThat(answers).startsWith("HTTP/1.1 400");
    assertThat(answers.split("HTTP/1.1 ", -1)).as(answers).hasSize(2);
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  @Test
  void isToldWhatIsWrong() throws IOException {
    assertThat(exchange("GET", "/Patient/permitted", "Transfer-Encoding: chunked, identity"))
        .contains("OperationOutcome")
        .contains("Transfer-Encoding: chunked alone")
        .containsIgnoringCase("connection: close");
  }

  /** The chunks override the length (RFC 9112, 6.3); a proxy on the way may not have known. */
  @ParameterizedTest
  @CsvSource({
    "401, POST, /fhir/cabinet-des-lilas/_search",
    "401, GET, /fhir/cabinet-des-lilas/Patient/permitted",
    "200, GET, /fhir/cabinet-des-lilas/metadata",
    "303, GET, /my",
    "403, POST, /my/decisions",
    "404, PUT, /elsewhere",
  })
  void isOneRequestWhenItsChunksSayWhereItEnds(int status, String method, String path)
      throws IOException {
    String chunks = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    String smuggled = "GET /fhir/x/Patient/permitted HTTP/1.1\r\nHost: x\r\n\r\n";

    String answers = raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + chunks + smuggled);

    assertThat(answers).startsWith("HTTP/1.1 " + status).containsIgnoringCase("connection: close");
    assertThat(answers.split("HTTP/1.1 ", -1)).as(answers).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "414, too-long, 'GET /fhir/x/Patient/${long} HTTP/1.1\\nHost: x\\n\\n'",
    "431, too-long, 'GET /fhir/x/Patient/1 HTTP/1.1\\nHost: x\\nCookie: ${long}${long}${long}${long}\\n\\n'",
    "400, invalid, 'GET /fhir/x/Patient/1 HTTP/1.1\\nHost\\n\\n'",
    "400, invalid, 'GET /fhir/x/Patient/1 FTP/9\\nHost: x\\n\\n'",
    "400, invalid, 'HELO mail.example\\n\\n'"
  })
  void isAnsweredInFhirsWordsAndWrittenDownWhenItCannotBeRead(
      int status, String code, String request) throws IOException {
    String answer = raw(request.replace("\\n", "\r\n").replace("${long}", "x".repeat(5_000)));

    assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    assertThat(answer).contains("OperationOutcome").contains("\"code\":\"" + code + "\"");
    String requestId = answer.replaceFirst("(?s).*X-Request-Id: (\\S+).*", "$1");
    assertThat(gateway.journal(requestId))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row).containsEntry("permitted", false).containsEntry("status", status));
  }

  /** Everything the gateway says until it closes the connection, which it must by itself. */
  private static String exchange(String method, String path, String framing) throws IOException {
    URI uri = URI.create(gateway.fhir());
    String smuggled =
        "0\r\n\r\nGET " + uri.getPath() + "/Patient/permitted HTTP/1.1\r\nHost: x\r\n\r\n";
    String request =
        method + " " + uri.getPath() + path + " HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n";
    return raw(request + smuggled);
  }

  private static String raw(String sent) throws IOException {
    URI uri = URI.create(gateway.fhir());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
