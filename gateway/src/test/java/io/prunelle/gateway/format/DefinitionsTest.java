// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.testing.Specification;
import io.prunelle.gateway.testing.Specification.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The table of elements is the specification's: nothing missing, nothing more, in its order. */
final class DefinitionsTest {

  @Test
  void everyTypeHasTheElementsThatTheSpecificationGivesItInTheirOrder() {
    Map<String, List<String>> defined = new LinkedHashMap<>();
    for (Element element : Specification.elements()) {
      if (element.parent() == null) {
        defined.computeIfAbsent(element.path(), first -> new ArrayList<>());
        continue;
      }
      List<String> children = defined.computeIfAbsent(element.parent(), first -> new ArrayList<>());
      for (String type : element.types()) {
        children.add(
            "%s%s %s%s"
                .formatted(
                    element.attribute() ? "@" : "",
                    element.called(type),
                    type,
                    element.many() ? "*" : ""));
      }
    }

    Map<String, List<String>> known = new LinkedHashMap<>();
    defined.keySet().forEach(type -> known.put(type, children(type)));

    assertThat(defined).hasSizeGreaterThan(600);
    assertThat(known).isEqualTo(defined);
  }

  @Test
  void aResourceIsOfATypeThatIsNotAbstract() {
    for (String type : Specification.resourceTypes()) {
      assertThat(Definitions.resource(type)).as(type).isNotNull();
    }
    for (String none :
        List.of("Resource", "DomainResource", "HumanName", "Patient.contact", "*", "")) {
      assertThat(Definitions.resource(none)).as(none).isNull();
    }
  }

  private static List<String> children(String type) {
    return Objects.requireNonNull(Definitions.type(type)).children().values().stream()
        .map(DefinitionsTest::written)
        .toList();
  }

  private static String written(Child child) {
    return "%s%s %s%s"
        .formatted(
            child.attribute() ? "@" : "", child.name(), child.type(), child.many() ? "*" : "");
  }
}
