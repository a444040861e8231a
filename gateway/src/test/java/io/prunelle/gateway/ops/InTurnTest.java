// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InTurnTest {

  private final List<Integer> begun = new ArrayList<>();
  private final List<Promise<Void>> under = new ArrayList<>();

  @Test
  void aStepBeginsOnlyWhenThereIsRoom() {
    Future<Void> all = InTurn.each(List.of(1, 2, 3), 2, this::begin);

    assertThat(begun).containsExactly(1, 2);
    under.get(1).complete();
    assertThat(begun).containsExactly(1, 2, 3);
    under.get(0).complete();
    assertThat(all.isComplete()).isFalse();
    under.get(2).complete();
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void afterAFailureNothingMoreBegins() {
    Future<Void> all = InTurn.each(List.of(1, 2, 3), 1, this::begin);

    under.get(0).fail("no");

    assertThat(begun).containsExactly(1);
    assertThat(all.failed()).isTrue();
  }

  @Test
  void aStepThatThrowsFailsLikeOneThatFails() {
    Future<Void> all =
        InTurn.each(
            List.of(1),
            item -> {
              throw new IllegalStateException("no");
            });

    assertThat(all.cause()).hasMessage("no");
  }

  @Test
  void whatGivesTheItemsMayThrow() {
    List<Integer> items = new ArrayList<>(List.of(1, 2, 3));
    Future<Void> all = InTurn.each(items, this::begin);

    items.add(4);
    under.get(0).complete();

    assertThat(begun).containsExactly(1);
    assertThat(all.cause()).isInstanceOf(ConcurrentModificationException.class);
  }

  @Test
  void thousandsOfStepsNeedNoDeepStack() {
    List<Integer> many = IntStream.range(0, 100_000).boxed().toList();

    assertThat(InTurn.each(many, item -> Future.succeededFuture()).succeeded()).isTrue();
  }

  private Future<Void> begin(int item) {
    begun.add(item);
    Promise<Void> promise = Promise.promise();
    under.add(promise);
    return promise.future();
  }
}
