// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
      for (String name : subject.map(CompartmentTest::parameters).orElse(Set.of())) {
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

  private static Set<String> parameters(Subject subject) {
    Set<String> all = new TreeSet<>(subject.parameters());
    all.addAll(subject.typed());
    return all;
  }

  /** What the specification's compartment has, and is held to its patient in another way or not. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "AuditEvent", "the gateway's own journal answers for it",
          "Patient", "is the compartment, and not in it by whom it is linked to",
          "Schedule", "is reference data, unless a patient is its actor");

  /** What says whose it is, and is not in the specification's compartment. */
  private static final Set<String> BESIDES =
      Set.of(
          "Binary",
          "Contract",
          "Device",
          "DeviceMetric",
          "GuidanceResponse",
          "MessageHeader",
          "Task");

  /** By the parameters that HAPI takes to be in it; of these, those over the subject. */
  @Test
  void theTypesAreThoseOfTheSpecificationsCompartment() {
    FhirContext hapi = FhirContext.forR4();
    Set<String> inIt = new TreeSet<>();
    for (String type : Specification.resourceTypes()) {
      Set<String> members =
          hapi.getResourceDefinition(type).getSearchParamsForCompartmentName("Patient").stream()
              .map(RuntimeSearchParam::getName)
              .collect(Collectors.toCollection(TreeSet::new));
      Optional<Subject> subject = Compartment.subject(type);
      if (members.isEmpty()) {
        assertThat(subject.isPresent()).as(type).isEqualTo(BESIDES.contains(type));
      } else if (ELSEWHERE.containsKey(type)) {
        assertThat(subject).as(type).isEmpty();
      } else {
        inIt.add(type);
        assertThat(parameters(subject.orElseThrow())).as(type).containsAnyElementsOf(members);
      }
    }
    assertThat(inIt).hasSizeGreaterThan(60);
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
