// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import com.fasterxml.jackson.core.JsonToken;
import io.prunelle.gateway.fhir.FhirResource.LogicalReference;
import io.prunelle.gateway.fhir.FhirResource.Nested;
import io.prunelle.gateway.fhir.FhirResource.Reference;
import io.prunelle.gateway.fhir.FhirResource.Span;
import io.prunelle.gateway.format.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads resources out of JSON in one pass, without building a tree. Nothing that a resource says
 * makes more of it in memory than a few times its length: names, paths and references are bounded.
 */
final class ResourceParser {

  /** No element of R4 has a name half as long. */
  private static final int LONGEST_NAME = 64;

  /** Of the names down to an element that refers, for each keeps them. */
  private static final int LONGEST_PATH = 1_000;

  private static final int MOST_REFERENCES = 20_000;

  private static final Pattern POINTS_AT =
      Pattern.compile(
          "(https?://[^?#]{1,500}/)?((Patient|Binary)/[A-Za-z0-9.-]{1,64}([/?#].*)?|Patient\\?.*)");

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
        reading.type,
        reading.id,
        List.copyOf(reading.references),
        List.copyOf(reading.logical),
        List.copyOf(reading.nested));
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

    /** Of the objects begun and not ended that are resources in this one. */
    private final List<String> types = new ArrayList<>(0);

    private final List<Nested> nested = new ArrayList<>(0);
    private @Nullable String type;
    private @Nullable String id;
    private int found;

    void object(JsonReader parser, Way way) throws IOException {
      int from = parser.from();
      int outside = literals.size();
      int around = types.size();
      boolean ofPatient = false;
      boolean typed = false;
      boolean identified = false;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        bound(name.length() <= LONGEST_NAME);
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING && name.equals("type")) {
          ofPatient |= PATIENTS.contains(parser.getText());
          typed = true;
        }
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
          identified |= token == JsonToken.START_OBJECT && name.equals("identifier");
          inside(parser, token, new Way(way, name));
        } else if (token == JsonToken.VALUE_STRING) {
          string(parser, way, name);
        }
      }
      boolean maybe = identified && !typed && PatientElements.anyIsCalled(way.name);
      if (ofPatient || maybe || literals.size() > outside) {
        refers(
            way,
            new Span(from, parser.to()),
            ofPatient,
            maybe,
            literals.subList(outside, literals.size()));
      }
      if (types.size() > around) {
        holds(way, new Span(from, parser.to()), types.subList(around, types.size()));
      }
    }

    /** That a resource stands there. */
    private void holds(Way way, Span span, List<String> own) throws IOException {
      count();
      nested.add(new Nested(way.path(), own.get(0), span));
      own.clear();
    }

    private void refers(Way way, Span span, boolean ofPatient, boolean maybe, List<Literal> own)
        throws IOException {
      boolean leadsSomewhere = false;
      for (Literal literal : own) {
        references.add(new Reference(way.path(), literal.value(), span, literal.span()));
        leadsSomewhere |= literal.leadsSomewhere();
      }
      own.clear();
      if ((ofPatient || maybe) && !leadsSomewhere) {
        count();
        logical.add(new LogicalReference(way.path(), span, ofPatient));
      }
    }

    /** An object, or all of an array, which is one element. */
    private void inside(JsonReader parser, JsonToken token, Way way) throws IOException {
      if (token == JsonToken.START_OBJECT) {
        object(parser, way);
        return;
      }
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        if (next == JsonToken.START_OBJECT || next == JsonToken.START_ARRAY) {
          inside(parser, next, way);
        } else if (next == JsonToken.VALUE_STRING) {
          string(parser, way.around(), way.name);
        }
      }
    }

    private void count() throws IOException {
      bound(++found <= MOST_REFERENCES);
    }

    private void string(JsonReader parser, Way way, String name) throws IOException {
      switch (name) {
        case "reference" -> {
          count();
          literals.add(new Literal(parser.getText(), span(parser)));
        }
        // Elements of the types url, uri and canonical in which a resource may be pointed at
        case "url",
            "uri",
            "valueUrl",
            "valueUri",
            "valueCanonical",
            "instantiatesUri",
            "instantiatesCanonical",
            "definitionUri",
            "definitionCanonical",
            "instantiates",
            "policy",
            "resource",
            "source" ->
            url(parser, way, name);
        case "resourceType" -> {
          if (way.isRoot()) {
            type = parser.getText();
          } else {
            types.add(parser.getText());
          }
        }
        case "id" -> id = way.isRoot() ? parser.getText() : id;
        default -> {}
      }
    }

    private void url(JsonReader parser, Way way, String name) throws IOException {
      String value = parser.getText();
      boolean maybe =
          value.contains("Patient/") || value.contains("Patient?") || value.contains("Binary/");
      if (maybe && POINTS_AT.matcher(value).matches()) {
        count();
        Span span = span(parser);
        references.add(new Reference(new Way(way, name).path(), value, span, span));
      }
    }

    /** Of the string that the parser has just read. */
    private static Span span(JsonReader parser) {
      return new Span(parser.from(), parser.to());
    }
  }

  private static void bound(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("more than a resource has");
    }
  }

  /** Down to an element. Put into words only where somebody is referred to, and once. */
  private static final class Way {
    static final Way ROOT = new Way(null, "");

    private final @Nullable Way before;
    private final String name;
    private @Nullable String path;

    Way(@Nullable Way before, String name) {
      this.before = before;
      this.name = name;
    }

    boolean isRoot() {
      return before == null;
    }

    /** What the element is in. */
    Way around() {
      return before == null ? this : before;
    }

    String path() throws IOException {
      String known = path;
      if (known == null) {
        known = before == null || before.isRoot() ? name : before.path() + "." + name;
        bound(known.length() <= LONGEST_PATH);
        path = known;
      }
      return known;
    }
  }

  private record Literal(String value, Span span) {
    /** Whether it, rather than the type or the identifier beside it, tells what is referred to. */
    boolean leadsSomewhere() {
      return value.startsWith("#") || !value.startsWith("urn:");
    }
  }
}
