// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static io.prunelle.keycloak.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {

  @Test
  void whoHasNotDecidedIsAskedAndHasPermittedNothing() {
    Standing standing = new Standing(Examples.hosting(1), null);

    assertThat(standing.state(NOW)).isEqualTo(State.UNDECIDED);
    assertThat(standing.asks(NOW)).isTrue();
    assertThat(standing.inForce(NOW)).isEmpty();
  }

  @Test
  void withoutANoticeThereIsNothingToAsk() {
    assertThat(new Standing(Examples.hosting(0), null).asks(NOW)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void whoDecidedOnTheCurrentNoticeIsLeftAlone(Decision decision) {
    Standing standing = decided(2, decision, 2, null);

    assertThat(standing.asks(NOW)).isFalse();
    assertThat(standing.state(NOW).name()).isEqualTo(decision.name());
    assertThat(standing.inForce(NOW)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void aNewNoticeAsksEverybodyAgain(Decision decision) {
    Standing standing = decided(3, decision, 2, null);

    assertThat(standing.asks(NOW)).isTrue();
    assertThat(standing.state(NOW).name()).isEqualTo(decision.name());
  }

  @Test
  void aPermissionEndsAtTheSecondItWasGivenUntil() {
    long until = NOW.getEpochSecond();

    Standing ended = decided(1, Decision.PERMIT, 1, until);
    Standing lasting = decided(1, Decision.PERMIT, 1, until + 1);

    assertThat(ended.state(NOW)).isEqualTo(State.EXPIRED);
    assertThat(ended.asks(NOW)).isTrue();
    assertThat(ended.inForce(NOW)).isEmpty();
    assertThat(lasting.state(NOW)).isEqualTo(State.PERMIT);
    assertThat(lasting.asks(NOW)).isFalse();
  }

  private static Standing decided(
      int current, Decision decision, int notice, @Nullable Long until) {
    Entry entry = Chain.empty("r").next(Examples.statement(decision, notice, until));
    return new Standing(Examples.hosting(current), entry);
  }
}
