// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HEAD is answered, and refused, as GET is, but for the body (RFC 9110, 9.3.2). */
final class HeadTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.answers(
        request ->
            request.uri().startsWith("/fhir/Observation/")
                ? RecordingHost.stored(
                    request, List.of(observation("o1", "p1"), observation("o2", "p2")))
                : RecordingHost.patient(request));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/p1",
        "/Observation/o1",
        "/Observation/o1/_history/7",
        "/Observation?patient=p1",
        "/Patient/p1/Observation",
        "/Patient/p1?_format=xml",
        "/metadata",
        "/.well-known/smart-configuration",
        // refused, or not there
        "/Patient/p2",
        "/Observation/o2",
        "/Observation/nothing",
        "/Observation?patient=p2",
        "/Observation?patient=p1&patient=p2",
        "/NoSuchType/1",
        "/Patient/p1/$no-such-operation"
      })
  void theHeadIsThatOfGet(String path) {
    String token = gateway.realm.patient("p1");
    Answer got = gateway.get(path, token);
    List<String> asked = asked();

    Answer head = head(path, token);

    assertThat(head.status()).isEqualTo(got.status());
    assertThat(head.body()).isEmpty();
    assertThat(headers(head)).isEqualTo(headers(got)).containsKey("content-length");
    assertThat(asked()).isEqualTo(asked);
  }

  @Test
  void noTokenNoHead() {
    assertThat(headers(head("/Patient/p1", null)))
        .isEqualTo(headers(gateway.get("/Patient/p1", null)))
        .containsKey("www-authenticate");
  }

  @ParameterizedTest
  @CsvSource({"/Observation/o2, /Observation/nothing", "/Patient/p2, /Patient/nobody"})
  void whatIsAnothersIsAsAbsentAsWhatIsNotThere(String anothers, String absent) {
    String token = gateway.realm.patient("p1");

    // Byte for byte, but for the time and the request's own id
    assertThat(bytes("HEAD", anothers, token)).isEqualTo(bytes("HEAD", absent, token));
  }

  @Test
  void notOneByteFollowsTheHead() {
    assertThat(bytes("HEAD", "/Patient/p1", gateway.realm.patient("p1"))).endsWith("\r\n\r\n");
  }

  @Test
  void theJournalSaysThatItWasTheHeadOfARead() {
    assertThat(gateway.settled(head("/Observation/o1", gateway.realm.patient("p1"))))
        .containsEntry("method", "HEAD")
        .containsEntry("interaction", "read")
        .containsEntry("resource_id", "o1")
        .containsEntry("patient", "p1")
        .containsEntry("permitted", true)
        .containsEntry("status", 200)
        .containsEntry("bytes", 0L);
    assertThat(gateway.settled(head("/Patient/p2", gateway.realm.patient("p1"))))
        .containsEntry("method", "HEAD")
        .containsEntry("permitted", false);
  }

  private static String bytes(String method, String path, String token) {
    String request =
        method
            + " "
            + URI.create(gateway.fhir()).getPath()
            + path
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n";
    String behind = "GET / HTTP/1.0\r\nConnection: close\r\n\r\n";
    String answers = RawRequest.exchange(gateway, request + behind);
    return answers
        .substring(0, answers.indexOf("HTTP/1.", 1))
        .replaceAll("(?i)(date|x-request-id): [^\r]*", "$1");
  }

  private static Answer head(String path, @Nullable String token) {
    return gateway.send("HEAD", URI.create(gateway.fhir() + path), token, null);
  }

  private static List<String> asked() {
    List<String> asked = gateway.arrived().stream().map(HeadTest::line).toList();
    gateway.cloud.reset();
    new HeadTest().resources();
    return asked;
  }

  private static String line(Arrived arrived) {
    return arrived.method() + " " + arrived.uri();
  }

  private static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    headers.keySet().removeAll(List.of("date", "x-request-id"));
    return headers;
  }
}
