// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.rest.R4.ParameterType;
import io.prunelle.gateway.rest.R4.SearchParameter;
import io.prunelle.gateway.testing.Specification;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The table of types and search parameters is the specification's: nothing missing, nothing more.
 */
final class R4Test {

  /** A target of nearly every type is written as any. */
  private static final int ANY = 140;

  @Test
  void everyResourceTypeIsKnownAndNoOther() {
    assertThat(R4.parameters().keySet()).isEqualTo(Specification.resourceTypes());
    assertThat(R4.isType("Resource")).isFalse();
  }

  @Test
  void everySearchParameterIsKnownWithItsTypeAndTargetsAndNoOther() {
    Map<String, Map<String, SearchParameter>> defined = new HashMap<>();
    for (String type : Specification.resourceTypes()) {
      defined.put(type, new HashMap<>());
    }
    for (JsonObject definition : Specification.searchParameters()) {
      SearchParameter parameter =
          new SearchParameter(
              definition.getString("code"),
              ParameterType.valueOf(definition.getString("type").toUpperCase(Locale.ROOT)),
              targets(definition));
      Set<String> bases = Specification.names(definition, "base");
      boolean common = bases.contains("Resource") || bases.contains("DomainResource");
      for (String type : common ? defined.keySet() : bases) {
        defined.get(type).put(parameter.name(), parameter);
      }
    }

    assertThat(R4.parameters()).isEqualTo(defined);
  }

  private static Set<String> targets(JsonObject definition) {
    Set<String> targets = Specification.names(definition, "target");
    boolean reference = definition.getString("type").equals("reference");
    return reference && (targets.isEmpty() || targets.size() > ANY) ? Set.of("*") : targets;
  }
}
