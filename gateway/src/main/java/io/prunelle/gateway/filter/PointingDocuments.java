// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static io.prunelle.gateway.filter.HostBundle.expect;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirBodies;
import io.prunelle.gateway.fhir.FhirResource;
import io.prunelle.gateway.format.JsonReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents that point at a Binary, as a host found them, and the patient whose they are. A
 * host that has found anything else has not looked for what it was asked for.
 */
final class PointingDocuments {

  private final FhirBodies bodies;
  private final String binary;
  private final String base;
  private final Set<String> patients = new HashSet<>();

  /**
   * @param binary as {@code Binary/id}
   * @param base the host's base URL
   */
  PointingDocuments(FhirBodies bodies, String binary, String base) {
    this.bodies = bodies;
    this.binary = binary;
    this.base = base;
  }

  /** Of all of them; empty when there are none, when they are several patients', or go on. */
  Optional<String> patient(Buffer bundle) throws IOException {
    @Nullable String type = null;
    @Nullable String next = null;
    JsonReader parser = bodies.open(bundle.getBytes());
    expect(parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "resourceType" -> type = parser.getText();
        case "link" -> next = HostBundle.next(parser, value);
        case "entry" -> entries(parser, value);
        default -> parser.skipChildren();
      }
    }
    expect(parser.nextToken() == null);
    expect("Bundle".equals(type));
    return next == null && patients.size() == 1
        ? Optional.of(patients.iterator().next())
        : Optional.empty();
  }

  private void entries(JsonReader parser, JsonToken start) throws IOException {
    expect(start == JsonToken.START_ARRAY);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean resource = parser.currentName().equals("resource");
        JsonToken value = parser.nextToken();
        if (resource) {
          expect(value == JsonToken.START_OBJECT);
          take(bodies.read(parser));
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private void take(FhirResource found) throws IOException {
    if (!"OperationOutcome".equals(found.type())) {
      expect(bodies.pointsAt(found, binary, base));
      patients.add(
          bodies.patient(found, base).orElseThrow(() -> new IOException("a document of nobody's")));
    }
  }
}
