// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
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
