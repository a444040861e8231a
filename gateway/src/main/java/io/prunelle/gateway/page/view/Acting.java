// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For whom a guardian looks at a page, and for whom else they could.
 *
 * @param name of the patient they act for; null for themselves
 */
public record Acting(@Nullable String name, List<Whom> choices) {

  /**
   * Somebody they can act for.
   *
   * @param id FHIR id; empty for themselves
   * @param name empty for themselves
   */
  public record Whom(String id, String name, boolean now) {}

  /**
   * What a guardian is shown.
   *
   * @param wards by FHIR id, with their names
   * @param ward whom they act for; null for themselves
   * @param patient whether they are a patient as well
   * @return null for who is nobody's guardian
   */
  public static @Nullable Acting of(
      Map<String, String> wards, @Nullable String ward, boolean patient) {
    if (wards.isEmpty()) {
      return null;
    }
    List<Whom> choices = new ArrayList<>();
    if (patient) {
      choices.add(new Whom("", "", ward == null));
    }
    wards.forEach((id, name) -> choices.add(new Whom(id, named(id, name), id.equals(ward))));
    return new Acting(ward == null ? null : named(ward, wards.getOrDefault(ward, "")), choices);
  }

  /** Whether this patient, by FHIR id, is one of theirs. */
  public boolean offers(String patient) {
    return !patient.isEmpty() && choices.stream().anyMatch(whom -> whom.id().equals(patient));
  }

  private static String named(String id, String name) {
    return name.isBlank() ? id : name;
  }
}
