// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which elements stand the references that a search parameter is over, read once from {@code
 * references.txt}.
 */
final class ReferenceElements {

  /** By {@code Type.parameter}. */
  private static final Map<String, List<Element>> ELEMENTS = read();

  private ReferenceElements() {}

  /**
   * One element.
   *
   * @param path names down to it, without indices
   * @param canonical whether it names a definition by its URL, and is no Reference
   */
  record Element(String path, boolean canonical) {}

  /** Empty when the parameter is none of the type that is over references. */
  static List<Element> of(String type, String parameter) {
    return ELEMENTS.getOrDefault(type + "." + parameter, List.of());
  }

  static Map<String, List<Element>> all() {
    return ELEMENTS;
  }

  /** {@code Type.parameter = path path:canonical …}. */
  private static Map<String, List<Element>> read() {
    Map<String, List<Element>> elements = new HashMap<>();
    ElementPaths.read("references.txt")
        .forEach(
            (parameter, paths) ->
                elements.put(parameter, paths.stream().map(ReferenceElements::element).toList()));
    return Map.copyOf(elements);
  }

  private static Element element(String word) {
    String[] parts = word.split(":", 2);
    return new Element(parts[0], parts.length == 2);
  }
}
