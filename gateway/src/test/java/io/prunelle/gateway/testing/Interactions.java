// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.fhir.OnRecord.NextPage;
import io.prunelle.gateway.fhir.Steps;
import io.prunelle.gateway.rest.Conditions;
import io.prunelle.gateway.rest.Interaction;
import io.prunelle.gateway.rest.Preferences;
import io.prunelle.gateway.rest.Query;
import io.prunelle.gateway.rest.Representation;
import io.prunelle.gateway.rest.RestRequest;
import java.util.Map;
import java.util.Set;

/** Interactions as they are once they have been held to a patient. */
public final class Interactions {

  private Interactions() {}

  public static OnRecord read(String practice, String patient) {
    return direct(practice, patient, "Patient", new Interaction.Read("Patient", patient));
  }

  public static OnRecord read(String practice, String patient, String type, String id) {
    return direct(practice, patient, type, new Interaction.Read(type, id));
  }

  /**
   * A search for what is the patient's.
   *
   * @param includes as in a query
   */
  public static OnRecord search(String practice, String patient, String type, String... includes) {
    return direct(
        practice,
        patient,
        type,
        new Interaction.Search(
            type,
            Query.of("patient", "Patient/" + patient).and(Query.parse(String.join("&", includes))),
            false));
  }

  public static OnRecord everything(String practice, String patient) {
    return direct(
        practice,
        patient,
        "Patient",
        new Interaction.Operation("Patient", patient, "everything", Query.NONE, false));
  }

  public static OnRecord create(String practice, String patient, String type) {
    return direct(practice, patient, type, new Interaction.Create(type));
  }

  public static OnRecord direct(
      String practice, String patient, String type, Interaction interaction, String... reaches) {
    return new Direct(
        new RestRequest(
            practice,
            interaction,
            Representation.PLAIN,
            new Preferences(false, false),
            Conditions.NONE,
            null,
            Map.of()),
        patient,
        type,
        Set.of(reaches));
  }

  /** All of a host's page, on which nothing is brought along. */
  public static NextPage page(String practice, String patient, String type, String of) {
    return new NextPage(
        practice, patient, type, Set.of(), Steps.NONE, of, null, "h", null, "?x", 0, 0);
  }
}
