// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a client prefers (RFC 7240; http://hl7.org/fhir/R4/http.html#ops). A preference may be
 * ignored: {@code respond-async} is, and what is not known.
 *
 * @param strict whether parameters that are not known are errors
 * @param minimal whether a write is answered without the resource
 */
public record Preferences(boolean strict, boolean minimal) {

  private static final Preferences NONE = new Preferences(false, false);

  static Preferences of(Interaction interaction, MultiMap headers) {
    List<String> given = headers.getAll("Prefer");
    if (given.isEmpty()) {
      return NONE;
    }
    Map<String, String> preferences = new LinkedHashMap<>();
    for (String header : given) {
      for (String preference : header.toLowerCase(Locale.ROOT).split("[,;]", -1)) {
        String[] parts = preference.replace("\"", "").split("=", 2);
        // RFC 7240, 2: of a preference given twice the first counts
        preferences.putIfAbsent(parts[0].strip(), parts.length < 2 ? "" : parts[1].strip());
      }
    }
    String returning = preferences.getOrDefault("return", "");
    return new Preferences(
        "strict".equals(preferences.get("handling")),
        // an outcome would be the host's own words
        writes(interaction)
            && (returning.equals("minimal") || returning.equals("operationoutcome")));
  }

  private static boolean writes(Interaction interaction) {
    Payload payload = Payload.of(interaction);
    return payload == Payload.RESOURCE || payload == Payload.PATCH;
  }

  /** As a header. */
  Optional<String> header(Interaction interaction) {
    boolean writes = writes(interaction);
    String handling = strict ? "handling=strict" : "";
    String returning = writes ? minimal ? "return=minimal" : "return=representation" : "";
    String both = handling + (strict && writes ? ", " : "") + returning;
    return both.isEmpty() ? Optional.empty() : Optional.of(both);
  }
}
