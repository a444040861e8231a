// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.Resources.key;
import static io.prunelle.gateway.hosts.transfer.Resources.referring;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LoadOrderTest {

  @Test
  void whatIsReferredToComesFirst() {
    List<List<Resource>> order =
        LoadOrder.of(
            List.of(
                referring("Claim/c", "Patient/p", "Encounter/e"),
                referring("Encounter/e", "Patient/p", "Practitioner/elsewhere"),
                referring("Patient/p")));

    assertThat(keys(order))
        .containsExactly(
            List.of(key("Patient/p")), List.of(key("Encounter/e")), List.of(key("Claim/c")));
  }

  @Test
  void thoseThatReferToEachOtherStayTogether() {
    List<List<Resource>> order =
        LoadOrder.of(
            List.of(
                referring("Condition/c", "Encounter/e"),
                referring("Encounter/e", "Condition/c", "Patient/p"),
                referring("Patient/p"),
                referring("Provenance/v", "Condition/c")));

    assertThat(keys(order)).hasSize(3);
    assertThat(keys(order).get(0)).containsExactly(key("Patient/p"));
    assertThat(keys(order).get(1))
        .containsExactlyInAnyOrder(key("Condition/c"), key("Encounter/e"));
    assertThat(keys(order).get(2)).containsExactly(key("Provenance/v"));
  }

  @Test
  void aLongChainOfReferencesNeedsNoDeepStack() {
    int length = 50_000;
    List<Resource> chain =
        IntStream.range(0, length)
            .mapToObj(i -> referring("Observation/" + i, "Observation/" + (i + 1)))
            .toList();

    assertThat(LoadOrder.of(chain)).hasSize(length);
  }

  @Property
  void nothingIsWrittenBeforeWhatItRefersTo(
      @ForAll @Size(max = 60) List<@IntRange(max = 15) Integer> ends) {
    List<Resource> graph = graph(ends);

    List<List<Resource>> order = LoadOrder.of(graph);

    Set<ResourceKey> written = new HashSet<>();
    for (List<Resource> component : order) {
      component.forEach(resource -> assertThat(written.add(resource.key())).isTrue());
      component.forEach(resource -> assertThat(written).containsAll(resource.references()));
    }
    assertThat(written).hasSize(graph.size());
  }

  @Property
  void aComponentIsNoLargerThanItHasToBe(
      @ForAll @Size(max = 60) List<@IntRange(max = 15) Integer> ends) {
    List<Resource> graph = graph(ends);

    for (List<Resource> component : LoadOrder.of(graph)) {
      for (Resource one : component) {
        assertThat(reachable(graph, one.key()))
            .containsAll(component.stream().map(Resource::key).toList());
      }
    }
  }

  /** Pairs of numbers as references between sixteen resources. */
  private static List<Resource> graph(List<Integer> ends) {
    List<Set<String>> targets = new ArrayList<>();
    IntStream.range(0, 16).forEach(node -> targets.add(new HashSet<>()));
    for (int i = 0; i + 1 < ends.size(); i += 2) {
      targets.get(ends.get(i)).add("Basic/" + ends.get(i + 1));
    }
    return IntStream.range(0, 16)
        .mapToObj(node -> referring("Basic/" + node, targets.get(node).toArray(String[]::new)))
        .toList();
  }

  private static Set<ResourceKey> reachable(List<Resource> graph, ResourceKey from) {
    Set<ResourceKey> reached = new HashSet<>(Set.of(from));
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Resource resource : graph) {
        grew |= reached.contains(resource.key()) && reached.addAll(resource.references());
      }
    }
    return reached;
  }

  private static List<List<ResourceKey>> keys(List<List<Resource>> order) {
    return order.stream().map(part -> part.stream().map(Resource::key).toList()).toList();
  }
}
