// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.Refusals;
import org.junit.jupiter.api.Test;

final class AtOnceTest {

  private final AtOnce atOnce = new AtOnce(2);

  @Test
  void asManyAreUnderWayAsMayBe() {
    assertThat(atOnce.begin("a").succeeded()).isTrue();
    assertThat(atOnce.begin("a").succeeded()).isTrue();

    assertThat(Refusals.answer(atOnce.begin("a").cause()).status()).isEqualTo(429);
    assertThat(atOnce.begin("b").succeeded()).isTrue();
  }

  @Test
  void whatIsRefusedTakesNoPlaceAndWhatIsOverIsForgotten() {
    atOnce.begin("a");
    atOnce.begin("a");
    assertThat(atOnce.begin("a").failed()).isTrue();

    atOnce.end("a");
    assertThat(atOnce.begin("a").succeeded()).isTrue();

    atOnce.end("a");
    atOnce.end("a");
    assertThat(atOnce.callers()).isZero();
  }
}
