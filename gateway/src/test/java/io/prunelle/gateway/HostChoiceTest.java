// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Certificate;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A decision, or what is known of it, decides from where a record is served; nobody is told why.
 */
final class HostChoiceTest {

  private RunningGateway gateway = RunningGateway.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"WITHDRAW", "DENY"})
  void aPatientWhoTakesThePermissionBackIsNoLongerServedFromTheCloudWithinTwoSeconds(
      String decision) {
    gateway.permit("p1");
    String issuedBefore = gateway.realm.patient("p1");
    String practitioner = gateway.realm.practitioner();
    assertThat(gateway.get("/Patient/p1", issuedBefore).status()).isEqualTo(200);
    assertThat(gateway.cloud.arrived()).hasSize(1);

    gateway.realm.decide("p1", decision);

    Awaitility.await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> gateway.get("/Patient/p1", practitioner).status() != 200);
    int before = gateway.cloud.arrived().size();
    for (String token : List.of(issuedBefore, practitioner, gateway.realm.patient("p1"))) {
      Answer answer = gateway.get("/Patient/p1", token);
      assertThat(gateway.cloud.arrived()).hasSize(before);
      if (answer.status() != 200) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("5");
        assertThat(answer.body()).doesNotContainIgnoringCase("consent").doesNotContain(decision);
        assertThat(gateway.settled(answer)).containsEntry("permitted", false);
      }
    }
  }

  @Test
  void aPermissionThatEndedClosesTheCloud() {
    long end = Instant.now().getEpochSecond() + 2;
    gateway.placeInTheCloud("p1");
    gateway.awaitFollowed(gateway.realm.decide("p1", "PERMIT", entry -> entry.put("until", end)));
    assertThat(gateway.get("/Patient/p1", gateway.realm.practitioner()).status()).isEqualTo(200);

    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              int before = gateway.cloud.arrived().size();
              gateway.get("/Patient/p1", gateway.realm.practitioner());
              return gateway.cloud.arrived().size() == before;
            });
  }

  @Test
  void whenTheLedgerIsOutOfReachTheCloudClosesAndThePracticeStaysOpen() {
    gateway.permit("p1");
    String token = gateway.realm.practitioner();

    gateway.realm.feedReachable(false);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.get("/Patient/p1", token).status() == 503);
    assertThat(gateway.get("/Patient/p2", token).status()).isEqualTo(200);
    // Not to be taken from its clients, who have no other
    Answer ready = gateway.management("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.body()).contains("\"state\":\"stale\"");
    assertThat(gateway.management("/metrics").body())
        .containsPattern("prunelle_ledger_stale(\\{[^}]*})? 1\\.0");
    Answer closed = gateway.get("/Patient/p1", token);
    assertThat(gateway.settled(closed)).containsEntry("reason", "ledger-not-followed");
    gateway.realm.feedReachable(true);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> gateway.get("/Patient/p1", token).status() == 200);
  }

  @Test
  void aTokenThatKnowsOfADecisionTheGatewayCannotLearnDoesNotOpenTheCloud() {
    gateway.permit("p1");
    JsonObject claims = gateway.realm.patientClaims("p1");
    claims.getJsonObject("hosting_consent").put("ledger", 4711);

    Answer answer = gateway.get("/Patient/p1", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @Test
  void aHostWhoseCertificateHasLapsedIsClosed() {
    gateway.close();
    start(Certificate.until(LocalDate.of(2020, 1, 1)));

    assertClosed("certificate-lapsed");
  }

  @Test
  void aHostWhoseAuditIsOverdueIsClosed() {
    gateway.close();
    start(new Certificate(LocalDate.of(2999, 1, 1), LocalDate.of(2020, 1, 1)));

    assertClosed("audit-overdue");
    Answer ready = gateway.management("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.body()).contains("\"state\":\"closed\"");
    assertThat(gateway.management("/metrics").body())
        .containsPattern("prunelle_host_audit_days_left\\{host=\"nuage-sante\"\\} -\\d");
  }

  private void start(Certificate certificate) {
    gateway =
        RunningGateway.start(TestDatabase.migrated(), settings -> certified(settings, certificate));
  }

  /** In the same words as when the patient refuses, for a read and for a write. */
  private void assertClosed(String reason) {
    gateway.placeInTheCloud("p1");
    gateway.placeInTheCloud("refuses");
    gateway.awaitFollowed(gateway.realm.decide("p1", "PERMIT"));
    String token = gateway.realm.practitioner();
    Answer read = gateway.get("/Patient/p1", token);
    Answer write =
        gateway.post(
            "/Observation",
            token,
            "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"}}");

    for (Answer answer : List.of(read, write)) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo(gateway.get("/Patient/refuses", token).body());
      assertThat(gateway.settled(answer)).containsEntry("reason", reason);
    }
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  private static Settings certified(Settings settings, Certificate certificate) {
    Host cloud = settings.hosts().get(0);
    Host lapsed = new Host(cloud.id(), cloud.kind(), cloud.url(), certificate);
    Host premises = settings.hosts().get(1);
    return TestSettings.with(
        settings,
        List.of(lapsed, premises),
        List.of(new Practice(TestRealm.PRACTICE, premises, lapsed)));
  }

  @Test
  void aReadThatARecordsMoveOvertakesIsAnsweredWholeFromWhereItWas() {
    gateway.premises.beforeAnswering(
        request -> {
          if (request.headers().contains("X-Request-Id")) {
            gateway.placeInTheCloud("p1");
          }
        });

    Answer answer = gateway.get("/Observation?patient=p1", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.settled(answer)).containsEntry("host", "cabinet");
  }

  @Test
  void aReadThatTookSoLongThatTheRecordMayBeErasedMeanwhileIsNotAnsweredWithAPart() {
    gateway.close();
    gateway = RunningGateway.start(TestDatabase.migrated(), HostChoiceTest::patient);
    gateway.premises.beforeAnswering(
        request -> {
          if (request.headers().contains("X-Request-Id")) {
            long begun = System.nanoTime();
            gateway.placeInTheCloud("p1");
            Awaitility.await()
                .atMost(Hosts.LASTS.multipliedBy(2))
                .until(() -> System.nanoTime() - begun > Hosts.LASTS.toNanos());
          }
        });

    Answer answer = gateway.get("/Observation?patient=p1", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", true)
        .containsEntry("status", 503)
        .containsEntry("ending", "failed");
  }

  private static Settings patient(Settings s) {
    Settings.Limits l = s.limits();
    return TestSettings.with(
        s,
        new Settings.Limits(
            l.requestBody(),
            l.responseBody(),
            l.bundleEntries(),
            l.matches(),
            Hosts.LASTS.multipliedBy(3),
            l.upstreamConnections(),
            l.upstreamFailures(),
            l.upstreamRest()),
        s.clients());
  }
}
