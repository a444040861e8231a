// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A resource as text that is the same wherever it is: members sorted by name, decimals as they are
 * written, without what each server says for itself in {@code meta}, of which sets are sorted.
 */
final class CanonicalJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  // FHIR R4, resource.html#Meta
  private static final List<String> EACH_SERVERS_OWN =
      List.of("versionId", "lastUpdated", "source");
  private static final List<String> SETS = List.of("profile", "security", "tag");

  private CanonicalJson() {}

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** {@code Type/id} of a resource. */
  static String key(JsonNode resource) {
    return resource.path("resourceType").asText() + "/" + resource.path("id").asText();
  }

  static String of(JsonNode resource) {
    ObjectNode copy = resource.deepCopy();
    if (copy.get("meta") instanceof ObjectNode meta) {
      meta.remove(EACH_SERVERS_OWN);
      SETS.forEach(set -> sort(meta, set));
      if (meta.isEmpty()) {
        copy.remove("meta");
      }
    }
    return text(copy);
  }

  private static void sort(ObjectNode meta, String set) {
    if (meta.get(set) instanceof ArrayNode items) {
      List<JsonNode> sorted = new ArrayList<>();
      items.forEach(sorted::add);
      sorted.sort(Comparator.comparing(CanonicalJson::text));
      items.removeAll().addAll(sorted);
    }
  }

  private static String text(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
