// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.format.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads resources out of JSON in one pass, without building a tree. */
final class ResourceParser {

  /** Elements of the types url, uri and canonical in which a resource may be pointed at. */
  private static final Set<String> URLS =
      Set.of(
          "url",
          "uri",
          "valueUrl",
          "valueUri",
          "valueCanonical",
          "instantiatesUri",
          "instantiatesCanonical",
          "definitionUri",
          "definitionCanonical");

  private static final Pattern POINTS_AT =
      Pattern.compile("(https?://[^?#]{1,500}/)?(Patient|Binary)/[A-Za-z0-9.-]{1,64}(/.*)?");

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
    reading.object(parser, Way.ROOT);
    return new FhirResource(
        reading.type, reading.id, List.copyOf(reading.references), List.copyOf(reading.logical));
  }

  private static final class Reading {
    /**
     * http://hl7.org/fhir/R4/references.html#Reference: relative to the base of the definitions.
     */
    private static final Set<String> PATIENTS =
        Set.of("Patient", "http://hl7.org/fhir/StructureDefinition/Patient");

    private final List<Reference> references = new ArrayList<>();
    private final List<LogicalReference> logical = new ArrayList<>();
    private @Nullable String type;
    private @Nullable String id;

    void object(JsonParser parser, Way way) throws IOException {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      List<Literal> literal = new ArrayList<>();
      boolean ofPatient = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING && name.equals("type")) {
          ofPatient |= PATIENTS.contains(parser.getText());
        }
        value(parser, token, way, name, literal);
      }
      Span span = new Span(from, (int) parser.currentLocation().getByteOffset());
      literal.forEach(
          each -> references.add(new Reference(way.path(), each.value(), span, each.span())));
      if (ofPatient && literal.stream().noneMatch(Literal::leadsSomewhere)) {
        logical.add(new LogicalReference(way.path(), span));
      }
    }

    private void value(
        JsonParser parser, JsonToken token, Way way, String name, List<Literal> literal)
        throws IOException {
      if (token == JsonToken.START_OBJECT) {
        object(parser, new Way(way, name));
      } else if (token == JsonToken.START_ARRAY) {
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          value(parser, next, way, name, literal);
        }
      } else if (token == JsonToken.VALUE_STRING) {
        string(parser, way, name, literal);
      }
    }

    private void string(JsonParser parser, Way way, String name, List<Literal> literal)
        throws IOException {
      if (name.equals("reference")) {
        String value = parser.getText();
        literal.add(new Literal(value, span(parser)));
      } else if (URLS.contains(name)) {
        String value = parser.getText();
        if (POINTS_AT.matcher(value).matches()) {
          Span span = span(parser);
          references.add(new Reference(new Way(way, name).path(), value, span, span));
        }
      } else if (way.isRoot() && name.equals("resourceType")) {
        type = parser.getText();
      } else if (way.isRoot() && name.equals("id")) {
        id = parser.getText();
      }
    }

    /** Of the string that the parser has just read. */
    private static Span span(JsonParser parser) {
      return new Span(
          (int) parser.currentTokenLocation().getByteOffset(),
          (int) parser.currentLocation().getByteOffset());
    }
  }

  /** Down to an element. Put into words only where somebody is referred to. */
  private record Way(@Nullable Way before, String name) {
    static final Way ROOT = new Way(null, "");

    boolean isRoot() {
      return before == null;
    }

    String path() {
      return before == null || before.isRoot() ? name : before.path() + "." + name;
    }
  }

  private record Literal(String value, Span span) {
    /** Whether it, rather than the type or the identifier beside it, tells what is referred to. */
    boolean leadsSomewhere() {
      return value.startsWith("#") || !value.startsWith("urn:");
    }
  }
}
