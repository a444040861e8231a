// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoadOrderTest {

  @Test
  void whatIsReferredToComesFirst() {
    // a claim refers to an encounter and a patient, the encounter to the patient
    assertThat(LoadOrder.of(new int[][] {{1, 2}, {2}, {}})).containsExactly(2, 1, 0);
  }

  @Test
  void thoseThatReferToEachOtherStayTogether() {
    int[] places = LoadOrder.of(new int[][] {{1}, {0, 2}, {}, {0}});

    assertThat(places).containsExactly(1, 1, 0, 2);
  }

  @Test
  void aLongChainOfReferencesNeedsNoDeepStack() {
    int length = 50_000;
    int[][] chain =
        IntStream.range(0, length)
            .mapToObj(i -> i + 1 < length ? new int[] {i + 1} : new int[0])
            .toArray(int[][]::new);

    assertThat(LoadOrder.of(chain)).startsWith(length - 1).endsWith(0);
  }

  @Property
  void nothingIsWrittenBeforeWhatItRefersTo(
      @ForAll @Size(max = 60) List<@IntRange(max = 15) Integer> ends) {
    int[][] graph = graph(ends);

    int[] places = LoadOrder.of(graph);

    for (int node = 0; node < graph.length; node++) {
      for (int target : graph[node]) {
        assertThat(places[target]).isLessThanOrEqualTo(places[node]);
      }
    }
    assertThat(new TreeSet<>(Arrays.stream(places).boxed().toList()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(0, Arrays.stream(places).max().orElseThrow()).boxed().toList());
  }

  @Property
  void aPlaceIsSharedByThoseThatReachEachOtherAlone(
      @ForAll @Size(max = 60) List<@IntRange(max = 15) Integer> ends) {
    int[][] graph = graph(ends);

    int[] places = LoadOrder.of(graph);

    for (int one = 0; one < graph.length; one++) {
      for (int other = 0; other < graph.length; other++) {
        boolean knotted =
            reachable(graph, one).contains(other) && reachable(graph, other).contains(one);
        assertThat(places[one] == places[other]).isEqualTo(knotted);
      }
    }
  }

  /** Pairs of numbers as references between sixteen resources. */
  private static int[][] graph(List<Integer> ends) {
    List<Set<Integer>> targets =
        IntStream.range(0, 16).<Set<Integer>>mapToObj(node -> new TreeSet<>()).toList();
    for (int i = 0; i + 1 < ends.size(); i += 2) {
      targets.get(ends.get(i)).add(ends.get(i + 1));
    }
    return targets.stream()
        .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  private static Set<Integer> reachable(int[][] graph, int from) {
    Set<Integer> reached = new HashSet<>(Set.of(from));
    Deque<Integer> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (int target : graph[open.pop()]) {
        if (reached.add(target)) {
          open.push(target);
        }
      }
    }
    return reached;
  }
}
