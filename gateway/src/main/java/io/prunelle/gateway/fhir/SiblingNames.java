// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of a transaction are called until it is over. Servers replace such a name by
 * what the entry has become, in elements of the types uri, url and canonical as in references
 * (http://hl7.org/fhir/R4/http.html#trules).
 */
final class SiblingNames {

  static final SiblingNames NONE = new SiblingNames(Map.of());

  private static final int LENGTH = "urn:uuid:".length() + 36;

  /** However it is written: the digits of a UUID are letters too (RFC 9562, 4). */
  private final NavigableSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * With the names of these.
   *
   * @param siblings as {@link io.prunelle.gateway.rest.RestRequest#siblings()}
   */
  SiblingNames(Map<String, String> siblings) {
    names.addAll(siblings.keySet());
  }

  /** Whether a string that takes so many bytes may be one. */
  boolean mayBeIn(int bytes) {
    return !names.isEmpty() && bytes >= LENGTH;
  }

  /** The name that a string is, or begins with, as the entry has it; null when it is none. */
  @Nullable String in(String value) {
    String text = value.strip();
    if (text.length() < LENGTH) {
      return null;
    }
    String name = text.substring(0, LENGTH);
    String known = names.ceiling(name);
    return known != null && known.equalsIgnoreCase(name) ? known : null;
  }
}
