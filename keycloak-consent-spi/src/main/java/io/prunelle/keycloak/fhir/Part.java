// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element of a resource that is being read. What it holds is asked for by name, what breaks a
 * rule is noted and reading goes on; what nobody asked for is noted at the {@linkplain #end() end}:
 * a Consent of which something was left out may say something else.
 */
final class Part {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final int LONGEST = 4_096;

  private final String path;
  private final JsonNode node;
  private final Findings findings;
  // FHIR R4 2.24.0.1: every element may have an id, which is for references within the resource
  private final Set<String> asked = new HashSet<>(Set.of("id"));

  Part(String path, JsonNode node, Findings findings) {
    this.path = path;
    this.node = node;
    this.findings = findings;
  }

  String path() {
    return path;
  }

  String at(String name) {
    return path + "." + name;
  }

  /** Whether the element is there, whatever it holds. */
  boolean has(String name) {
    asked.add(name);
    return node.has(name);
  }

  /** A text; what is there and no text is noted. */
  Optional<String> text(String name) {
    return text(name, LONGEST);
  }

  Optional<String> text(String name, int longest) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = node.get(name);
    if (!value.isTextual() || value.textValue().isBlank() || value.textValue().length() > longest) {
      findings.value(at(name), "must be a text of 1 to " + longest + " characters");
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  /** As {@link #text(String)}; that it is missing is noted too. */
  Optional<String> required(String name) {
    if (!has(name)) {
      findings.required(at(name));
    }
    return text(name);
  }

  /** One element with elements of its own. */
  Optional<Part> part(String name) {
    return has(name) ? part(at(name), node.get(name)) : Optional.empty();
  }

  /** As {@link #part(String)}; that it is missing is noted too. */
  Optional<Part> requiredPart(String name) {
    if (!has(name)) {
      findings.required(at(name));
    }
    return part(name);
  }

  /** An element that repeats. */
  List<Part> parts(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode list = node.get(name);
    if (!list.isArray() || list.isEmpty()) {
      findings.unknown(at(name), "must be a list that is not empty");
      return List.of();
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      part(at(name) + "[" + i + "]", list.get(i)).ifPresent(parts::add);
    }
    return parts;
  }

  /** As {@link #parts}; that it is missing is noted too. */
  List<Part> requiredParts(String name) {
    if (!has(name)) {
      findings.required(at(name));
    }
    return parts(name);
  }

  /** The one there has to be of an element that may repeat. */
  Optional<Part> only(String name) {
    List<Part> parts = requiredParts(name);
    parts.stream().skip(1).forEach(more -> findings.value(more.path, "there must be one only"));
    return parts.stream().findFirst();
  }

  /** Allows elements that change nothing of what is said, and are not kept. */
  void aside(String... names) {
    asked.addAll(List.of(names));
  }

  /** Notes elements that a decision on a notice cannot say. */
  void narrower(String why, String... names) {
    for (String name : names) {
      if (has(name)) {
        findings.narrower(at(name), why);
      }
    }
  }

  /** Notes every element that was not asked for. */
  void end() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                boolean sayable = NAME.matcher(name).matches();
                findings.unknown(
                    sayable ? at(name) : path,
                    sayable ? "is not an element that is known here" : "has an unknown element");
              }
            });
  }

  private Optional<Part> part(String at, JsonNode value) {
    if (!value.isObject() || value.isEmpty()) {
      findings.unknown(at, "must be an object that is not empty");
      return Optional.empty();
    }
    return Optional.of(new Part(at, value, findings));
  }
}
