// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and answers that are compressed, to and from clients and hosts. */
final class CompressionTest {

  private static final JsonObject LONG =
      observation("o1", "p1").put("note", "x".repeat(100)).put("code", "y".repeat(2_000));
  private static RunningGateway gateway;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

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
    gateway.premises.has(LONG, observation("short", "p1"));
  }

  @Test
  void aLongAnswerIsCompressedForWhoTakesIt() throws Exception {
    HttpResponse<byte[]> answer = get("/Observation/o1", "Accept-Encoding", "br, gzip");

    assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
    assertThat(answer.headers().allValues("vary")).contains("Accept, Accept-Encoding");
    assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(answer.body().length);
    assertThat(answer.headers().firstValue("etag")).hasValue("W/\"7\"");
    assertThat(answer.body()).hasSizeLessThan(1_000);
    assertThat(new JsonObject(inflate(answer.body()))).isEqualTo(LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0"})
  void whoDoesNotTakeItGetsItAsItIs(String accepted) throws Exception {
    HttpResponse<byte[]> answer = get("/Observation/o1", "Accept-Encoding", accepted);

    assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
    assertThat(new JsonObject(Buffer.buffer(answer.body()))).isEqualTo(LONG);
  }

  @Test
  void whatIsShortOrHasNoBodyIsNotCompressed() throws Exception {
    for (String[] headers :
        new String[][] {
          {"/Observation/short", "x-none", ""},
          {"/Observation/o1", "If-None-Match", "W/\"7\""},
          {"/Observation/none", "x-none", ""}
        }) {
      HttpResponse<byte[]> answer =
          get(headers[0], "Accept-Encoding", "gzip", headers[1], headers[2]);

      assertThat(answer.headers().firstValue("content-encoding")).as(headers[0]).isEmpty();
    }
    assertThat(
            get("/Observation/o1", "Accept-Encoding", "gzip", "If-None-Match", "W/\"7\"")
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void thePatientsPageIsNeverCompressed() throws Exception {
    HttpRequest page =
        HttpRequest.newBuilder(URI.create(gateway.fhir()).resolve("/my"))
            .header("Accept-Encoding", "gzip")
            .build();

    assertThat(
            CLIENT
                .send(page, HttpResponse.BodyHandlers.ofByteArray())
                .headers()
                .firstValue("content-encoding"))
        .isEmpty();
  }

  @Test
  void aHostIsAskedToCompressAndItsAnswerIsExaminedAllTheSame() throws Exception {
    gateway.premises.answers(
        request ->
            compressed(
                request.uri().contains("o1") ? LONG.encode() : observation("o9", "p2").encode()));

    HttpResponse<byte[]> own = get("/Observation/o1");
    HttpResponse<byte[]> others = get("/Observation/o9");

    assertThat(gateway.premises.arrived().get(0).headers().get("Accept-Encoding"))
        .isEqualTo("gzip");
    assertThat(new JsonObject(Buffer.buffer(own.body()))).isEqualTo(LONG);
    assertThat(others.statusCode()).isEqualTo(404);
  }

  @Test
  void aHostsAnswerThatGrowsBeyondTheLimitIsNotHeld() throws Exception {
    gateway.premises.answers(
        request -> compressed(LONG.copy().put("note", "x".repeat(8 << 20)).encode()));

    HttpResponse<byte[]> answer = get("/Patient/p1");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(text(answer)).contains("too-costly");
  }

  @Test
  void aHostsAnswerThatIsNotWhatItClaimsIsNotReleased() throws Exception {
    for (String coding : new String[] {"gzip", "br"}) {
      gateway.premises.answers(
          request -> Reply.json(200, observation("o1", "p1")).with("Content-Encoding", coding));

      assertThat(get("/Patient/p1").statusCode()).as(coding).isEqualTo(502);
    }
  }

  @Test
  void aCompressedBodyIsJudgedAsWhatItHolds() throws Exception {
    gateway.premises.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(201, request.body().toJsonObject())
                : Reply.json(404, new JsonObject()));
    JsonObject theirs = observation("x", "p2");
    JsonObject own = observation("x", "p1");

    assertThat(post(gzip(theirs.encode()), "gzip").statusCode()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
    assertThat(post(gzip(own.encode()), "GZIP").statusCode()).isEqualTo(201);
    assertThat(gateway.premises.arrived().get(0).body().toJsonObject()).isEqualTo(own);
    assertThat(gateway.premises.arrived().get(0).headers().contains("Content-Encoding")).isFalse();
  }

  @Test
  void aBodyThatGrowsBeyondTheLimitIsRefused() throws Exception {
    byte[] bomb = gzip("[" + " ".repeat(64 << 20) + "]");

    assertThat(bomb).hasSizeLessThan(100_000);
    assertThat(post(bomb, "gzip").statusCode()).isEqualTo(413);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aBodyThatIsNotWhatGzipMakesIsRefused() throws Exception {
    byte[] whole = gzip(LONG.encode());

    assertThat(post("{}".getBytes(StandardCharsets.UTF_8), "gzip").statusCode()).isEqualTo(400);
    assertThat(post(Arrays.copyOf(whole, whole.length - 9), "gzip").statusCode()).isEqualTo(400);
    assertThat(post(new byte[0], "gzip").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "identity, gzip", ""})
  void anotherCodingIsRefusedWithTheOneThatIsTaken(String coding) throws Exception {
    HttpResponse<byte[]> answer = post(gzip(LONG.encode()), coding);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("accept-encoding")).hasValue("gzip");
    assertThat(text(answer)).contains("OperationOutcome", "gzip");
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> post(byte[] body, String coding) throws Exception {
    HttpRequest request =
        request("/Observation")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/fhir+json")
            .header("Content-Encoding", coding)
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.fhir() + path))
        .version(HttpClient.Version.HTTP_1_1)
        .header("Authorization", "Bearer " + gateway.realm.patient("p1"));
  }

  private static Reply compressed(String json) {
    return new Reply(200, Reply.json(200, new JsonObject()).headers(), Buffer.buffer(gzip(json)))
        .with("Content-Encoding", "gzip")
        .with("ETag", "W/\"7\"");
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  private static Buffer inflate(byte[] body) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return Buffer.buffer(in.readAllBytes());
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
