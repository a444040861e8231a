// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How {@link FhirStore} is searched by references and identifiers. */
final class SearchedHost {

  private static final Map<String, List<String>> PARAMETERS =
      new TreeMap<>(
          Map.of(
              "AuditEvent", List.of("patient", "entity"),
              "Binary", List.of(),
              "Condition", List.of("patient", "subject"),
              "Encounter", List.of("patient", "subject"),
              "Group", List.of("member"),
              "List", List.of("patient", "item"),
              "Observation", List.of("patient", "subject"),
              "Organization", List.of(),
              "Patient", List.of("identifier", "link"),
              "Provenance", List.of("target")));

  private SearchedHost() {}

  static JsonObject capabilities() {
    JsonArray types = new JsonArray();
    PARAMETERS.forEach(
        (type, names) -> {
          JsonArray parameters = new JsonArray();
          names.forEach(name -> parameters.add(new JsonObject().put("name", name)));
          types.add(new JsonObject().put("type", type).put("searchParam", parameters));
        });
    return new JsonObject()
        .put("resourceType", "CapabilityStatement")
        .put(
            "rest",
            new JsonArray().add(new JsonObject().put("mode", "server").put("resource", types)));
  }

  static boolean matches(Map<String, String> query, JsonObject resource) {
    return query.entrySet().stream()
        .filter(term -> !term.getKey().startsWith("_"))
        .allMatch(
            term -> {
              String value = URLDecoder.decode(term.getValue(), StandardCharsets.UTF_8);
              return term.getKey().equals("identifier")
                  ? identified(resource, value.split("\\|", 2))
                  : Resources.of(resource.encode()).references().stream()
                      .anyMatch(key -> List.of(value.split(",", -1)).contains(key.toString()));
            });
  }

  private static boolean identified(JsonObject resource, String[] token) {
    return resource.getJsonArray("identifier", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .anyMatch(
            identifier ->
                identifier.getString("value").equals(token[1].replaceAll("\\\\(.)", "$1"))
                    && identifier.getString("system", "").equals(token[0]));
  }
}
