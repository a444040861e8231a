// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {

  private static final long MIB = 1 << 20;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final RateLimit limit = new RateLimit(10, 3, clock::get);

  @Test
  void aBurstIsServedAndNoMore() {
    assertThat(served("a", 5)).isEqualTo(3);
  }

  @Test
  void timeGivesPlaceAgain() {
    served("a", 3);

    pass(Duration.ofMillis(100));
    assertThat(served("a", 2)).isEqualTo(1);

    pass(Duration.ofSeconds(60));
    assertThat(served("a", 5)).isEqualTo(3);
  }

  @Test
  void whoKeepsAskingWaitsNoLongerForIt() {
    served("a", 3);

    int served = 0;
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMillis(10));
      served += served("a", 10);
    }

    assertThat(served).isEqualTo(2);
  }

  @Test
  void nobodyPaysForAnother() {
    served("a", 10);

    assertThat(served("b", 3)).isEqualTo(3);
  }

  @Test
  void whoWritesLongUrlsIsServedTheFewerOfThem() {
    // Of eight KiB each, of which the journal keeps most
    int served = 0;
    for (int i = 0; i < 100; i++) {
      served += limit.admit("a").compose(in -> limit.spell("a", 8 << 10)).succeeded() ? 1 : 0;
      pass(Duration.ofMillis(100));
    }

    assertThat(served).isBetween(10, 13);
    assertThat(limit.admit("b").compose(in -> limit.spell("b", 1_000)).succeeded()).isTrue();
  }

  @Test
  void theWaitIsTold() {
    served("a", 3);

    Refusal refusal = Refusals.refusal(limit.admit("a").cause());

    assertThat(refusal).isInstanceOf(Refusal.TooMany.class);
    assertThat(Refusals.answer(refusal).status()).isEqualTo(429);
    assertThat(Refusals.answer(refusal).headers()).containsEntry("retry-after", "1");
  }

  @Test
  void whatComesTogetherIsAdmittedTogetherAfterTheWaitThatIsTold() {
    // Given a bundle of two, and another one at once
    assertThat(served("a", 1)).isEqualTo(1);
    assertThat(limit.within("a", 2, 0).succeeded()).isTrue();
    pass(Duration.ofMillis(100));
    assertThat(served("a", 1)).isEqualTo(1);
    pass(Duration.ofMillis(100));
    Refusal.TooMany refusal = (Refusal.TooMany) Refusals.refusal(limit.within("a", 2, 0).cause());

    // Then none of it has taken a place, and when it comes again all of it finds one
    pass(refusal.retryAfter());
    assertThat(served("a", 1)).isEqualTo(1);
    assertThat(limit.within("a", 2, 0).succeeded()).isTrue();
  }

  @Test
  void whatARequestLeadsToIsPaidForByTheNext() {
    served("a", 3);

    // As much again as at once, and no more
    int followed = 0;
    for (int i = 0; i < 5; i++) {
      followed += limit.follow("a").succeeded() ? 1 : 0;
    }
    assertThat(followed).isEqualTo(3);

    pass(Duration.ofMillis(300));
    assertThat(served("a", 1)).isZero();
    pass(Duration.ofMillis(100));
    assertThat(served("a", 2)).isEqualTo(1);
  }

  @Test
  void aLongBodyIsPaidForByTheNextRequestsLikeOneForEachMebibyte() {
    served("a", 1);

    assertThat(limit.weigh("a", MIB - 1).succeeded()).isTrue();
    assertThat(served("a", 1)).isEqualTo(1);
    assertThat(limit.weigh("a", 5 * MIB).succeeded()).isTrue();

    // Seven in a bucket of three
    pass(Duration.ofMillis(400));
    assertThat(served("a", 1)).isZero();
    pass(Duration.ofMillis(100));
    assertThat(served("a", 2)).isEqualTo(1);
  }

  @Test
  void whoOwesForLongBodiesAlreadyIsToldToWaitWithTheNext() {
    served("a", 3);
    assertThat(limit.weigh("a", MIB).succeeded()).isTrue();

    assertThat(Refusals.answer(Refusals.refusal(limit.weigh("a", MIB).cause())).status())
        .isEqualTo(429);
    assertThat(limit.weigh("b", 30 * MIB).succeeded()).isTrue();
  }

  /** Else a long one would never find place, however long its sender waits. */
  @Test
  void theLengthOfABundleTakesNoPlaceFromWhatItIsMadeOf() {
    served("a", 1);
    limit.weigh("a", 5 * MIB);

    assertThat(limit.within("a", 2, 5 * MIB).succeeded()).isTrue();
    assertThat(limit.within("a", 1, 5 * MIB).succeeded()).isFalse();
  }

  @Test
  void whoHasGoneIsForgotten() {
    for (int i = 0; i < 10_001; i++) {
      served("caller-" + i, 1);
    }
    pass(Duration.ofSeconds(1));

    served("a", 1);

    assertThat(limit.remembered()).isEqualTo(1);
  }

  private int served(String caller, int requests) {
    int served = 0;
    for (int i = 0; i < requests; i++) {
      served += limit.admit(caller).succeeded() ? 1 : 0;
    }
    return served;
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
