// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What resources of several hosts are sorted by, read in the resources themselves. */
final class SortableTest {

  static Stream<String> parameters() {
    return Sortable.ELEMENTS.keySet().stream().sorted();
  }

  /** {@code Observation.date} looks at {@code Observation.effective}, whichever it is. */
  @ParameterizedTest
  @MethodSource("parameters")
  void anElementIsOneThatTheParameterLooksAt(String key) {
    String type = key.substring(0, key.indexOf('.'));
    String parameter = key.substring(type.length() + 1);

    assertThat(R4.parameter(type, parameter)).isPresent();
    List<String> expressions = expressions(type, parameter);
    assertThat(expressions).isNotEmpty();
    for (String path : Sortable.ELEMENTS.get(key).split(" ", -1)) {
      assertThat(expressions)
          .as(path)
          .anyMatch(
              expression -> {
                String element = expression.substring(type.length() + 1);
                return path.equals(element)
                    || path.startsWith(element + ".")
                    || path.matches(
                        element.replaceAll("\\.as.*", "")
                            + "(Date|DateTime|Instant|Period\\.start)");
              });
    }
  }

  private static List<String> expressions(String type, String parameter) {
    List<String> expressions = new ArrayList<>();
    for (JsonObject definition : Specification.searchParameters()) {
      if (definition.getString("code").equals(parameter)
          && Specification.names(definition, "base").contains(type)) {
        Stream.of(definition.getString("expression").split("\\|", -1))
            .map(expression -> expression.strip().replaceAll("[()]| as .*", ""))
            .filter(expression -> expression.startsWith(type + "."))
            .forEach(expressions::add);
      }
    }
    return expressions;
  }

  @Test
  void momentsAreComparedWhateverTheirTimeZone() {
    assertThat(
            sorted(
                "Observation",
                "date",
                at("effectiveDateTime", "2026-11-25T10:00:00+01:00"),
                at("effectiveDateTime", "2026-11-25T09:30:00Z"),
                at("effectiveDateTime", "2026"),
                at("effectiveDateTime", "no date"),
                new JsonObject()
                    .put("effectivePeriod", new JsonObject().put("start", "2026-11-25"))))
        .containsExactly(2, 4, 0, 1, 3);
  }

  @Test
  void namesAreComparedWithoutCaseAndAccentsAndTheFirstOfSeveralCounts() {
    assertThat(
            sorted(
                "Patient",
                "family",
                name("Zola"),
                name("écrin"),
                name("ECRU"),
                name("Zut", "Abel"),
                new JsonObject()))
        .containsExactly(3, 1, 2, 0, 4);
  }

  @Test
  void backwardsTheLastOfSeveralCountsAndWhatHasNoneStillStandsAtTheEnd() {
    assertThat(sorted("Patient", "-family", name("Zola"), name("Zut", "Abel"), new JsonObject()))
        .containsExactly(1, 0, 2);
  }

  private static List<Integer> sorted(String type, String sort, JsonObject... resources) {
    Order order = Order.of(type, List.of(sort));
    List<Integer> indices = new ArrayList<>();
    for (int i = resources.length - 1; i >= 0; i--) {
      indices.add(i);
    }
    List<List<@Nullable String>> values = Stream.of(resources).map(order::values).toList();
    indices.sort((one, other) -> order.compare(values.get(one), values.get(other)));
    return Collections.unmodifiableList(indices);
  }

  private static JsonObject at(String element, String value) {
    return new JsonObject().put(element, value);
  }

  private static JsonObject name(String... families) {
    JsonArray names = new JsonArray();
    for (String family : families) {
      names.add(new JsonObject().put("family", family));
    }
    return new JsonObject().put("name", names);
  }
}
