// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  private static final List<Item> SINGLES =
      IntStream.range(0, 7).mapToObj(i -> item(i, i)).toList();

  @Test
  void aBatchIsFilledUpToItsNumberInOrder() {
    List<List<Item>> batches = batches(new Batches(3, 1_000_000), SINGLES);

    assertThat(batches).extracting(List::size).containsExactly(3, 3, 1);
    assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(SINGLES);
  }

  @Test
  void bytesBoundABatchToo() {
    assertThat(batches(new Batches(100, 20), SINGLES))
        .extracting(List::size)
        .containsExactly(2, 2, 2, 1);
  }

  @Test
  void thoseAtOnePlaceAreNeverSplitHoweverMany() {
    List<Item> knotted = new ArrayList<>(List.of(item(0, 0)));
    IntStream.range(1, 8).forEach(i -> knotted.add(item(i, 1)));
    knotted.add(item(8, 2));

    assertThat(batches(new Batches(2, 10), knotted))
        .extracting(List::size)
        .containsExactly(1, 7, 1);
    assertThat(batches(new Batches(7, 1_000), knotted))
        .extracting(List::size)
        .containsExactly(1, 7, 1);
  }

  @Test
  void nothingNeedsNoBatch() {
    assertThat(batches(new Batches(2, 10), List.of())).isEmpty();
  }

  @Test
  void whileOneIsDealtWithTheNextIsFetchedAndNoMore() {
    List<String> events = new ArrayList<>();
    List<Promise<Void>> steps = new ArrayList<>();
    Future<Void> all =
        fetching(
            batch -> {
              events.add("fetch " + batch);
              return Future.succeededFuture(batch);
            },
            batch -> {
              events.add("step " + batch);
              steps.add(Promise.promise());
              return steps.get(steps.size() - 1).future();
            });

    assertThat(events).containsExactly("fetch 0", "step 0", "fetch 3");
    steps.get(0).complete();
    assertThat(events).containsExactly("fetch 0", "step 0", "fetch 3", "step 3", "fetch 6");
    steps.get(1).complete();
    steps.get(2).complete();
    assertThat(all.succeeded()).isTrue();
  }

  @Test
  void whatCannotBeFetchedFailsWhenItsTurnHasCome() {
    List<Integer> taken = new ArrayList<>();
    Promise<Void> first = Promise.promise();
    Future<Void> all =
        fetching(
            batch -> {
              if (batch == 3) {
                throw new Overtaken(List.of());
              }
              return Future.succeededFuture(batch);
            },
            batch -> {
              taken.add(batch);
              return first.future();
            });

    assertThat(all.isComplete()).isFalse();
    first.complete();
    assertThat(all.cause()).isInstanceOf(Overtaken.class);
    assertThat(taken).containsExactly(0);
  }

  @Test
  void whenOneFailsNothingIsUnderWayAnyMore() {
    Promise<Integer> second = Promise.promise();
    Future<Void> all =
        fetching(
            batch -> batch == 0 ? Future.succeededFuture(batch) : second.future(),
            batch -> Future.failedFuture("refused"));

    assertThat(all.isComplete()).isFalse();
    second.complete(3);
    assertThat(all.cause()).hasMessage("refused");
  }

  /** By threes; each batch is told by its first place. */
  private static Future<Void> fetching(
      Function<Integer, Future<Integer>> fetch, Function<Integer, Future<?>> step) {
    Batches batches = new Batches(3, 1_000_000);
    return Batches.each(
        -1,
        after ->
            batches.first(
                SINGLES.stream().filter(item -> item.place() > after).limit(batches.ask()).toList(),
                at -> Future.failedFuture("no such place")),
        batch -> fetch.apply(batch.get(0).place()),
        step);
  }

  private static Item item(int number, int place) {
    return new Item(new ResourceKey("Basic", "b" + number), "digest", 10, place);
  }

  private static List<List<Item>> batches(Batches batches, List<Item> items) {
    List<List<Item>> taken = new ArrayList<>();
    Batches.each(
            -1,
            after ->
                batches.first(
                    items.stream()
                        .filter(item -> item.place() > after)
                        .limit(batches.ask())
                        .toList(),
                    at ->
                        Future.succeededFuture(
                            items.stream().filter(item -> item.place() == at).toList())),
            batch -> {
              taken.add(batch);
              return Future.succeededFuture();
            })
        .await();
    return taken;
  }
}
