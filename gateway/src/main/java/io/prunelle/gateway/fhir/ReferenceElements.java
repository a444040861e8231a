// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    try (InputStream in = ReferenceElements.class.getResourceAsStream("references.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" = ", -1))
          .forEach(
              line ->
                  elements.put(
                      line[0],
                      Stream.of(line[1].split(" ", -1)).map(ReferenceElements::element).toList()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Map.copyOf(elements);
  }

  private static Element element(String word) {
    String[] parts = word.split(":", 2);
    return new Element(parts[0], parts.length == 2);
  }
}
