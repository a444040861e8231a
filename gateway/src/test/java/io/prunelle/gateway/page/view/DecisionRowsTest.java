// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionRowsTest {

  private static final Called CALLED =
      new Called(
          Set.of(),
          Map.of("cabinet-des-lilas", "Cabinet des Lilas"),
          Map.of("nuage-sante", "Nuage Santé"),
          Map.of());

  @Test
  void aPaperThatThePatientSignedIsNotThePracticesDecision() {
    DecisionRow row = row(by("PRACTITIONER").put("channel", "PAPER"));

    assertThat(row.channel()).isEqualTo("On paper, recorded by the practice");
  }

  @Test
  void aPaperIsSaidToBeOfTheDayOnWhichItWasSigned() {
    DecisionRow row =
        row(
            by("PRACTITIONER")
                .put("channel", "PAPER")
                .put("paper", new JsonObject().put("date", "2026-10-02")));

    assertThat(row.channel())
        .isEqualTo("On paper, signed on 2 October 2026, recorded by the practice");
    assertThat(row.when()).startsWith("24 October 2026");
  }

  @Test
  void whoDecidedForThePatientIsSaid() {
    assertThat(row(by("GUARDIAN")).channel()).isNotEqualTo(row(by("PATIENT")).channel());
  }

  @Test
  void whatWasDecidedAtAPracticeThatOneHasLeftHasNames() {
    assertThat(row(by("PATIENT")).hosting())
        .contains("Cabinet des Lilas", "Nuage Santé")
        .doesNotContain("@");
  }

  private static JsonObject by(String role) {
    return LedgerSamples.decision("PERMIT")
        .put("by", new JsonObject().put("role", role).put("subject", "5b1c"));
  }

  private static DecisionRow row(JsonObject decision) {
    return new DecisionRows(Messages.in(Language.ENGLISH), new Names(List.of(), CALLED), List.of())
        .of(List.of(LedgerSamples.decided(decision)))
        .get(0);
  }
}
