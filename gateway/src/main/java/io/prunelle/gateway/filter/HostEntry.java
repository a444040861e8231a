// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.format.JsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of one resource in a Bundle.
 *
 * @param resource null when there is none
 * @param from where it begins in the document
 * @param to behind its end
 * @param mode why it is in the result of a search; null where the host does not say
 * @param name its {@code fullUrl}
 */
record HostEntry(
    @Nullable FhirResource resource,
    int from,
    int to,
    @Nullable String mode,
    @Nullable String name,
    Version version) {

  /** The entry that the parser stands at the start of. */
  static HostEntry read(FhirBodies bodies, JsonReader parser) throws IOException {
    @Nullable FhirResource resource = null;
    @Nullable String mode = null;
    @Nullable String name = null;
    Version version = new Version();
    int from = 0;
    int to = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String member = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (member) {
        case "resource" -> {
          HostBundle.expect(value == JsonToken.START_OBJECT);
          from = parser.from();
          resource = bodies.read(parser);
          to = parser.to();
        }
        case "search" -> mode = HostBundle.mode(parser, value);
        case "fullUrl" -> name = parser.getText();
        case "request", "response" -> version.read(parser, value);
        default -> parser.skipChildren();
      }
    }
    return new HostEntry(resource, from, to, mode, name, version);
  }

  /**
   * Whether it was brought along with what a search found. Hosts need not say which it is
   * (http://hl7.org/fhir/R4/bundle.html#searchset).
   *
   * @param type that was searched
   */
  boolean isBrought(String type) {
    return resource != null
        && ("include".equals(mode) || (mode == null && !type.equals(resource.type())));
  }

  /** Whether it is what a host says of the search itself. */
  boolean isOutcome() {
    return "outcome".equals(mode);
  }
}
