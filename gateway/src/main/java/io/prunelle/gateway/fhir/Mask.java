// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirResource.Nested;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.format.JsonReader;
import io.prunelle.gateway.rest.Grammar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands where something of another patient was, and tells nothing of it. */
final class Mask {

  /** http://hl7.org/fhir/R4/codesystem-data-absent-reason.html. */
  static final String ABSENT =
      "\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
          + "\"valueCode\":\"masked\"";

  private static final String PERHAPS =
      "{\"extension\":[{" + ABSENT + "}],\"display\":\"" + FhirBodies.PERHAPS + "\"}";

  private Mask() {}

  /**
   * Instead of what is there.
   *
   * @param span of a reference, a URL or a resource within
   */
  static byte[] of(FhirResource resource, byte[] json, Span span) throws IOException {
    Nested nested = nested(resource, span);
    String mask;
    if (nested != null) {
      mask = nested(nested, json);
    } else if (json[span.from()] == '"') {
      mask = '"' + FhirBodies.MASKED_URL + '"';
    } else {
      mask = perhaps(resource, span) ? PERHAPS : FhirBodies.MASK;
    }
    return mask.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean perhaps(FhirResource resource, Span span) {
    return resource.logical().stream()
        .anyMatch(mention -> mention.span().equals(span) && !mention.patient());
  }

  /**
   * The id of what is contained means nothing elsewhere; what refers to it goes on leading there.
   */
  private static String nested(Nested nested, byte[] json) throws IOException {
    String id = nested.path().equals("contained") ? id(json, nested.span()) : null;
    return "{\"resourceType\":\""
        + nested.type()
        + "\","
        + (id == null ? "" : "\"id\":\"" + id + "\",")
        + "\"extension\":[{\"id\":\""
        + FhirBodies.MASKED_RESOURCE
        + "\","
        + ABSENT
        + "}]}";
  }

  /** The resource there; null when there is none. */
  static @Nullable Nested nested(FhirResource resource, Span span) {
    return resource.nested().stream()
        .filter(nested -> nested.span().equals(span))
        .findFirst()
        .orElse(null);
  }

  /** Of the resource there; null when it has none. */
  static @Nullable String id(byte[] json, Span span) throws IOException {
    JsonReader parser = JsonReader.open(Arrays.copyOfRange(json, span.from(), span.to()));
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean id = parser.currentName().equals("id");
      JsonToken value = parser.nextToken();
      if (id && value == JsonToken.VALUE_STRING && Grammar.isId(parser.getText())) {
        return parser.getText();
      }
      parser.skipChildren();
    }
    return null;
  }
}
