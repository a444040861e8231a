// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.referring;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  private static final List<List<Resource>> SINGLES =
      IntStream.range(0, 7).mapToObj(i -> List.of(referring("Basic/" + i))).toList();

  @Test
  void aBatchIsFilledUpToItsNumberInOrder() {
    List<List<Resource>> batches = new Batches(3, 1_000_000).of(SINGLES);

    assertThat(batches).extracting(List::size).containsExactly(3, 3, 1);
    assertThat(batches.stream().flatMap(List::stream))
        .containsExactlyElementsOf(SINGLES.stream().flatMap(List::stream).toList());
  }

  @Test
  void bytesBoundABatchToo() {
    int one = SINGLES.get(0).get(0).body().length();

    assertThat(new Batches(100, 2L * one).of(SINGLES))
        .extracting(List::size)
        .containsExactly(2, 2, 2, 1);
  }

  @Test
  void aComponentIsNeverSplitHoweverLarge() {
    List<Resource> knot = SINGLES.stream().flatMap(List::stream).toList();

    assertThat(new Batches(2, 10).of(List.of(SINGLES.get(0), knot, SINGLES.get(1))))
        .extracting(List::size)
        .containsExactly(1, 7, 1);
  }

  @Test
  void nothingNeedsNoBatch() {
    assertThat(new Batches(2, 10).of(List.of())).isEmpty();
  }
}
