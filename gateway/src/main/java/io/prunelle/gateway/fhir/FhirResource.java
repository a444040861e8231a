// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of a resource: what it is and whom it mentions.
 *
 * @param type null when there is no {@code resourceType}
 * @param id null when there is none
 * @param references every literal reference in it, contained resources included
 */
public record FhirResource(@Nullable String type, @Nullable String id, List<Reference> references) {

  /**
   * A literal reference.
   *
   * @param path elements down to it, without indices: {@code subject}, {@code
   *     component.valueReference}
   */
  public record Reference(String path, String value) {}
}
