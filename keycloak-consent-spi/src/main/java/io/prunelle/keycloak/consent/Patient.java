// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import java.util.Set;

/**
 * A patient as far as consent is concerned.
 *
 * @param id the FHIR Patient id
 * @param practices aliases of the practices that treat the patient
 */
public record Patient(String id, Set<String> practices) {
  public Patient {
    practices = Set.copyOf(practices);
  }
}
