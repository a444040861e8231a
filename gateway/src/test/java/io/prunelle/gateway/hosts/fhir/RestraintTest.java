// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.proxy.ReadTimes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How moves make way for those who use a host, by times that a test makes up. */
class RestraintTest {

  private final AtomicLong now = new AtomicLong(1);
  private final ReadTimes times = new ReadTimes(now::get);
  private final Restraint restraint = new Restraint(4, 1.3, times, "host", now::get);

  /** Somebody is answered, a few milliseconds after the other. */
  private void reads(int number, int millis) {
    for (int i = 0; i < number; i++) {
      times
          .of("host")
          .timed(
              () -> {
                passes(Duration.ofMillis(millis));
                return Future.succeededFuture();
              });
    }
  }

  private void readsWhileARecordMoves(int number, int millis) {
    restraint.begins();
    reads(number, millis);
    restraint.ends();
    passes(Duration.ofMillis(1));
  }

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private double share() {
    passes(Duration.ofSeconds(1));
    int atOnce = restraint.atOnce();
    Duration took = Duration.ofMillis(100);
    return atOnce == 1 ? 1.0 / (1 + restraint.rest(took).toMillis() / 100.0) : atOnce;
  }

  @Test
  void aHostThatNobodyUsesIsAskedForAsMuchAsItMayBe() {
    assertThat(share()).isEqualTo(4);
    assertThat(restraint.rest(Duration.ofSeconds(1))).isZero();
  }

  @Test
  void ofWhatItMayAskForItTellsWhatPartItAsksFor() {
    share();
    assertThat(restraint.share()).isEqualTo(1);

    readsWhileARecordMoves(30, 5);
    share();

    assertThat(restraint.share()).isEqualTo(1.0 / 8 / 4);
  }

  @Test
  void untilItIsKnownHowLongOthersWaitByThemselvesLittleIsAskedFor() {
    readsWhileARecordMoves(30, 5);
    assertThat(share()).isEqualTo(1.0 / 8);

    reads(30, 5);
    assertThat(share()).isLessThan(1);
  }

