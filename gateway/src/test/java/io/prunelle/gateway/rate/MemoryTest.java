// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MemoryTest {

  private static final long ALL = 1_000_000;
  private static final long SHARE = 600_000;

  private final Memory memory = new Memory(ALL, SHARE);

  @Test
  void whatIsShortIsNotCountedAndWhatBecomesLongIsCountedWhole() {
    HttpServerRequest one = admitted("a");

    memory.grow(one, 0, Memory.SHORT);
    assertThat(memory.free()).isEqualTo(ALL);

    memory.grow(one, Memory.SHORT, 1);
    memory.grow(one, Memory.SHORT + 1, 99);
    assertThat(memory.free()).isEqualTo(ALL - Memory.SHORT - 100);
  }

  @Test
  void whereThereIsNoRoomIsAnsweredWhenToAskAgain() {
    memory.grow(admitted("a"), 0, 500_000);
    memory.grow(admitted("b"), 0, 450_000);
    HttpServerRequest one = admitted("c");

    var answer = Refusals.answer(catchThrowable(() -> memory.grow(one, 0, 60_000)));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsKey("retry-after");
    assertThat(Refusals.answer(memory.room(one).cause()).status()).isEqualTo(503);
    assertThat(memory.free()).isEqualTo(50_000);
  }

  @Test
  void oneCallerDoesNotTakeTheOthersPart() {
    HttpServerRequest eager = admitted("a");
    memory.grow(admitted("a"), 0, 300_000);
    memory.grow(eager, 0, 300_000);

    assertThat(catchThrowable(() -> memory.grow(eager, 300_000, 1))).isNotNull();
    assertThat(memory.room(eager).failed()).isTrue();

    HttpServerRequest other = admitted("b");
    assertThat(memory.room(other).succeeded()).isTrue();
    memory.grow(other, 0, 400_000);
  }

  @Test
  void whatIsOverHasNothingAndGetsNothing() {
    HttpServerRequest one = admitted("a");
    memory.grow(one, 0, 500_000);

    memory.settle(one);

    assertThat(memory.free()).isEqualTo(ALL);
    assertThat(catchThrowable(() -> memory.grow(one, 500_000, 1))).isNotNull();
    memory.shrink(one, 500_000, 0);
    memory.settle(one);
    assertThat(memory.free()).isEqualTo(ALL);
    // and their caller has all of their share again
    memory.grow(admitted("a"), 0, SHARE);
  }

  @Test
  void aCarrierOfSeveralReadingsIsOverWithTheLastOfThem() {
    HttpServerRequest carrier = admitted("a");
    memory.admit(carrier, "a");
    memory.grow(carrier, 0, 100_000);

    memory.settle(carrier);
    assertThat(memory.free()).isEqualTo(ALL - 100_000);

    memory.settle(carrier);
    assertThat(memory.free()).isEqualTo(ALL);
  }

  @Test
  void noMoreIsGivenBackThanWasTaken() {
    HttpServerRequest one = admitted("a");
    memory.grow(one, 0, 100_000);

    memory.shrink(one, 100_000, 30_000);
    assertThat(memory.free()).isEqualTo(ALL - 30_000);

    memory.shrink(one, 100_000, 200_000);
    memory.shrink(one, 100_000, 0);
    memory.shrink(one, 100_000, 0);
    assertThat(memory.free()).isEqualTo(ALL);
  }

  @Test
  void whatIsLentComesBackHoweverTheWorkEnds() throws Exception {
    HttpServerRequest one = admitted("a");
    memory.grow(one, 0, 100_000);

    long during = memory.loan(one).during(300_000, memory::free);
    Throwable failed =
        catchThrowable(
            () ->
                memory
                    .loan(one)
                    .during(
                        300_000,
                        () -> {
                          throw new IllegalStateException();
                        }));

    assertThat(during).isEqualTo(ALL - 400_000);
    assertThat(failed).isInstanceOf(IllegalStateException.class);
    assertThat(memory.free()).isEqualTo(ALL - 100_000);
  }

  @Test
  void whatCouldNeverBeLentIsToldFromWhatCannotBeNow() {
    HttpServerRequest one = admitted("a");
    memory.grow(one, 0, 100_000);
    memory.grow(admitted("a"), 0, 200_000);

    assertThat(memory.loan(one).ever(SHARE - 100_000)).isTrue();
    assertThat(memory.loan(one).ever(SHARE - 99_999)).isFalse();
    assertThat(catchThrowable(() -> memory.loan(one).during(SHARE - 100_000, () -> "")))
        .isNotNull();
    assertThat(memory.free()).isEqualTo(ALL - 300_000);
  }

  /** Whatever many threads take, give back and run out of, all of it comes back. */
  @Test
  void allOfItComesBackWhateverHappens() {
    IntStream.range(0, 8)
        .parallel()
        .forEach(
            seed -> {
              Random random = new Random(seed);
              for (int i = 0; i < 500; i++) {
                HttpServerRequest one = admitted("caller-" + random.nextInt(4));
                List<Integer> lengths = new ArrayList<>();
                for (int j = 0; j < 4; j++) {
                  int length = random.nextInt(200_000);
                  if (catchThrowable(() -> memory.grow(one, 0, length)) == null) {
                    lengths.add(length);
                  }
                }
                if (random.nextBoolean()) {
                  lengths.forEach(length -> memory.shrink(one, length, random.nextInt(100)));
                }
                memory.settle(one);
              }
            });

    assertThat(memory.free()).isEqualTo(ALL);
    memory.grow(admitted("caller-0"), 0, SHARE);
  }

  private HttpServerRequest admitted(String caller) {
    HttpServerRequest request = request();
    memory.admit(request, caller);
    return request;
  }

  /** Nothing but itself. */
  private static HttpServerRequest request() {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            MemoryTest.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, method, arguments) ->
                method.getName().equals("hashCode")
                    ? System.identityHashCode(proxy)
                    : proxy == arguments[0]);
  }
}
