// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Look-ups of one event loop, before a database that answers when the test says so. */
class SharedReadsTest {

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Set<String>> asked = new ArrayList<>();
  private final List<Promise<Map<String, Integer>>> statements = new ArrayList<>();
  private SharedReads<String, Integer> reads =
      new SharedReads<>(vertx, this::statement, Duration.ofMinutes(1));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void lookUpsThatArriveWhileAStatementIsUnderWayShareTheNext() {
    Future<Optional<Integer>> first = find("a");
    Future<Optional<Integer>> second = find("b");
    Future<Optional<Integer>> third = find("c");
    assertThat(asked).containsExactly(Set.of("a"));

    answer(0, Map.of("a", 1));
    assertThat(first.await()).contains(1);
    assertThat(asked).containsExactly(Set.of("a"), Set.of("b", "c"));

    answer(1, Map.of("b", 2));
    assertThat(second.await()).contains(2);
    assertThat(third.await()).isEmpty();
  }

  @Test
  void lookUpsThatAnEventLoopHandlesInOneTurnShareAStatement() {
    on(() -> List.of(reads.find("a"), reads.find("b"), reads.find("c")));
    turned();

    assertThat(asked).containsExactly(Set.of("a", "b", "c"));
  }

  @Test
  void whatWasReadBeforeItWasAskedForIsNotTheAnswer() {
    Future<Optional<Integer>> before = find("a");
    Future<Optional<Integer>> after = find("a");

    answer(0, Map.of("a", 1));
    answer(1, Map.of("a", 2));

    assertThat(before.await()).contains(1);
    assertThat(after.await()).contains(2);
  }

  @Test
  void aStatementThatFailsFailsItsOwnLookUpsAlone() {
    Future<Optional<Integer>> first = find("a");
    Future<Optional<Integer>> second = find("b");

    on(() -> statements.get(0).tryFail("down"));
    answer(1, Map.of("b", 2));

    assertThat(first.transform(end -> Future.succeededFuture(end.failed())).await()).isTrue();
    assertThat(second.await()).contains(2);
  }

  @Test
  void aStatementThatDoesNotEndKeepsNobodyForEver() {
    reads = new SharedReads<>(vertx, this::statement, Duration.ofMillis(20));

    Future<Optional<Integer>> first = find("a");

    assertThat(first.transform(end -> Future.succeededFuture(end.failed())).await()).isTrue();
    Future<Optional<Integer>> second = find("b");
    answer(1, Map.of("b", 2));
    assertThat(second.await()).contains(2);
  }

  @Test
  void aStatementThatCannotBeBegunFailsAndBlocksNothing() {
    reads =
        new SharedReads<>(
            vertx,
            keys -> {
              throw new IllegalStateException("no pool");
            });

    Future<Optional<Integer>> first = find("a");
    Future<Optional<Integer>> second = find("b");

    assertThat(first.cause()).hasMessage("no pool");
    assertThat(second.cause()).hasMessage("no pool");
  }

  @Test
  void noMoreWaitThanABoundedNumber() {
    List<Future<Optional<Integer>>> all =
        on(() -> IntStream.range(0, 5_000).mapToObj(i -> reads.find("k" + i)).toList());

    assertThat(all.get(0).isComplete()).isFalse();
    assertThat(all.get(4_999).failed()).isTrue();
    assertThat(all.stream().filter(one -> !one.isComplete()).count()).isLessThan(2_100);
  }

  @Test
  void anAnswerComesOnTheContextOfWhoAsked() {
    Promise<Context> answered = Promise.promise();
    on(() -> reads.find("a").onComplete(done -> answered.complete(vertx.getOrCreateContext())));
    turned();

    // When the database answers elsewhere
    vertx
        .createSharedWorkerExecutor("elsewhere")
        .executeBlocking(() -> statements.get(0).tryComplete(Map.of()))
        .await();

    assertThat(answered.future().await()).isEqualTo(loop);
  }

  private Future<Optional<Integer>> find(String key) {
    Future<Optional<Integer>> found = on(() -> reads.find(key));
    turned();
    return found;
  }

  /** Once the event loop has done what it had to do. */
  private void turned() {
    on(() -> true);
  }

  private void answer(int statement, Map<String, Integer> found) {
    on(() -> statements.get(statement).tryComplete(found));
  }

  private Future<Map<String, Integer>> statement(Set<String> keys) {
    asked.add(Set.copyOf(keys));
    Promise<Map<String, Integer>> promise = Promise.promise();
    statements.add(promise);
    return promise.future();
  }

  private <T> T on(Callable<T> step) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        now -> {
          try {
            done.complete(step.call());
          } catch (Exception failure) {
            done.fail(failure);
          }
        });
    return done.future().await();
  }
}
