// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How {@link FhirStore} is searched by references and identifiers. */
final class SearchedHost {

  private SearchedHost() {}

  static boolean matches(
      Map<String, String> query, JsonObject resource, Set<ResourceKey> references) {
    return query.entrySet().stream()
        .filter(term -> !term.getKey().startsWith("_"))
        .allMatch(
            term -> {
              String value = URLDecoder.decode(term.getValue(), StandardCharsets.UTF_8);
              return term.getKey().equals("identifier")
                  ? identified(resource, value.split("\\|", 2))
                  : references.stream()
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
