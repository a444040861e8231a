// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirResource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Locations that are where a patient lives (http://hl7.org/fhir/R4/location.html): they need not
 * say of whom, and are no reference data.
 */
final class Homes {

  /** http://terminology.hl7.org/CodeSystem/v3-RoleCode: patient's residence. */
  private static final String RESIDENCE = "PTRES";

  /** http://terminology.hl7.org/CodeSystem/location-physical-type. */
  private static final String HOUSE = "ho";

  private Homes() {}

  /**
   * Whether it is one, as far as it says.
   *
   * @param from where the resource begins in the document
   * @param to behind its end
   */
  static boolean isOne(FhirResource resource, byte[] json, int from, int to) {
    return "Location".equals(resource.type())
        && isHome(new JsonObject(Buffer.buffer(Arrays.copyOfRange(json, from, to))));
  }

  /** A house that an organization runs is its own. */
  private static boolean isHome(JsonObject location) {
    boolean residence =
        location.getJsonArray("type", new JsonArray()).stream()
            .anyMatch(type -> has((JsonObject) type, RESIDENCE));
    return residence
        || (has(location.getJsonObject("physicalType"), HOUSE)
            && !location.containsKey("managingOrganization"));
  }

  private static boolean has(@Nullable JsonObject concept, String code) {
    return concept != null
        && concept.getJsonArray("coding", new JsonArray()).stream()
            .anyMatch(coding -> code.equals(((JsonObject) coding).getString("code")));
  }
}
