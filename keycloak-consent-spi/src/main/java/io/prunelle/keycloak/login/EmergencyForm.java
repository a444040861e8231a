// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The form under told emergencies as it came back. Everything in it is the browser's word. */
final class EmergencyForm {
  private static final int MOST = 100;

  private final MultivaluedMap<String, String> fields;

  EmergencyForm(MultivaluedMap<String, String> fields) {
    this.fields = fields;
  }

  boolean wasRead() {
    return answers("READ");
  }

  boolean postpones() {
    return answers("LATER");
  }

  /** The emergencies that were on the page; what is none is passed over. */
  List<UUID> shown() {
    return fields.getOrDefault("emergency", List.of()).stream()
        .limit(MOST)
        .flatMap(id -> uuid(id).stream())
        .toList();
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean answers(String answer) {
    return List.of(answer).equals(fields.get("answer"));
  }
}
