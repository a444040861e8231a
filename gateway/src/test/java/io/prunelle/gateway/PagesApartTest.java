// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever keeps the pages busy keeps nobody from records. */
final class PagesApartTest {

  private static final int MANY = 64;
  private static final Pattern STATE = Pattern.compile("[?&]state=([^&]+)");

  private static final HttpClient STRANGER =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings ->
                TestSettings.introspecting(breakGlass(settings), Settings.Introspection.WRITES));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings breakGlass(Settings settings) {
    Practice practice = settings.practices().get(0);
    return TestSettings.with(
        settings,
        settings.hosts(),
        List.of(
            new Practice(
                practice.id(),
                practice.onPremise(),
                practice.cloud(),
                new BreakGlass(Duration.ofHours(1), 3, true))));
  }

  @Test
  void whoComesBackFromSigningInAgainAndAgainKeepsNoTokenFromBeingAskedAbout() {
    gateway.premises.answers(asked -> RecordingHost.Reply.json(201, asked.body().toJsonObject()));
    // Given a realm that does not answer codes, and strangers who make them up
    gateway.realm.answersCodes(false);
    IntStream.range(0, MANY).forEach(i -> comesBack());
    Awaitility.await().until(() -> gateway.realm.codes() >= 5);

    // When a patient writes, whose token the realm is asked about
    Answer written =
        gateway.post(
            "/Observation",
            gateway.realm.patient("p1"),
            RecordingHost.observation("o1", "p1").encode());

    // Then that does not wait for them
    assertThat(written.status()).isEqualTo(201);
    gateway.realm.answersCodes(true);
  }

  @Test
  void aDatabaseThatKeepsThePagesWaitingKeepsNoEmergencyFromBeingOpened() throws SQLException {
    String patient = "p-emergency";
    gateway.permit(patient);
    gateway.awaitFollowed(gateway.realm.decide(patient, "WITHDRAW"));
    try (Connection owner = gateway.database.connect(gateway.database.owner());
        Statement statement = owner.createStatement()) {
      // Given sessions that cannot be looked up for now, and people who ask for pages
      owner.setAutoCommit(false);
      statement.execute("LOCK TABLE page.session IN ACCESS EXCLUSIVE MODE");
      IntStream.range(0, MANY).forEach(i -> get("/my", "prunelle-session=" + "s".repeat(43)));
      Awaitility.await().until(() -> waiting() >= 2);

      // When a doctor opens a record in an emergency
      Answer opened =
          gateway.get(
              "/Patient/" + patient,
              gateway.realm.practitioner(),
              "X-Purpose-Of-Use",
              "BTG; reason=\"found unconscious\"");

      // Then that does not wait for them
      assertThat(opened.status()).isEqualTo(200);
      owner.rollback();
    }
  }

  private static long waiting() {
    return (long)
        gateway
            .database
            .rows(
                "SELECT count(*) AS waiting FROM pg_locks l JOIN pg_database d"
                    + " ON d.oid = l.database AND d.datname = current_database()"
                    + " WHERE NOT l.granted")
            .get(0)
            .get("waiting");
  }

  private static void comesBack() {
    try {
      HttpResponse<String> asked =
          STRANGER.send(request("/my").build(), HttpResponse.BodyHandlers.ofString());
      Matcher state = STATE.matcher(asked.headers().firstValue("Location").orElseThrow());
      assertThat(state.find()).isTrue();
      String cookie = asked.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      get("/my/callback?code=made-up&state=" + state.group(1), cookie);
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Waits for no answer. */
  private static void get(String path, String cookie) {
    var unused =
        STRANGER.sendAsync(
            request(path).header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.settings().publicUrl() + path));
  }
}
