// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.format.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads resources out of JSON in one pass, without building a tree. */
final class ResourceParser {

  private static final Pattern POINTS_AT =
      Pattern.compile("(https?://[^?#]{1,500}/)?(Patient|Binary)/[A-Za-z0-9.-]{1,64}(/.*)?");

  private ResourceParser() {}

  /** A document that is one resource and nothing else. */
  static FhirResource parse(byte[] json) throws IOException {
    JsonReader parser = JsonReader.open(json);
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
    FhirResource resource = read(parser);
    if (parser.nextToken() != null) {
      throw new IOException("something follows the object");
    }
    return resource;
  }

  /** The object the parser stands at the start of; leaves it at the object's end. */
  static FhirResource read(JsonReader parser) throws IOException {
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

    /** Those of the objects begun and not ended, each object's behind those of the one around. */
    private final List<Literal> literals = new ArrayList<>();

    private final List<Reference> references = new ArrayList<>();
    private final List<LogicalReference> logical = new ArrayList<>();
    private @Nullable String type;
    private @Nullable String id;

    void object(JsonReader parser, Way way) throws IOException {
      int from = parser.from();
      int outside = literals.size();
      boolean ofPatient = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING && name.equals("type")) {
          ofPatient |= PATIENTS.contains(parser.getText());
        }
        value(parser, token, way, name);
      }
      if (ofPatient || literals.size() > outside) {
        refers(
            way,
            new Span(from, parser.to()),
            ofPatient,
            literals.subList(outside, literals.size()));
      }
    }

    private void refers(Way way, Span span, boolean ofPatient, List<Literal> own) {
      boolean leadsSomewhere = false;
      for (Literal literal : own) {
        references.add(new Reference(way.path(), literal.value(), span, literal.span()));
        leadsSomewhere |= literal.leadsSomewhere();
      }
      own.clear();
      if (ofPatient && !leadsSomewhere) {
        logical.add(new LogicalReference(way.path(), span));
      }
    }

    private void value(JsonReader parser, JsonToken token, Way way, String name)
        throws IOException {
      if (token == JsonToken.START_OBJECT) {
        object(parser, new Way(way, name));
      } else if (token == JsonToken.START_ARRAY) {
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          value(parser, next, way, name);
        }
      } else if (token == JsonToken.VALUE_STRING) {
        string(parser, way, name);
      }
    }

    private void string(JsonReader parser, Way way, String name) throws IOException {
      switch (name) {
        case "reference" -> literals.add(new Literal(parser.getText(), span(parser)));
        // Elements of the types url, uri and canonical in which a resource may be pointed at
        case "url",
            "uri",
            "valueUrl",
            "valueUri",
            "valueCanonical",
            "instantiatesUri",
            "instantiatesCanonical",
            "definitionUri",
            "definitionCanonical" ->
            url(parser, way, name);
        case "resourceType" -> type = way.isRoot() ? parser.getText() : type;
        case "id" -> id = way.isRoot() ? parser.getText() : id;
        default -> {}
      }
    }

    private void url(JsonReader parser, Way way, String name) throws IOException {
      String value = parser.getText();
      boolean maybe = value.contains("Patient/") || value.contains("Binary/");
      if (maybe && POINTS_AT.matcher(value).matches()) {
        Span span = span(parser);
        references.add(new Reference(new Way(way, name).path(), value, span, span));
      }
    }

    /** Of the string that the parser has just read. */
    private static Span span(JsonReader parser) {
      return new Span(parser.from(), parser.to());
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
