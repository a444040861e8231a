// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.json.Members;
import io.prunelle.keycloak.ledger.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {

  @Test
  void aDecisionIsReadWithWhatItMayLeaveOut() {
    DecisionRequest request =
        DecisionRequest.read(
            Json.object("{\"hosting\":\"cabinet@host\",\"decision\":\"DENY\",\"notice\":null}"));

    assertThat(request.decision()).isEqualTo(Decision.DENY);
    assertThat(request.notice()).isNull();
    assertThat(request.digest()).isNull();
  }

  @Test
  void whatIsNoHostingIsAnsweredLikeAnUnknownOne() {
    Members body = Json.object("{\"hosting\":\"nonsense\",\"decision\":\"DENY\"}");

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> DecisionRequest.read(body))
        .withMessage(Refusals.problem(new Refusal.UnknownHosting()).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1001", "1.5", "x", "99999999999999999999"})
  void aNumberOutsideItsBoundsIsRefusedByName(String text) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> Numbers.read("limit", text, 500, 0, 1_000))
        .withMessageStartingWith("limit: ");
    assertThat(Numbers.read("limit", null, 500, 0, 1_000)).isEqualTo(500);
    assertThat(Numbers.read("limit", "1000", 500, 0, 1_000)).isEqualTo(1_000);
  }
}
