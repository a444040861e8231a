// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which patients a resource names wherever in it, be it by a reference, an address in whatever
 * element, or without saying which. What is kept in a file is not looked at again when it is read,
 * so this is strict.
 */
final class NamedPatients {

  /** A patient by identifier or in words (FHIR R4, references.html#logical), or by a search. */
  static final String UNKNOWN = "";

  private static final String TYPE = "Patient";
  private static final Pattern NAMED =
      Pattern.compile("/([A-Za-z0-9\\-.]{1,64})(?:[/?#].*)?", Pattern.DOTALL);

  /** There a patient without an id is the one whose resource it is. */
  private static final Set<String> OWN = Set.of("subject", "patient");

  private final Set<String> found = new HashSet<>();

  private NamedPatients() {}

  /** Their ids. */
  static Set<String> in(Map<String, @Nullable Object> resource) {
    NamedPatients named = new NamedPatients();
    named.look("", resource);
    return named.found;
  }

  private void look(String name, @Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      if (TYPE.equals(members.get("type"))
          && !(members.get("reference") instanceof String)
          && !OWN.contains(name)) {
        found.add(UNKNOWN);
      }
      members.forEach((member, each) -> look(String.valueOf(member), each));
    } else if (value instanceof List<?> items) {
      items.forEach(item -> look(name, item));
    } else if (value instanceof String text) {
      named(text);
    }
  }

  private void named(String text) {
    int at = text.lastIndexOf(TYPE);
    if (at < 0 || (at > 0 && text.charAt(at - 1) != '/')) {
      return;
    }
    String rest = text.substring(at + TYPE.length());
    Matcher id = NAMED.matcher(rest);
    if (id.matches()) {
      found.add(id.group(1));
    } else if (rest.startsWith("?")) {
      found.add(UNKNOWN);
    }
  }
}
