// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings.Introspection;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who signed out cannot go on to write with the token they had. */
final class RevokedTokenTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings -> TestSettings.introspecting(settings, Introspection.WRITES));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.premises.reset();
    gateway.premises.answers(asked -> RecordingHost.Reply.json(201, asked.body().toJsonObject()));
  }

  @Test
  void aTokenWritesUntilItIsRevoked() {
    String token = fresh("p1");
    assertThat(write(token).status()).isEqualTo(201);

    gateway.realm.revoke(token);
    gateway.premises.reset();
    Answer refused = write(token);

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("www-authenticate")).contains("error=\"invalid_token\"");
    assertThat(gateway.settled(refused)).containsEntry("reason", "token-revoked");
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void eachWriteIsAskedAboutAndNoReadIs() {
    String token = fresh("p2");
    gateway.premises.reset();
    assertThat(gateway.get("/Patient/p2", token).status()).isEqualTo(200);
    assertThat(gateway.realm.introspected()).doesNotContain(token);

    write(token);
    write(token);

    assertThat(gateway.realm.introspected().stream().filter(token::equals)).hasSize(2);
  }

  @Test
  void aBundleIsAskedAboutOnceBeforeAnyOfIt() {
    String token = fresh("p3");
    gateway.realm.revoke(token);

    for (String type : new String[] {"batch", "transaction"}) {
      JsonObject entry =
          new JsonObject()
              .put("request", new JsonObject().put("method", "GET").put("url", "Patient/p3"));
      assertThat(gateway.post("", token, Bundles.of(type, entry).encode()).status())
          .as(type)
          .isEqualTo(401);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  static Stream<Arguments> unanswered() {
    return Stream.of(
        how("is out of reach", request -> request.connection().close()),
        how("fails", request -> request.response().setStatusCode(500).end()),
        how("does not know the gateway", request -> request.response().setStatusCode(401).end()),
        how("says nothing", request -> request.response().end()),
        how("says something else", request -> request.response().end("{\"active\":\"true\"}")),
        how(
            "sends on",
            request -> request.response().setStatusCode(302).putHeader("Location", "/").end()),
        how("never answers", request -> {}));
  }

  private static Arguments how(String name, Consumer<HttpServerRequest> how) {
    return Arguments.of(name, how);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unanswered")
  void nothingIsWrittenWhileTheRealm(String name, Consumer<HttpServerRequest> how) {
    String token = fresh("p4");
    gateway.realm.introspects(how);
    try {
      Answer answer = write(token);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("5");
      assertThat(gateway.settled(answer)).containsEntry("reason", "introspection-down");
      assertThat(gateway.arrived()).isEmpty();
    } finally {
      gateway.realm.introspectsAgain();
    }
  }

  /** Whatever the realm does with so many at once: it is asked about the others' all the same. */
  @Test
  void whoWritesManyAtOnceKeepsNobodyElseFromWriting() throws Exception {
    String many = fresh("p5");
    CountDownLatch asked = new CountDownLatch(16);
    List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    gateway.realm.introspects(
        request -> {
          if (many.equals(request.getFormAttribute("token"))) {
            held.add(request);
            asked.countDown();
          } else {
            request.response().end("{\"active\":true}");
          }
        });
    try (Threads threads = new Threads()) {
      List<Future<Answer>> writes =
          IntStream.range(0, 24).mapToObj(i -> threads.run(() -> write(many))).toList();
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(write(fresh("p6")).status()).isEqualTo(201);

      Answer refused =
          Awaitility.await()
              .until(() -> writes.stream().filter(Future::isDone).findFirst(), Optional::isPresent)
              .orElseThrow()
              .get();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(gateway.settled(refused)).containsEntry("reason", "introspection-too-often");
    } finally {
      held.forEach(request -> request.response().end("{\"active\":true}"));
      gateway.realm.introspectsAgain();
    }
  }

  /** That end with the test. */
  private static final class Threads implements AutoCloseable {

    private final ExecutorService threads = Executors.newFixedThreadPool(24);

    Future<Answer> run(Callable<Answer> what) {
      return threads.submit(what);
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  @Test
  void whereAllIsAskedAboutReadsAreToo() {
    try (RunningGateway strict =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings -> TestSettings.introspecting(settings, Introspection.ALWAYS))) {
      String token = strict.realm.patient("p1");
      assertThat(strict.get("/Patient/p1", token).status()).isEqualTo(200);
      strict.realm.revoke(token);
      assertThat(strict.get("/Patient/p1", token).status()).isEqualTo(401);
    }
  }

  @Test
  void aClientThatActsByItselfHasNoSessionToAskAbout() {
    String token =
        gateway.realm.token(
            gateway
                .realm
                .practitionerClaims()
                .put("preferred_username", "service-account-demo-app")
                .put("client_id", "demo-app")
                .put("scope", "system/Observation.c")
                .put("patient_id", "p4"));

    assertThat(write(token).status()).isEqualTo(201);
    assertThat(gateway.realm.introspected()).doesNotContain(token);
  }

  private static String fresh(String patient) {
    return gateway.realm.token(
        gateway.realm.patientClaims(patient).put("jti", "jti-" + System.nanoTime()));
  }

  private static Answer write(String token) {
    String patient =
        new JsonObject(
                new String(
                    Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                    StandardCharsets.UTF_8))
            .getString("patient_id");
    return gateway.post(
        "/Observation",
        token,
        new JsonObject()
            .put("resourceType", "Observation")
            .put("status", "final")
            .put("subject", new JsonObject().put("reference", "Patient/" + patient))
            .encode());
  }
}
