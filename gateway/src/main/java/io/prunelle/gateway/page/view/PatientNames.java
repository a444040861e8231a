// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.Map;

/**
 * What a practice's patients are called, for those who answer for it.
 *
 * @param names by FHIR id, of those that the realm told
 */
public record PatientNames(Map<String, String> names) {

  /** Where the realm told none. */
  public static final PatientNames NONE = new PatientNames(Map.of());

  /** With the id, by which the practice's software finds them; that alone of who has no name. */
  String of(String patient) {
    String name = names.get(patient);
    return name == null ? patient : name + " (" + patient + ")";
  }
}
