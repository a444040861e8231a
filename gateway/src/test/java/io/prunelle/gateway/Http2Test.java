// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Http2Frames.CONTINUATION;
import static io.prunelle.gateway.Http2Frames.DATA;
import static io.prunelle.gateway.Http2Frames.END_HEADERS;
import static io.prunelle.gateway.Http2Frames.END_STREAM;
import static io.prunelle.gateway.Http2Frames.GOAWAY;
import static io.prunelle.gateway.Http2Frames.HEADERS;
import static io.prunelle.gateway.Http2Frames.PING;
import static io.prunelle.gateway.Http2Frames.RST_STREAM;
import static io.prunelle.gateway.Http2Frames.SETTINGS;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.gateway.Http2Frames.Frame;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.door.ClientConnections;
import io.prunelle.gateway.door.Crumbs;
import io.prunelle.gateway.testing.KeyTool;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 where TLS ends at the gateway: the same rules, and the same bounds, as over HTTP/1.1. */
final class Http2Test {

  private static final int PROTOCOL_ERROR = 1;
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final byte[] NOTHING = {};

  @TempDir private static Path files;
  private static Path key;
  private static RunningGateway gateway;
  private static Vertx vertx;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    KeyTool.certificate(files, "server");
    key = files.resolve("server.key");
    Files.writeString(key, new TlsClient(files, 0).privateKey("server"));
    Settings.Tls tls = new Settings.Tls(files.resolve("server.pem"), key, null, true);
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(), settings -> TestSettings.tls(impatient(settings), tls));
    token = gateway.realm.patient("p1");
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.premises.reset();
    gateway.cloud.reset();
  }

  private static Settings impatient(Settings s) {
    Settings.Clients c = s.clients();
    return TestSettings.with(
        s,
        s.limits(),
        new Settings.Clients(
            c.requestLine(),
            c.headers(),
            c.headTimeout(),
            Duration.ofSeconds(1),
            c.answerTimeout(),
            c.perSecond(),
            c.burst(),
            Set.of(),
            Set.of()));
  }

  @Test
  void aClientThatChoosesItIsServed() throws Exception {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(files.resolve("server.pem").toString())));

    HttpClientResponse answer =
        client
            .request(HttpMethod.GET, port(), "127.0.0.1", path("/Patient/p1"))
            .compose(request -> request.putHeader("Authorization", "Bearer " + token).send())
            .compose(response -> response.body().map(response))
            .await(20, TimeUnit.SECONDS);

    assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gateway.journal(answer.getHeader("x-request-id")))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("method", "GET"));
  }

  @Test
  void whoKeepsAskingAndTakingItBackIsSentAway() throws Exception {
    try (Http2Frames connection = connect()) {
      // When requests are reset as soon as they are made (CVE-2023-44487)
      for (int stream = 1; stream < 2 * 150; stream += 2) {
        connection.send(HEADERS, END_HEADERS | END_STREAM, stream, read(stream));
        connection.reset(stream);
      }

      // Then the connection is closed before all of them have been looked at
      Frame last = connection.first(frame -> frame.type() == GOAWAY && frame.error() != 0);
      assertThat(last.error()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.until(frame -> false));
    }
    assertThat(gateway.arrived()).hasSizeLessThanOrEqualTo(101);
  }

  @Test
  void whoMakesTheGatewayResetIsSentAwayToo() throws Exception {
    try (Http2Frames connection = connect()) {
      // When the other side is brought to reset its streams (CVE-2025-8671)
      for (int stream = 1; stream < 2 * 150; stream += 2) {
        connection.send(HEADERS, END_HEADERS | END_STREAM, stream, read(stream));
        connection.send(8, 0, stream, new byte[] {0, 0, 0, 0});
      }

      Frame last = connection.first(frame -> frame.type() == GOAWAY && frame.error() != 0);
      assertThat(last.error()).isEqualTo(ENHANCE_YOUR_CALM);
    } catch (IOException cut) {
      assertThat(cut).hasMessageNotContaining("timed out");
    }
    assertThat(gateway.arrived()).hasSizeLessThanOrEqualTo(101);
  }

  @Test
  void noMoreThanAFewAreServedAtOnceWhateverAClientAcknowledges() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    gateway.premises.beforeAnswering(
        request -> {
          try {
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
    try (Http2Frames connection = connect()) {
      for (int i = 0; i < 40; i++) {
        int stream = 2 * i + 1;
        connection.send(HEADERS, END_HEADERS | END_STREAM, stream, read(stream));
      }

      List<Frame> refused = new ArrayList<>();
      while (refused.size() < 40 - ClientConnections.MOST_AT_ONCE) {
        refused.add(connection.first(frame -> frame.type() == RST_STREAM));
      }
      assertThat(refused)
          .allSatisfy(frame -> assertThat(frame.error()).isEqualTo(REFUSED_STREAM))
          .allSatisfy(frame -> assertThat(frame.stream()).isGreaterThan(64));
      over.countDown();
      // And the others are served
      for (int i = 0; i < ClientConnections.MOST_AT_ONCE; i++) {
        assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(200);
      }
    } finally {
      over.countDown();
    }
  }

  @Test
  void whatClientsAreToldOfTheBounds() throws Exception {
    try (Http2Frames connection = connect()) {
      Buffer settings = connection.first(frame -> frame.type() == SETTINGS).payload();

      assertThat(setting(settings, 3)).isEqualTo(ClientConnections.MOST_AT_ONCE);
      assertThat(setting(settings, 6)).isEqualTo(16 * 1024);
    }
  }

  private static int setting(Buffer settings, int id) {
    for (int i = 0; i < settings.length(); i += 6) {
      if (settings.getShort(i) == id) {
        return settings.getInt(i + 2);
      }
    }
    return -1;
  }

  @Test
  void headersWithoutEndReachNothing() throws Exception {
    try (Http2Frames connection = connect()) {
      byte[] piece = Http2Frames.block("x-long", "x".repeat(15_000));
      connection.send(HEADERS, END_STREAM, 1, read(1));
      for (int i = 0; i < 5; i++) {
        connection.send(CONTINUATION, i == 4 ? END_HEADERS : 0, 1, piece);
      }

      Frame answer =
          connection.first(
              frame ->
                  frame.type() == HEADERS || frame.type() == RST_STREAM || frame.type() == GOAWAY);
      assertThat(answer.status()).isIn(0, 431);
    } catch (SocketException cut) {
      // while it was still sending
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aHeadInNothingButPiecesIsCutOff() throws Exception {
    try (Http2Frames connection = connect()) {
      // CVE-2024-27316 and its kin: no piece is too long, and there is always one more
      connection.send(HEADERS, END_STREAM, 1, read(1));
      for (int i = 0; i < 100; i++) {
        connection.send(CONTINUATION, 0, 1, NOTHING);
      }

      assertThat(connection.first(frame -> frame.type() == GOAWAY).error())
          .isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, SETTINGS})
  void whoWantsToBeAnsweredOnAndOnAndReadsNothingIsSentAway(int type) throws Exception {
    try (Http2Frames connection = connect()) {
      byte[] payload = type == PING ? new byte[8] : NOTHING;
      AtomicInteger answers = new AtomicInteger();

      // Then not that many answers are kept for it: the connection ends, maybe while it still sends
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  connection.send(type, 0, 0, payload);
                }
                connection.until(frame -> answers.incrementAndGet() > 1_000_000);
              });
      assertThat(answers.get()).isLessThan(1_000_000);
    }
    // And the gateway is there for others
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS | END_STREAM, 1, read(1));
      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(200);
    }
  }

  @Test
  void framesWithNothingInThemAreNotTakenForEver() throws Exception {
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS, 1, create(1));
      for (int i = 0; i < 100; i++) {
        connection.send(DATA, 0, 1, NOTHING);
      }

      assertThat(connection.first(frame -> frame.type() == GOAWAY).error())
          .isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void aBodyThatDoesNotComeIsAnswered408AndOthersOnTheConnectionGoOn() throws Exception {
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS, 1, create(1));
      connection.send(DATA, 0, 1, "{".getBytes(StandardCharsets.US_ASCII));

      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(408);
      assertThat(connection.first(frame -> frame.type() == RST_STREAM).error()).isZero();
      connection.send(HEADERS, END_HEADERS | END_STREAM, 3, read(3));
      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(200);
    }
  }

  @Test
  void aFormThatDoesNotComeIsAnswered408AndOthersOnTheConnectionGoOn() throws Exception {
    try (Http2Frames connection = connect()) {
      connection.send(
          HEADERS,
          END_HEADERS,
          1,
          Http2Frames.block(
              ":method",
              "POST",
              ":scheme",
              "https",
              ":authority",
              "127.0.0.1",
              ":path",
              "/my/decisions",
              "content-type",
              "application/x-www-form-urlencoded"));
      connection.send(DATA, 0, 1, "a".getBytes(StandardCharsets.US_ASCII));

      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(408);
      assertThat(connection.first(frame -> frame.type() == RST_STREAM).error()).isZero();
      connection.send(HEADERS, END_HEADERS | END_STREAM, 3, read(3));
      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(200);
    }
  }

  /** RFC 9113, 8.1: there is none where the head ends the stream, and nothing has to say so. */
  @Test
  void anOperationWithoutABodyNeedNotSaySo() throws Exception {
    gateway.premises.answers(
        request -> RecordingHost.Reply.json(200, RecordingHost.searchset(observation("o1", "p1"))));
    byte[] head = head("POST", "/Patient/p1/$everything", "authorization", "Bearer " + token);
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS | END_STREAM, 1, head);

      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/Patient/p1/$everything", "/Observation/_search?patient=p1"})
  void aBodyOfNoTypeIsRefusedWhetherItIsAnnouncedOrNot(String below) throws Exception {
    byte[] head = head("POST", below, "authorization", "Bearer " + token);
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS, 1, head);
      connection.send(DATA, END_STREAM, 1, "code=x".getBytes(StandardCharsets.US_ASCII));

      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(415);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void whoMayNotIsToldSoBeforeTheBodyComes() throws Exception {
    try (Http2Frames connection = connect()) {
      connection.send(
          HEADERS,
          END_HEADERS,
          1,
          head("POST", "/Observation", "content-type", "application/fhir+json"));

      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(401);
      assertThat(connection.first(frame -> frame.type() == RST_STREAM).error()).isZero();
    }
  }

  /** Fields that are of HTTP/1.1, or that two readers might take for two things. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "transfer-encoding: chunked",
        "connection: close",
        "upgrade: h2c",
        "Authorization: Bearer x",
        "x-a: b\r\nHost: evil.example",
        "host: evil.example",
        ":path: /fhir/x",
        "content-length: 5",
        "te: gzip",
        "x y: z",
      })
  void aMalformedRequestIsResetAndReachesNoHost(String field) throws Exception {
    int colon = field.indexOf(": ");
    try (Http2Frames connection = connect()) {
      byte[] block =
          head(
              "GET",
              "/Patient/p1",
              "authorization",
              "Bearer " + token,
              field.substring(0, colon),
              field.substring(colon + 2));
      connection.send(HEADERS, END_HEADERS | END_STREAM, 1, block);

      Frame answer =
          connection.first(
              frame ->
                  frame.type() == RST_STREAM || frame.type() == GOAWAY || frame.type() == HEADERS);
      assertThat(answer.status()).as("status").isIn(0, 400);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  static Stream<byte[]> unaddressed() {
    return Stream.of(
        Http2Frames.block(":method", "GET", ":scheme", "https", ":path", path("/Patient/p1")),
        Http2Frames.block(
            ":method",
            "GET",
            ":scheme",
            "https",
            ":path",
            path("/Patient/p1"),
            "host",
            "x",
            "host",
            "x"),
        Http2Frames.block(":method", "CONNECT", ":authority", "evil.example:443"));
  }

  @ParameterizedTest
  @MethodSource("unaddressed")
  void aRequestToNobodyInParticularReachesNoHost(byte[] head) throws Exception {
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS | END_STREAM, 1, head);

      Frame answer =
          connection.first(frame -> frame.type() == RST_STREAM || frame.type() == HEADERS);
      assertThat(answer.status()).isIn(0, 400, 404, 401);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void whatStandsBehindABodyIsNotBelievedAndGoesNowhere() throws Exception {
    gateway.premises.answers(request -> RecordingHost.Reply.json(201, observation("o1", "p1")));
    try (Http2Frames connection = connect()) {
      connection.send(HEADERS, END_HEADERS, 1, create(1));
      connection.send(DATA, 0, 1, observation("o1", "p1").toBuffer().getBytes());
      connection.send(
          HEADERS,
          END_HEADERS | END_STREAM,
          1,
          Http2Frames.block("x-trailer", "evil.example", "authorization", "Bearer evil"));

      assertThat(connection.first(frame -> frame.type() == HEADERS).status()).isEqualTo(201);
    }
    assertThat(gateway.arrived())
        .singleElement()
        .satisfies(
            arrived ->
                assertThat(arrived.headers().toString())
                    .doesNotContain("evil", "x-trailer", "Trailer"));
  }

  @Test
  void aBodyThatIsNotAsLongAsItSaysReachesNoHost() throws Exception {
    try (Http2Frames connection = connect()) {
      connection.send(
          HEADERS,
          END_HEADERS,
          1,
          head(
              "POST",
              "/Observation",
              "authorization",
              "Bearer " + token,
              "content-type",
              "application/fhir+json",
              "content-length",
              "3"));
      connection.send(DATA, END_STREAM, 1, observation("o1", "p1").toBuffer().getBytes());

      assertThat(connection.first(frame -> frame.type() == RST_STREAM).error())
          .isEqualTo(PROTOCOL_ERROR);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void cookiesInFieldsOfTheirOwnAreReadTogether() throws Exception {
    int port =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertPath(files.resolve("server.pem").toString())
                            .addKeyPath(key.toString())))
            .requestHandler(
                request -> {
                  Crumbs.join(request);
                  request.response().end(request.cookieCount() + request.getCookie("b").getValue());
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    try (Http2Frames connection =
        new Http2Frames(new TlsClient(files, port).connectForHttp2("server"))) {
      byte[] block = head("GET", "/", "cookie", "a=1", "cookie", "b=2", "cookie", "c=3");
      connection.send(HEADERS, END_HEADERS | END_STREAM, 1, block);

      assertThat(connection.first(frame -> frame.type() == DATA).text()).isEqualTo("32");
    }
  }

  private static Http2Frames connect() throws Exception {
    return new Http2Frames(new TlsClient(files, port()).connectForHttp2("server"));
  }

  private static byte[] read(int stream) {
    return head("GET", "/Patient/p1", "authorization", "Bearer " + token, "x-n", "" + stream);
  }

  private static byte[] create(int stream) {
    return head(
        "POST",
        "/Observation",
        "authorization",
        "Bearer " + token,
        "content-type",
        "application/fhir+json",
        "x-n",
        "" + stream);
  }

  private static byte[] head(String method, String below, String... fields) {
    return Http2Frames.block(
        Stream.concat(
                Stream.of(
                    ":method",
                    method,
                    ":scheme",
                    "https",
                    ":authority",
                    "127.0.0.1",
                    ":path",
                    path(below)),
                Stream.of(fields))
            .toArray(String[]::new));
  }

  private static String path(String below) {
    return URI.create(gateway.fhir()).getPath() + below;
  }

  private static int port() {
    return URI.create(gateway.fhir()).getPort();
  }
}
