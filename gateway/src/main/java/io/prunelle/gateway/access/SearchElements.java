// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.access;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which elements a search parameter looks at, read once from {@code elements.txt}. */
final class SearchElements {

  /** By {@code Type.parameter}. */
  private static final Map<String, List<Element>> ELEMENTS = read();

  private SearchElements() {}

  /**
   * One element.
   *
   * @param path names down to it; each may stand for several
   * @param datatype as FHIR names it
   */
  record Element(List<String> path, String datatype) {

    /** All there are in the resource. */
    Stream<Object> in(JsonObject resource) {
      Stream<Object> found = Stream.of(resource);
      for (String name : path) {
        found = found.flatMap(parent -> child(parent, name));
      }
      return found;
    }

    private static Stream<Object> child(Object parent, String name) {
      Object value = parent instanceof JsonObject object ? object.getValue(name) : null;
      return value instanceof JsonArray many ? many.stream() : Stream.ofNullable(value);
    }
  }

  /** Empty when the parameter is none of the type, or is more than a look at elements. */
  static List<Element> of(String type, String parameter) {
    List<Element> common = ELEMENTS.get("Resource." + parameter);
    return common != null ? common : ELEMENTS.getOrDefault(type + "." + parameter, List.of());
  }

  static Map<String, List<Element>> all() {
    return ELEMENTS;
  }

  private static Map<String, List<Element>> read() {
    Map<String, List<Element>> elements = new HashMap<>();
    try (InputStream in = SearchElements.class.getResourceAsStream("elements.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                String[] sides = line.split(" = ", 2);
                elements.put(sides[0], elements(sides[1]));
              });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Map.copyOf(elements);
  }

  private static List<Element> elements(String words) {
    List<Element> elements = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      String[] parts = word.split(":", 2);
      elements.add(new Element(List.of(parts[0].split("\\.", -1)), parts[1]));
    }
    return List.copyOf(elements);
  }
}
