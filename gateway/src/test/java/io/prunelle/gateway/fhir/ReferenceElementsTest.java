// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.fhir.ReferenceElements.Element;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of elements says what the specification's expressions say. */
final class ReferenceElementsTest {

  @Test
  void eachParameterOverReferencesIsOverTheElementsOfItsExpression() {
    Map<String, Set<String>> defined = defined();
    Map<String, Set<String>> known = new HashMap<>();
    ReferenceElements.all()
        .forEach(
            (parameter, elements) ->
                known.put(
                    parameter,
                    elements.stream()
                        .map(ReferenceElementsTest::declared)
                        .collect(Collectors.toCollection(TreeSet::new))));

    assertThat(known).isEqualTo(defined);
    assertThat(known).hasSizeGreaterThan(500);
  }

  @Test
  void eachParameterOverReferencesIsInIt() {
    R4.parameters()
        .forEach(
            (type, parameters) ->
                parameters.values().stream()
                    .filter(parameter -> parameter.type() == ParameterType.REFERENCE)
                    // of a Bundle, which is not served
                    .filter(parameter -> !type.equals("Bundle"))
                    .forEach(
                        parameter ->
                            assertThat(ReferenceElements.of(type, parameter.name()))
                                .as(type + "." + parameter.name())
                                .isNotEmpty()));
    assertThat(ReferenceElements.of("Observation", "code")).isEmpty();
  }

  /** An element that may be of several datatypes has the datatype behind its name. */
  private static String declared(Element element) {
    return element.path().replaceFirst("(?<=[a-z])(Reference|Canonical|Uri)$", "");
  }

  private static Map<String, Set<String>> defined() {
    Map<String, Set<String>> defined = new HashMap<>();
    for (JsonObject parameter : Specification.searchParameters()) {
      for (String base : Specification.names(parameter, "base")) {
        String name = parameter.getString("code");
        boolean reference =
            R4.parameter(base, name)
                .filter(known -> known.type() == ParameterType.REFERENCE)
                .isPresent();
        if (reference && !base.equals("Bundle")) {
          defined.put(base + "." + name, paths(parameter.getString("expression"), base));
        }
      }
    }
    return defined;
  }

  private static Set<String> paths(String expression, String base) {
    Set<String> paths = new TreeSet<>();
    for (String part : expression.split("\\|", -1)) {
      String plain =
          part.strip()
              .replaceAll("\\.where\\([^()]*(\\(\\))?[^()]*\\)", "")
              .replaceAll(" as [A-Za-z]+|\\.as\\([A-Za-z]+\\)|[()]", "");
      if (plain.startsWith(base + ".")) {
        paths.add(
            plain
                .substring(base.length() + 1)
                .replaceFirst("(?<=[a-z])(Reference|Canonical|Uri)$", ""));
      }
    }
    return paths;
  }
}
