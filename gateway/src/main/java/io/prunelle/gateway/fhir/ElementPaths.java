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

/** Files beside the classes that name paths of elements: {@code name = path path …}. */
final class ElementPaths {

  private ElementPaths() {}

  /** Reads one, comments ({@code #}) left out. */
  static Map<String, List<String>> read(String file) {
    Map<String, List<String>> paths = new HashMap<>();
    try (InputStream in = ElementPaths.class.getResourceAsStream(file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" = ", -1))
          .forEach(line -> paths.put(line[0], List.of(line[1].split(" ", -1))));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Map.copyOf(paths);
  }
}
