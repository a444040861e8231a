// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CalledTest {

  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);

  private final Called called =
      new Called(
          Set.of("cabinet"),
          Map.of("cabinet-des-roses", "Cabinet des Roses", "cabinet-des-lilas", "Les Lilas"),
          Map.of("nuage-sante", "Nuage Santé SAS", "cabinet", "SELARL des Lilas"),
          Map.of("carnet-app", "Carnet de suivi"));

  @Test
  void aPracticeIsCalledAsTheRealmSaysElseAsWhoRunsTheGatewaySaysElseByItsId() {
    Names names = new Names(List.of(LedgerSamples.hosting(State.PERMIT)), called);

    assertThat(names.practice("cabinet-des-lilas")).isEqualTo("Cabinet des Lilas");
    assertThat(names.practice("cabinet-des-roses")).isEqualTo("Cabinet des Roses");
    assertThat(names.practice("another")).isEqualTo("another");
  }

  @Test
  void aHostIsCalledByItsLegalNameUnlessItIsThePracticesOwnServer() {
    assertThat(called.host(ENGLISH, "nuage-sante")).isEqualTo("Nuage Santé SAS");
    assertThat(called.host(ENGLISH, "cabinet")).isEqualTo("The practice’s server");
    assertThat(called.host(ENGLISH, "another")).isEqualTo("another");
  }

  @Test
  void aHostWhereNothingIsKeptAnyMoreHasItsNameStill() {
    Names names = new Names(List.of(), called);

    assertThat(names.hostName("nuage-sante")).isEqualTo("Nuage Santé SAS");
    assertThat(names.place("nuage-sante", "cabinet-des-roses")).isEqualTo("Nuage Santé SAS");
    assertThat(names.place("another", "cabinet-des-roses")).isEqualTo("Cabinet des Roses");
    assertThat(names.isWithinPractice("nuage-sante")).isFalse();
    assertThat(names.isWithinPractice("cabinet")).isTrue();
  }

  @Test
  void anApplicationIsCalledAsWhoRunsTheGatewaySaysElseByItsId() {
    Names names = new Names(List.of(), called);

    assertThat(names.application("carnet-app")).isEqualTo("Carnet de suivi");
    assertThat(names.application("another-app")).isEqualTo("another-app");
  }
}