  @Test
  void whenOthersWaitLongerLessIsAskedForAndNeverNothing() {
    reads(100, 10);
    readsWhileARecordMoves(30, 20);
    assertThat(share()).isEqualTo(2);
    for (int i = 0; i < 9; i++) {
      readsWhileARecordMoves(30, 20);
      share();
    }
    assertThat(share()).isEqualTo(1.0 / 8);
    // What a host has not answered for long does not keep the next one from going on
    assertThat(restraint.rest(Duration.ofMinutes(2))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whenTheyDoNoLongerMoreIsAskedForStepByStep() {
    whenOthersWaitLongerLessIsAskedForAndNeverNothing();

    readsWhileARecordMoves(30, 12);
    assertThat(share()).isEqualTo(2.0 / 8);
    for (int i = 0; i < 40; i++) {
      readsWhileARecordMoves(30, 12);
      share();
    }
    assertThat(share()).isEqualTo(4);
  }

  @Test
  void whereFewAskNoMoreThanOneRequestIsSentAtATime() {
    reads(100, 10);
    assertThat(share()).isEqualTo(4);
    for (int i = 0; i < 6; i++) {
      readsWhileARecordMoves(2, 10);
      share();
    }
    assertThat(share()).isEqualTo(1);
  }

  @Test
  void whenNobodyAsksAnyMoreAllIsAskedForAgain() {
    whenOthersWaitLongerLessIsAskedForAndNeverNothing();

    passes(Duration.ofSeconds(11));

    assertThat(share()).isEqualTo(4);
  }

  @Test
  void whoKeepsOthersWaitingDoesNotRest() {
    whenOthersWaitLongerLessIsAskedForAndNeverNothing();
    List<Promise<Void>> rests = new ArrayList<>();
    Lanes lanes = lanes(2, rests);

    assertThat(lanes.take(Future::succeededFuture).succeeded()).isTrue();
    Future<Object> next = lanes.take(Future::succeededFuture);
    assertThat(next.isComplete()).isFalse();
    assertThat(lanes.take(() -> true, Future::succeededFuture).succeeded()).isTrue();
    assertThat(next.isComplete()).isFalse();

    rests.get(0).complete();
    assertThat(next.succeeded()).isTrue();
    assertThat(rests).hasSize(2);
  }

  private Lanes lanes(int most, List<Promise<Void>> rests) {
    return new Lanes(
        most,
        restraint,
        rest -> {
          rests.add(Promise.promise());
          return rests.get(rests.size() - 1).future();
        });
  }

  private static Promise<Void> asked(Lanes lanes, boolean hurried) {
    Promise<Void> answer = Promise.promise();
    lanes.take(() -> hurried, answer::future);
    return answer;
  }

  @Test
  void whatRestsDoesNotHoldUpWhoKeepsOthersWaiting() {
    // Given as many as may be, which end when less is asked for than when they were begun
    reads(100, 10);
    List<Promise<Void>> rests = new ArrayList<>();
    Lanes lanes = lanes(4, rests);
    List<Promise<Void>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(asked(lanes, false));
    }
    for (int i = 0; i < 10; i++) {
      reads(30, 20);
      share();
    }
    assertThat(share()).isEqualTo(1.0 / 8);
    answers.forEach(Promise::complete);
    assertThat(rests).hasSize(4);

    for (int i = 0; i < 4; i++) {
      assertThat(lanes.take(() -> true, Future::succeededFuture).succeeded()).isTrue();
    }
    assertThat(lanes.take(Future::succeededFuture).isComplete()).isFalse();
  }

  @Test
  void whoKeepsOthersWaitingGoesAsSoonAsThereIsRoomAndInTheOrderTheyCame() {
    whenOthersWaitLongerLessIsAskedForAndNeverNothing();
    Lanes lanes = lanes(2, new ArrayList<>());
    Promise<Void> first = asked(lanes, true);
    asked(lanes, true);
    Future<Object> other = lanes.take(Future::succeededFuture);
    List<String> begun = new ArrayList<>();
    for (String name : List.of("third", "fourth")) {
      lanes.take(
          () -> true,
          () -> {
            begun.add(name);
            return Promise.promise().future();
          });
    }
    assertThat(begun).isEmpty();

    first.complete();

    assertThat(begun).containsExactly("third");
    assertThat(other.isComplete()).isFalse();
  }

  @Test
  void whoComesToKeepOthersWaitingNeedNotWaitOn() {
    whenOthersWaitLongerLessIsAskedForAndNeverNothing();
    Lanes lanes = lanes(2, new ArrayList<>());
    asked(lanes, false);
    AtomicBoolean hurried = new AtomicBoolean();
    Future<Object> before = lanes.take(Future::succeededFuture);
    Future<Object> next = lanes.take(hurried::get, Future::succeededFuture);
    assertThat(next.isComplete()).isFalse();

    hurried.set(true);
    lanes.hurry();

    assertThat(next.succeeded()).isTrue();
    assertThat(before.isComplete()).isFalse();
  }

  @Test
  void whileAnotherGatewayMovesRecordsNothingTellsHowLongOthersWaitByThemselves() {
    times.elsewhere(true);
    reads(30, 5);
    assertThat(times.of("host").usual()).isFalse();

    times.elsewhere(false);
    passes(Duration.ofMillis(1));
    reads(30, 5);
    assertThat(times.of("host").usual()).isTrue();
  }

  @Test
  void whatWasUsualIsForgottenAfterAWhileInWhichItCouldHaveBeenMeasured() {
    reads(30, 5);
    times.elsewhere(true);
    passes(Duration.ofHours(2));
    times.elsewhere(true);
    assertThat(times.of("host").usual()).isTrue();

    times.elsewhere(false);
    assertThat(times.of("host").usual()).isFalse();
  }
}
