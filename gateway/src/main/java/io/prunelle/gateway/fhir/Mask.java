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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands where something of another patient was, and tells nothing of it. */
final class Mask {

  /** http://hl7.org/fhir/R4/codesystem-data-absent-reason.html. */
  static final String ABSENT =
      "\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\","
          + "\"valueCode\":\"masked\"";

  private static final String PERHAPS =
      "{\"extension\":[{" + ABSENT + "}],\"display\":\"" + FhirBodies.PERHAPS + "\"}";

  private final byte[] json;
  private final Map<Span, Nested> nested = new HashMap<>();

  /** Of whom it is not said that they are a patient. */
  private final Set<Span> perhaps = new HashSet<>();

  /**
   * Of what stands in a resource.
   *
   * @param json the document that it was read from
   */
  Mask(FhirResource resource, byte[] json) {
    this.json = json;
    resource.nested().forEach(one -> nested.put(one.span(), one));
    resource.logical().stream()
        .filter(mention -> !mention.patient())
        .forEach(mention -> perhaps.add(mention.span()));
  }

  /**
   * Instead of what is there.
   *
   * @param span of a reference, a URL or a resource within
   */
  byte[] of(Span span) throws IOException {
    Nested within = nested(span);
    String mask;
    if (within != null) {
      mask = of(within);
    } else if (json[span.from()] == '"') {
      mask = '"' + FhirBodies.MASKED_URL + '"';
    } else {
      mask = perhaps.contains(span) ? PERHAPS : FhirBodies.MASK;
    }
    return mask.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The id of what is contained means nothing elsewhere; what refers to it goes on leading there.
   */
  private String of(Nested one) throws IOException {
    String id = one.path().equals("contained") ? id(one.span()) : null;
    return "{\"resourceType\":\""
        + one.type()
        + "\","
        + (id == null ? "" : "\"id\":\"" + id + "\",")
        + "\"extension\":[{\"id\":\""
        + FhirBodies.MASKED_RESOURCE
        + "\","
        + ABSENT
        + "}]}";
  }

  /** The resource there; null when there is none. */
  @Nullable Nested nested(Span span) {
    return nested.get(span);
  }

  /** Of the resource there; null when it has none. */
  @Nullable String id(Span span) throws IOException {
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
