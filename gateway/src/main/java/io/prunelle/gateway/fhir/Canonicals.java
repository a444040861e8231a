// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * URLs by which definitions are named, rather than by where they are
 * (http://hl7.org/fhir/R4/references.html#canonical).
 */
final class Canonicals {

  private Canonicals() {}

  /** What a definition is named by: its URL, with its version or without. */
  static List<String> names(JsonObject definition) {
    List<String> names = new ArrayList<>();
    if (definition.getValue("url") instanceof String url) {
      names.add(url);
      if (definition.getValue("version") instanceof String version) {
        names.add(url + "|" + version);
      }
    }
    return names;
  }

  /**
   * What an element names.
   *
   * @param path names down to it, each of which may stand for several
   */
  static List<String> in(JsonObject resource, String path) {
    Stream<Object> found = Stream.of(resource);
    for (String name : path.split("\\.", -1)) {
      found = found.flatMap(parent -> child(parent, name));
    }
    return found
        .filter(String.class::isInstance)
        .map(String.class::cast)
        // A part of the definition
        .map(named -> named.replaceFirst("#.*", ""))
        .toList();
  }

  private static Stream<Object> child(Object parent, String name) {
    Object value = parent instanceof JsonObject object ? object.getValue(name) : null;
    return value instanceof JsonArray many ? many.stream() : Stream.ofNullable(value);
  }
}
