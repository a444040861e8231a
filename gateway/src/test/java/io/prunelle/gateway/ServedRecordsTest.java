// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is served, from where, and what the journal says of it. */
final class ServedRecordsTest {

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
  void forget() {
    gateway.cloud.reset();
    gateway.premises.reset();
  }

  @Test
  void aRecordWithoutADecisionIsReadOnPremise() {
    RunningGateway.Answer answer = gateway.get("/Patient/p1", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("id")).isEqualTo("p1");
    assertThat(gateway.premises.arrived()).hasSize(1);
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("patient", "p1")
        .containsEntry("host", "cabinet")
        .containsEntry("permitted", true)
        .containsEntry("reason", "on-premise")
        .containsEntry("subject", "user-p1")
        .containsEntry("role", "patient")
        .containsEntry("client", "demo-app")
        .containsEntry("token_id", "jti-user-p1")
        .containsEntry("status", 200)
        .containsEntry("ending", "completed");
  }

  @Test
  void aPermittedRecordIsReadInTheCloud() {
    gateway.permit("p2");

    RunningGateway.Answer answer = gateway.get("/Patient/p2", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.cloud.arrived()).hasSize(1);
    assertThat(gateway.premises.arrived()).isEmpty();
    assertThat(gateway.settled(answer))
        .containsEntry("host", "nuage-sante")
        .containsEntry("reason", "consent-permit")
        .containsEntry("decision", gateway.realm.ledger())
        .containsEntry("role", "practitioner");
  }
}
