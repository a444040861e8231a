// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The resource types of FHIR R4 and their search parameters, read once from {@code r4.txt}. */
public final class R4 {

  /** http://hl7.org/fhir/R4/search.html#ptypes. */
  public enum ParameterType {
    NUMBER,
    DATE,
    STRING,
    TOKEN,
    REFERENCE,
    COMPOSITE,
    QUANTITY,
    URI,
    SPECIAL
  }

  /**
   * A search parameter of a type.
   *
   * @param targets of a reference: types; {@code *} for any
   */
  public record SearchParameter(String name, ParameterType type, Set<String> targets) {}

  private static final Map<String, Map<String, SearchParameter>> PARAMETERS = read();

  private R4() {}

  public static boolean isType(String name) {
    return PARAMETERS.containsKey(name);
  }

  /** A parameter of the type, or of every type. */
  public static Optional<SearchParameter> parameter(String type, String name) {
    return Optional.ofNullable(PARAMETERS.getOrDefault(type, Map.of()).get(name));
  }

  /** By type, then by name. */
  public static Map<String, Map<String, SearchParameter>> parameters() {
    return PARAMETERS;
  }

  private static Map<String, Map<String, SearchParameter>> read() {
    Map<String, Map<String, SearchParameter>> types = new HashMap<>();
    try (InputStream in = R4.class.getResourceAsStream("r4.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> line(line, types));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    Map<String, SearchParameter> common = new HashMap<>(types.remove("Resource"));
    common.putAll(types.remove("DomainResource"));
    types.replaceAll(
        (type, own) -> {
          Map<String, SearchParameter> all = new HashMap<>(common);
          all.putAll(own);
          return Map.copyOf(all);
        });
    return Map.copyOf(types);
  }

  /** {@code Type.kind = name name(Target,Target) …}, or {@code Type =} for one without any. */
  private static void line(String line, Map<String, Map<String, SearchParameter>> types) {
    int equals = line.indexOf('=');
    String[] subject = line.substring(0, equals).strip().split("\\.", 2);
    Map<String, SearchParameter> own = types.computeIfAbsent(subject[0], type -> new HashMap<>());
    if (subject.length == 2) {
      ParameterType kind = ParameterType.valueOf(subject[1].toUpperCase(Locale.ROOT));
      for (String word : line.substring(equals + 1).strip().split(" ", -1)) {
        int targets = word.indexOf('(');
        String name = targets < 0 ? word : word.substring(0, targets);
        own.put(name, new SearchParameter(name, kind, targets(word, targets)));
      }
    }
  }

  private static Set<String> targets(String word, int start) {
    return start < 0
        ? Set.of()
        : Set.copyOf(
            new HashSet<>(Set.of(word.substring(start + 1, word.length() - 1).split(",", -1))));
  }
}
