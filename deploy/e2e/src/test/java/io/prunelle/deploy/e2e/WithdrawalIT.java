// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A decision binds at once, and the record follows it. */
@ExtendWith(RunningDemo.class)
@Order(30)
final class WithdrawalIT {
  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Hosts hosts;
  private final AccessJournal journal;

  WithdrawalIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.hosts = new Hosts(demo, http);
    this.journal = new AccessJournal(demo);
  }

  @Test
  void withdrawalClosesTheCloudHostForTokensAlreadyIssuedAndTheRecordComesHome() {
    // Given a permitted patient, and tokens issued before the withdrawal
    Demo.User patient = demo.patient("PERMIT", 1);
    String before = realm.token(patient);
    String practitioner = realm.token(demo.practitioner(0));
    String record = demo.fhir() + "/Patient/" + patient.patientId();
    Http.Answer first = http.get(record, before);
    assertThat(first.status()).isEqualTo(200);
    hosts.awaitAccess("cloud", first.header("x-request-id"));
    Set<String> resources = everything(patient, before);

    // When
    realm.decide(patient, "WITHDRAW");

    // Then within two seconds (the promise of the issue) no token reaches the cloud host any more
    await()
        .atMost(Duration.ofSeconds(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !cloudServes(record, before) && !cloudServes(record, practitioner));
    // And the record comes home, is gone from the cloud host, and is whole
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> hosts.read("cloud", patient.patientId()) != 200);
    assertThat(hosts.read("on-premise", patient.patientId())).isEqualTo(200);
    assertThat(journal.placement(patient.patientId()))
        .isEqualTo(demo.host("on-premise").at("/id").asText());
    Http.Answer home = http.get(record, before);
    assertThat(home.status()).isEqualTo(200);
    hosts.awaitAccess("on-premise", home.header("x-request-id"));
    assertWhole(everything(patient, before), resources);
  }

  @Test
  void aPermissionGivenLaterCarriesTheRecordToTheCloud() {
    Demo.User patient = demo.patient("DENY", 1);
    String token = realm.token(patient);
    Set<String> resources = everything(patient, token);

    realm.decide(patient, "PERMIT");

    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> hosts.read("on-premise", patient.patientId()) != 200);
    assertThat(hosts.read("cloud", patient.patientId())).isEqualTo(200);
    assertWhole(everything(patient, token), resources);
  }

  /**
   * Whether a read gets through to the cloud host; what comes instead must be a refusal that helps.
   */
  private boolean cloudServes(String record, String token) {
    Http.Answer answer = http.get(record, token);
    boolean reached = !hosts.accesses("cloud", answer.header("x-request-id")).isEmpty();
    if (answer.status() != 200) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isNotBlank();
      assertThat(answer.body())
          .doesNotContainIgnoringCase("consent")
          .doesNotContainIgnoringCase("withdr");
    }
    return reached;
  }

  /** It has all that it had, and nothing more but the files that its past is kept in. */
  private static void assertWhole(Set<String> moved, Set<String> before) {
    assertThat(moved).containsAll(before);
    Set<String> more = new HashSet<>(moved);
    more.removeAll(before);
    assertThat(more).allMatch(url -> url.matches(".*/(DocumentReference|Binary)/[^/]+"));
  }

  private Set<String> everything(Demo.User patient, String token) {
    String next = demo.fhir() + "/Patient/" + patient.patientId() + "/$everything";
    Set<String> seen = new HashSet<>();
    while (next != null) {
      Http.Answer answer = http.get(next, token);
      assertThat(answer.status()).isEqualTo(200);
      next = null;
      for (var entry : answer.json().at("/entry")) {
        seen.add(entry.at("/fullUrl").asText());
      }
      for (var link : answer.json().at("/link")) {
        if (link.at("/relation").asText().equals("next")) {
          next = link.at("/url").asText();
        }
      }
    }
    return seen;
  }
}
