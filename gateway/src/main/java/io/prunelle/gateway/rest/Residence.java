// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Locations that are where a patient lives (http://hl7.org/fhir/R4/location.html). */
public final class Residence {

  /** Of whatever may be one. */
  public static final String TYPE = "Location";

  /** http://terminology.hl7.org/CodeSystem/v3-RoleCode: patient's residence. */
  private static final String PATIENTS = "PTRES";

  /** http://terminology.hl7.org/CodeSystem/location-physical-type. */
  private static final String HOUSE = "ho";

  private Residence() {}

  /** Whether it is one, as far as it says. A house that an organization runs is its own. */
  public static boolean isOne(JsonObject location) {
    return has(location.getValue("type"), PATIENTS)
        || (has(location.getValue("physicalType"), HOUSE)
            && !location.containsKey("managingOrganization"));
  }

  /** Of one concept, or of several. */
  private static boolean has(@Nullable Object concept, String code) {
    if (concept instanceof JsonArray several) {
      return several.stream().anyMatch(each -> has(each, code));
    }
    return concept instanceof JsonObject one
        && one.getValue("coding") instanceof JsonArray codings
        && codings.stream()
            .anyMatch(
                coding -> coding instanceof JsonObject said && code.equals(said.getValue("code")));
  }
}
