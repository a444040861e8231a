// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Knows the resources of a set of bundles by the two ways in which Synthea refers to them: {@code
 * urn:uuid:…} (the entry's {@code fullUrl}) and {@code Type?identifier=system|value}.
 */
final class References {

  private final Map<String, String> targets = new HashMap<>();

  /** Makes the entries of a bundle known. */
  void learn(JsonNode bundle) {
    for (JsonNode entry : bundle.path("entry")) {
      JsonNode resource = entry.path("resource");
      String type = resource.path("resourceType").asText();
      String target = type + "/" + resource.path("id").asText();
      targets.put(entry.path("fullUrl").asText(), target);
      for (JsonNode identifier : resource.path("identifier")) {
        String token = identifier.path("system").asText() + "|" + identifier.path("value").asText();
        targets.put(type + "?identifier=" + token, target);
      }
    }
  }

  /**
   * Replaces every reference below a node by {@code Type/id}; contained ({@code #…}) and literal
   * ones stay.
   *
   * @throws IllegalArgumentException if a reference leads to no known resource
   */
  void resolve(JsonNode node) {
    JsonNode reference = node.path("reference");
    if (node instanceof ObjectNode object && reference.isTextual()) {
      object.put("reference", target(reference.asText()));
    }
    node.forEach(this::resolve);
  }

  private String target(String reference) {
    if (!reference.startsWith("urn:") && !reference.contains("?")) {
      return reference;
    }
    return Optional.ofNullable(targets.get(reference))
        .orElseThrow(() -> new IllegalArgumentException(reference + " leads to no resource"));
  }
}
