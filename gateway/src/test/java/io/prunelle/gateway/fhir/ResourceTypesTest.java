// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of every type of the specification it is said whose its resources are, or why nobody is told. */
final class ResourceTypesTest {

  @Test
  void everyTypeHasOneRule() {
    for (String type : Specification.resourceTypes()) {
      List<String> rules = new ArrayList<>();
      if (type.equals("Patient") || Compartment.subject(type).isPresent()) {
        rules.add("somebody's");
      }
      if (SharedTypes.contains(type)) {
        rules.add("nobody's");
      }
      if (UnservedTypes.why(type).isPresent()) {
        rules.add("not served");
      }
      assertThat(rules).as(type).hasSize(1);
    }
  }

  @Test
  void everyTypeStandsInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("docs/fhir.md"));

    for (String type : Specification.resourceTypes()) {
      assertThat(page).contains("`" + type + "`");
    }
  }
}
