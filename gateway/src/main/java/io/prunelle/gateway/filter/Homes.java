// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.rest.Residence;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Locations that are where a patient lives (http://hl7.org/fhir/R4/location.html): they need not
 * say of whom, and are no reference data.
 */
final class Homes {

  private Homes() {}

  /**
   * Whether it is one, as far as it says.
   *
   * @param from where the resource begins in the document
   * @param to behind its end
   */
  static boolean isOne(FhirResource resource, byte[] json, int from, int to) {
    return isOne(
        String.valueOf(resource.type()),
        () -> new JsonObject(Buffer.buffer(Arrays.copyOfRange(json, from, to))));
  }

  /**
   * The same.
   *
   * @param content all of it, which is only asked for where it can be one
   */
  static boolean isOne(String type, Supplier<JsonObject> content) {
    return type.equals(Residence.TYPE) && Residence.isOne(content.get());
  }
}
