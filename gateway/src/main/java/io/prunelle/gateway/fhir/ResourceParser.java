// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.rest.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads resources out of JSON in one pass, without building a tree. */
final class ResourceParser {

  private ResourceParser() {}

  /** A document that is one resource and nothing else. */
  static FhirResource parse(byte[] json) throws IOException {
    try (JsonParser parser = Json.open(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not an object");
      }
      FhirResource resource = read(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the object");
      }
      return resource;
    }
  }

  /** The object the parser stands at the start of; leaves it at the object's end. */
  static FhirResource read(JsonParser parser) throws IOException {
    Reading reading = new Reading();
    reading.object(parser, "");
    return new FhirResource(
        reading.type, reading.id, List.copyOf(reading.references), List.copyOf(reading.logical));
  }

  private static final class Reading {
    private final List<Reference> references = new ArrayList<>();
    private final List<LogicalReference> logical = new ArrayList<>();
    private @Nullable String type;
    private @Nullable String id;

    void object(JsonParser parser, String path) throws IOException {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      List<String> literal = new ArrayList<>();
      boolean ofPatient = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING && name.equals("type")) {
          ofPatient |= parser.getText().equals("Patient");
        }
        value(parser, token, path, name, literal);
      }
      Span span = new Span(from, (int) parser.currentLocation().getByteOffset());
      literal.forEach(value -> references.add(new Reference(path, value, span)));
      if (literal.isEmpty() && ofPatient) {
        logical.add(new LogicalReference(path, span));
      }
    }

    private void value(
        JsonParser parser, JsonToken token, String path, String name, List<String> literal)
        throws IOException {
      if (token == JsonToken.START_OBJECT) {
        object(parser, path.isEmpty() ? name : path + "." + name);
      } else if (token == JsonToken.START_ARRAY) {
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          value(parser, next, path, name, literal);
        }
      } else if (token == JsonToken.VALUE_STRING) {
        string(parser, path, name, literal);
      }
    }

    private void string(JsonParser parser, String path, String name, List<String> literal)
        throws IOException {
      if (name.equals("reference")) {
        literal.add(parser.getText());
      } else if (path.isEmpty() && name.equals("resourceType")) {
        type = parser.getText();
      } else if (path.isEmpty() && name.equals("id")) {
        id = parser.getText();
      }
    }
  }
}
