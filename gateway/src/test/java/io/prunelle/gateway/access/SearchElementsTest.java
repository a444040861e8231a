// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.access.SearchElements.Element;
import io.prunelle.gateway.rest.R4;
import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of elements says what the specification's expressions say. */
final class SearchElementsTest {

  /** {@code Type.element}, and of an element that may be of several datatypes, which. */
  private static final Pattern PATH = Pattern.compile("\\(?([A-Za-z.]+)(?: as ([A-Za-z]+))?\\)?");

  @Test
  void eachParameterLooksAtTheElementsOfItsExpressionAndAtAllOfThem() {
    Map<String, List<String>> defined = defined();
    Map<String, List<String>> wrong = new TreeMap<>();

    SearchElements.all()
        .forEach(
            (parameter, elements) -> {
              List<String> paths =
                  elements.stream().map(element -> String.join(".", element.path())).toList();
              if (!paths.equals(defined.get(parameter))) {
                wrong.put(parameter, defined.getOrDefault(parameter, List.of()));
              }
            });

    assertThat(wrong).isEmpty();
    assertThat(SearchElements.all()).hasSizeGreaterThan(600);
  }

  @Test
  void referencesAreLookedAtAsReferencesAndTokensAsWhatTheyAre() {
    SearchElements.all()
        .forEach(
            (parameter, elements) -> {
              String[] parts = parameter.split("\\.", 2);
              String type = parts[0].equals("Resource") ? "Observation" : parts[0];
              boolean reference =
                  R4.parameter(type, parts[1]).orElseThrow().type() == ParameterType.REFERENCE;

              for (Element element : elements) {
                assertThat(element.datatype().equals("Reference"))
                    .as(parameter)
                    .isEqualTo(reference);
              }
            });
  }

  private static Map<String, List<String>> defined() {
    Map<String, List<String>> defined = new HashMap<>();
    for (JsonObject parameter : Specification.searchParameters()) {
      for (String base : Specification.names(parameter, "base")) {
        List<String> paths = new ArrayList<>();
        for (String part : parameter.getString("expression", "").split("\\|", -1)) {
          String plain = part.strip().replace(".where(resolve() is Patient)", "");
          Matcher matcher = PATH.matcher(plain);
          if (plain.startsWith(base + ".") || plain.startsWith("(" + base + ".")) {
            paths.add(matcher.matches() ? path(matcher, base) : "beyond a path");
          }
        }
        defined.put(base + "." + parameter.getString("code"), paths);
      }
    }
    return defined;
  }

  private static String path(Matcher matcher, String base) {
    String path = matcher.group(1).substring(base.length() + 1);
    return matcher.group(2) == null ? path : path + matcher.group(2);
  }
}
