// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A patient withdraws on the page, and is told so: from then on nobody reads the record in the
 * cloud, by whichever instance and with whatever token. The ledger is asked for once an hour.
 */
final class DecisionsBindTest {

  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  /** What the mover asks of the host is none of it. */
  private static final String READ = "/Observation?patient=%s&code=read-by-the-doctor";

  private static RunningGateway gateway;
  private static Server second;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(), s -> TestSettings.following(s, Duration.ofHours(1)));
    second =
        new Server(
            gateway.vertx(), TestSettings.beside(gateway.settings()), "second", Clock.systemUTC());
    second.start().await();
  }

  @AfterAll
  static void stop() {
    second.stop().await();
    gateway.close();
  }

  @BeforeEach
  void reachable() {
    gateway.realm.feedReachable(true);
  }

  @Test
  void whoIsToldThatTheyHaveWithdrawnIsNotReadInTheCloudAnyMore() throws Exception {
    String token = permitted("b1");

    assertThat(withdraw("b1").statusCode()).isEqualTo(303);

    assertRefused("b1", token);
  }

  /** As when the gateway's account has lost the right to follow it. */
  @Test
  void norWhileTheLedgerCannotBeFollowed() throws Exception {
    String token = permitted("b2");
    String other = permitted("b3");
    gateway.realm.feedReachable(false);

    assertThat(withdraw("b2").statusCode()).isEqualTo(303);

    assertRefused("b2", token);
    // Nobody else is kept from their record
    assertRead("b3", other);
  }

  /**
   * Recorded the first time, but the realm's answer was lost; the second, there is nothing left.
   */
  @Test
  void norByWhatIsSaidASecondTimeMeanwhile() throws Exception {
    String token = permitted("b5");
    gateway.realm.feedReachable(false);
    gateway.realm.losesAnswers(true);
    try {
      assertThat(withdraw("b5").statusCode()).isEqualTo(503);
    } finally {
      gateway.realm.losesAnswers(false);
    }

    assertThat(withdraw("b5").statusCode()).isEqualTo(303);

    assertRefused("b5", token);
    assertThat(withdraw("b5").statusCode()).isEqualTo(303);
  }

  @Test
  void whatMayNotBindIsNotSaidTo() throws Exception {
    String token = permitted("b4");
    gateway.realm.feedReachable(false);
    gateway.database.execute("REVOKE INSERT ON consent.awaited FROM prunelle_gateway");
    try {
      HttpResponse<String> answer = withdraw("b4");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("do not know whether your answer");
      assertRead("b4", token);
    } finally {
      gateway.database.execute("GRANT INSERT ON consent.awaited TO prunelle_gateway");
    }
  }

  private static void assertRefused(String patient, String token) {
    for (String instance : instances()) {
      Answer answer = read(instance, patient, token);
      assertThat(answer.status()).isEqualTo(503);
      // By what was remembered it may have been about to be let through: then it was not confirmed
      assertThat(gateway.journal(answer.requestId()))
          .extracting(row -> row.get("reason"))
          .contains("consent-not-in-force");
    }
    assertThat(readInTheCloud(patient)).isZero();
  }

  private static void assertRead(String patient, String token) {
    for (String instance : instances()) {
      assertThat(read(instance, patient, token).status()).isEqualTo(200);
    }
    assertThat(readInTheCloud(patient)).isEqualTo(2);
  }

  private static String[] instances() {
    return new String[] {gateway.fhir(), base(second) + "/fhir/" + TestRealm.PRACTICE};
  }

  private static String base(Server server) {
    return "http://127.0.0.1:" + server.port();
  }

  private static Answer read(String instance, String patient, String token) {
    return gateway.send("GET", URI.create(instance + READ.formatted(patient)), token, null);
  }

  private static long readInTheCloud(String patient) {
    return gateway.cloud.arrived().stream()
        .filter(request -> request.uri().contains("read-by-the-doctor"))
        .filter(request -> request.uri().contains(patient))
        .count();
  }

  /**
   * Lives in the cloud, and both instances know it.
   *
   * @return the token of a doctor who has read there
   */
  private static String permitted(String patient) {
    gateway.placeInTheCloud(patient);
    long entry = gateway.realm.decide(patient, "PERMIT");
    JsonObject knowing = new JsonObject().put("ledger", entry).put("hostings", new JsonObject());
    String first =
        gateway.realm.token(gateway.realm.practitionerClaims().put("hosting_consent", knowing));
    String token = gateway.realm.practitioner();
    for (String instance : instances()) {
      assertThat(read(instance, patient, first).status()).isEqualTo(200);
      assertThat(read(instance, patient, token).status()).isEqualTo(200);
    }
    assertThat(readInTheCloud(patient)).isEqualTo(4);
    gateway.cloud.reset();
    return token;
  }

  private static HttpResponse<String> withdraw(String patient) throws Exception {
    Browser browser = new Browser();
    Map<String, String> asked = query(browser.get("/my"));
    String code = gateway.realm.signIn(patient, asked.get("nonce"));
    browser.get("/my/callback?state=" + asked.get("state") + "&code=" + code);
    Matcher csrf = CSRF.matcher(browser.get("/my").body());
    assertThat(csrf.find()).isTrue();
    return browser.post(
        "/my/decisions",
        Map.of(
            "csrf", csrf.group(1),
            "hosting", TestRealm.HOSTING,
            "decision", "WITHDRAW",
            "notice", "1",
            "language", "en",
            "digest", "sha-256:00"));
  }

  private static Map<String, String> query(HttpResponse<String> leads) {
    String address = leads.headers().firstValue("Location").orElseThrow();
    return Arrays.stream(URI.create(address).getQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  /** As much of one as it takes. */
  private static final class Browser {

    private final String base = gateway.settings().publicUrl().toString();
    private final HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return send(path, HttpRequest.newBuilder().GET());
    }

    HttpResponse<String> post(String path, Map<String, String> fields)
        throws IOException, InterruptedException {
      String form =
          fields.entrySet().stream()
              .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
              .collect(Collectors.joining("&"));
      return send(
          path,
          HttpRequest.newBuilder()
              .POST(HttpRequest.BodyPublishers.ofString(form))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Origin", base));
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return http.send(
          request.uri(URI.create(base + path)).header("Accept-Language", "en").build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
