// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The elements of FHIR R4 that may refer to a Patient, read once from {@code patients.txt}: what
 * one of them names by an identifier alone may be somebody.
 */
final class PatientElements {

  private static final Map<String, Set<String>> ELEMENTS = read();

  private static final Set<String> NAMES = names();

  /** By the names of the data types' own elements, wherever a value of the type stands. */
  private static final Set<String> OF_DATA_TYPES =
      Set.of("authorReference", "onBehalfOf", "valueReference", "who");

  private PatientElements() {}

  /** Whether an element that may is called so. */
  static boolean anyIsCalled(String name) {
    return NAMES.contains(name);
  }

  /**
   * Whether an element may.
   *
   * @param type of the resource; null when it is unknown
   * @param path elements down to it, without indices
   */
  static boolean contain(@Nullable String type, String path) {
    String name = path.substring(path.lastIndexOf('.') + 1);
    boolean open = type == null || path.startsWith("contained.") || OF_DATA_TYPES.contains(name);
    return open ? anyIsCalled(name) : ELEMENTS.getOrDefault(type, Set.of()).contains(path);
  }

  /** By type, with their paths. */
  static Map<String, Set<String>> all() {
    return ELEMENTS;
  }

  private static Set<String> names() {
    Set<String> names = new HashSet<>();
    ELEMENTS
        .values()
        .forEach(
            paths -> paths.forEach(path -> names.add(path.substring(path.lastIndexOf('.') + 1))));
    return Set.copyOf(names);
  }

  /** {@code Type = path path …}. */
  private static Map<String, Set<String>> read() {
    Map<String, Set<String>> elements = new HashMap<>();
    ElementPaths.read("patients.txt")
        .forEach((type, paths) -> elements.put(type, Set.copyOf(paths)));
    return Map.copyOf(elements);
  }
}
