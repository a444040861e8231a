// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.records;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;

/** A line of the index: whose record a file holds. */
record PatientRecord(
    String id,
    String given,
    String family,
    String gender,
    String birthDate,
    String file,
    int resources) {

  /**
   * @throws IllegalArgumentException if the bundle holds no living patient
   */
  static PatientRecord of(JsonNode bundle) {
    JsonNode patient =
        StreamSupport.stream(bundle.path("entry").spliterator(), false)
            .map(entry -> entry.path("resource"))
            .filter(resource -> resource.path("resourceType").asText().equals("Patient"))
            .filter(resource -> resource.path("deceasedDateTime").isMissingNode())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a bundle without a living patient"));
    JsonNode name = patient.path("name").path(0);
    String id = patient.path("id").asText();
    return new PatientRecord(
        id,
        name.path("given").path(0).asText(),
        name.path("family").asText(),
        patient.path("gender").asText(),
        patient.path("birthDate").asText(),
        "patients/" + id + ".json",
        bundle.path("entry").size());
  }
}
