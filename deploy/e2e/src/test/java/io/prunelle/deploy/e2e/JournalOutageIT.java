// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No journal, no access: its database is really stopped, and started again. */
@ExtendWith(RunningDemo.class)
@Order(40)
final class JournalOutageIT {
  private final Http http = new Http();
  private final Demo demo;
  private final DemoScript script;
  private final Realm realm;
  private final Hosts hosts;

  JournalOutageIT(Demo demo, DemoScript script) {
    this.demo = demo;
    this.script = script;
    this.realm = new Realm(demo, http);
    this.hosts = new Hosts(demo, http);
  }

  @Test
  void nothingIsServedWhileTheJournalIsDownAndServiceComesBackByItself() throws IOException {
    // Given a patient who is served
    Demo.User patient = demo.patient("PERMIT", 0);
    String token = realm.token(patient);
    String record = demo.fhir() + "/Patient/" + patient.patientId();
    assertThat(http.get(record, token).status()).isEqualTo(200);

    try {
      // When the journal's database is stopped
      assertThat(script.run("journal", "stop").exit()).isZero();

      // Then neither a read nor a write goes through, and no host hears of them
      for (Http.Answer answer :
          new Http.Answer[] {
            http.get(record, token),
            http.get(demo.fhir() + "/Observation?patient=" + patient.patientId(), token),
            http.post(
                demo.fhir() + "/Observation",
                token,
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
                    + patient.patientId()
                    + "\"}}")
          }) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().at("/resourceType").asText()).isEqualTo("OperationOutcome");
        String requestId = answer.header("x-request-id");
        assertThat(hosts.accesses("cloud", requestId)).isEmpty();
        assertThat(hosts.accesses("on-premise", requestId)).isEmpty();
      }
      // And those who watch are told
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> http.get(demo.text("/management") + "/health/ready", null).status() == 503);
      assertThat(http.get(demo.text("/management") + "/health/live", null).status()).isEqualTo(200);
    } finally {
      assertThat(script.run("journal", "start").exit()).isZero();
    }

    // Then it serves again, without anybody having touched the gateway
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> http.get(record, token).status() == 200);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> http.get(demo.text("/management") + "/health/ready", null).status() == 200);
  }
}
