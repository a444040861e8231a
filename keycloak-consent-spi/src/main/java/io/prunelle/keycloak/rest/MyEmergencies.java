// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.patient.Subject;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The patient's {@code me/emergencies}. */
final class MyEmergencies {
  private static final int MOST = 200;

  private final PatientCall call;

  MyEmergencies(PatientCall call) {
    this.call = call;
  }

  /**
   * An emergency as the patient reads it.
   *
   * @param practitioner name of who stated it
   * @param readAt null until the patient said to have read of it
   */
  record View(
      String id,
      String practice,
      String practitioner,
      String reason,
      String from,
      String until,
      @Nullable String readAt) {
    static View of(Emergency emergency) {
      return new View(
          emergency.id().toString(),
          emergency.practice(),
          emergency.practitioner(),
          emergency.reason(),
          emergency.openedAt().toString(),
          emergency.until().toString(),
          emergency.readAt() == null ? null : emergency.readAt().toString());
    }
  }

  /** The caller's own, newest first, the latest 200; nobody is told of a ward's. */
  Response all() {
    return call.deciding(
        caller -> {
          Subject self = caller.about(null);
          List<View> views =
              call.consent().emergencies(call.realm().getId(), self.patient().id(), MOST).stream()
                  .map(View::of)
                  .toList();
          return Replies.json(Map.of("emergencies", views));
        });
  }
}
