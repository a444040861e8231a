// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The parameters that name whose a resource is look at its subject, and at nothing else. */
final class CompartmentTest {

  @Test
  void aParameterThatHoldsASearchToAPatientLooksAtTheSubjectAlone() {
    List<JsonObject> definitions = Specification.searchParameters();
    List<String> checked = new ArrayList<>();
    for (String type : Specification.resourceTypes()) {
      Optional<Subject> subject = Compartment.subject(type);
      for (String name : subject.map(Subject::parameters).orElse(java.util.Set.of())) {
        assertThat(R4.parameter(type, name).orElseThrow().targets())
            .as(type)
            .containsAnyOf("Patient", "*");
        assertThat(expressions(definitions, type, name))
            .as(type + "." + name)
            .isNotEmpty()
            .allMatch(
                expression ->
                    expression.matches(
                        "\\(?" + type + "\\." + subject.orElseThrow().element() + "\\b.*"));
        checked.add(type);
      }
    }
    assertThat(checked).hasSizeGreaterThan(50);
  }

  @Test
  void theTypesWhoseSummaryLeavesTheSubjectOutAreTheSpecifications() {
    Set<String> summarised =
        Specification.elements().stream()
            .filter(Specification.Element::summary)
            .map(Specification.Element::path)
            .collect(Collectors.toSet());
    for (String type : Specification.resourceTypes()) {
      Compartment.subject(type)
          .map(subject -> (type + "." + subject.element()).split("\\.", -1))
          .ifPresent(
              path ->
                  assertThat(Compartment.isInSummary(type))
                      .as(type)
                      .isEqualTo(
                          IntStream.rangeClosed(2, path.length)
                              .mapToObj(end -> String.join(".", List.of(path).subList(0, end)))
                              .allMatch(summarised::contains)));
    }
  }

  private static List<String> expressions(List<JsonObject> definitions, String type, String name) {
    List<String> expressions = new ArrayList<>();
    for (JsonObject definition : definitions) {
      if (definition.getString("code").equals(name)
          && Specification.names(definition, "base").contains(type)) {
        for (String expression : definition.getString("expression").split("\\|", -1)) {
          if (expression.contains(type + ".")) {
            expressions.add(expression.strip());
          }
        }
      }
    }
    return expressions;
  }
}
