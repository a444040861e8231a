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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  // What names stand for, wherever they do
  private static final int OTHER = 0;
  private static final int TYPE = 1;
  private static final int REFERENCE = 2;
  private static final int URL = 3;
  private static final int RESOURCE_TYPE = 4;
  private static final int ID = 5;
  private static final int IDENTIFIER = 6;
  private static final int SYSTEM = 7;
  private static final int TOO_LONG = 8;
  private static final int DISPLAY = 9;
  private static final int EXTENSION = 10;

  /** What says who somebody is, whatever stands beside. */
  private static final int TELL = 1 << REFERENCE | 1 << IDENTIFIER | 1 << DISPLAY;

  /** http://hl7.org/fhir/R4/references.html#Reference: of nothing else a Reference is made. */
  private static final int OF_REFERENCE = TELL | 1 << TYPE | 1 << ID | 1 << EXTENSION;

  private static final Pattern POINTS_AT =
      Pattern.compile(
          "(https?://[^?#]{1,500}/)?((Patient|Binary)/[A-Za-z0-9.-]{1,64}([/?#].*)?|Patient\\?.*)");

  private ResourceParser() {}

  /** A reader of a document, or of one that holds resources, by which they can be {@link #read}. */
  static JsonReader open(byte[] json) throws IOException {
    return JsonReader.open(json, ResourceParser::kind);
  }

  private static int kind(String name) {
    return switch (name) {
      case "type" -> TYPE;
      case "reference" -> REFERENCE;
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
          "address",
          "authority",
          "authorizationUrl",
          "definition",
          "endpoint",
          "eventUri",
          "issuer",
          "jurisdiction",
          "measure",
          "moduleCanonical",
          "moduleUri",
          "policy",
          "protocol",
          "questionnaire",
          "resource",
          "source",
          "valueSet" ->
          URL;
      case "resourceType" -> RESOURCE_TYPE;
      case "id" -> ID;
      case "identifier" -> IDENTIFIER;
      case "system" -> SYSTEM;
      case "display", "_display" -> DISPLAY;
      case "extension", "_type", "_reference" -> EXTENSION;
      default -> name.length() > LONGEST_NAME ? TOO_LONG : OTHER;
    };
  }

  /** A document that is one resource and nothing else. */
  static FhirResource parse(byte[] json) throws IOException {
    return parse(json, SiblingNames.NONE);
  }

  /**
   * The same of an entry of a transaction.
   *
   * @param names of its entries: whichever string is one of them leads where a URL would, since a
   *     host puts the address there that the entry comes to have
   */
  static FhirResource parse(byte[] json, SiblingNames names) throws IOException {
    JsonReader parser = open(json);
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
    FhirResource resource = read(parser, names);
    if (parser.nextToken() != null) {
      throw new IOException("something follows the object");
    }
    return resource;
  }

  /**
   * The object the parser stands at the start of; leaves it at the object's end.
   *
   * @param parser that was {@linkplain #open opened} here
   */
  static FhirResource read(JsonReader parser) throws IOException {
    return read(parser, SiblingNames.NONE);
  }

  private static FhirResource read(JsonReader parser, SiblingNames names) throws IOException {
    Reading reading = new Reading(parser, names);
    reading.object(0);
    return new FhirResource(
        reading.type,
        reading.id,
        List.copyOf(reading.references),
        List.copyOf(reading.logical),
        List.copyOf(nested(reading)),
        reading.subject);
  }

  /** Of which type an example is that a scenario describes, and that stands elsewhere. */
  private static List<Nested> nested(Reading reading) {
    if ("ExampleScenario".equals(reading.type)) {
      reading.nested.removeIf(nested -> nested.path().equals("instance"));
    }
    return reading.nested;
  }

  private static final class Reading {
    /**
     * http://hl7.org/fhir/R4/references.html#Reference: relative to the base of the definitions.
     */
    private static final Set<String> PATIENTS =
        Set.of("Patient", "http://hl7.org/fhir/StructureDefinition/Patient");

    private final JsonReader parser;
    private final SiblingNames names;
    private final Way way = new Way();

    /** Those of the objects begun and not ended, each object's behind those of the one around. */
    private final List<Literal> literals = new ArrayList<>();

    private final List<Reference> references = new ArrayList<>();
    private final List<LogicalReference> logical = new ArrayList<>();

    /** Of the objects begun and not ended that are resources in this one. */
    private final List<String> types = new ArrayList<>(0);

    private final List<Nested> nested = new ArrayList<>(0);
    private @Nullable String type;
    private @Nullable String id;
    private boolean subject;
    private int found;

    /** Whether the object that ended last is by its system the identifier of no patient. */
    private boolean noPatients;

    Reading(JsonReader parser, SiblingNames names) {
      this.parser = parser;
      this.names = names;
    }

    /**
     * An object.
     *
     * @param level of how many names the way to it is made
     */
    void object(int level) throws IOException {
      int from = parser.from();
      int outside = literals.size();
      int around = types.size();
      boolean ofPatient = false;
      boolean typed = false;
      boolean identified = false;
      boolean others = false;
      int members = 0;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        int kind = parser.currentKind();
        bound(kind != TOO_LONG);
        members |= 1 << kind;
        JsonToken token = parser.nextToken();
        subject |= level == 0 && parser.currentName().equals("subject");
        requireString(level, kind, token);
        if (token == JsonToken.VALUE_STRING) {
          name(level, kind, parser.currentName());
          if (kind == TYPE) {
            ofPatient |= PATIENTS.contains(parser.getText());
            typed = true;
          } else if (kind == SYSTEM) {
            others |= isIdentifier(level) && IdentifierSystems.areOfNoPatients(parser.getText());
          } else if (kind != OTHER) {
            string(level, kind, parser.currentName());
          }
        } else if (token == JsonToken.START_OBJECT) {
          way.on(level, parser.currentName());
          object(level + 1);
          identified |= kind == IDENTIFIER && !noPatients;
        } else if (token == JsonToken.START_ARRAY) {
          way.on(level, parser.currentName());
          array(level, kind);
        }
      }
      boolean maybe =
          identified
              && !typed
              && PatientElements.anyIsCalled(level == 0 ? "" : way.name(level - 1));
      // Of a definition it is what that is about
      ofPatient &= level > 0;
      if (ofPatient || maybe || literals.size() > outside) {
        refers(
            level,
            new Span(from, parser.to()),
            ofPatient,
            maybe,
            tells(members),
            literals.subList(outside, literals.size()));
      }
      if (types.size() > around) {
        holds(level, new Span(from, parser.to()), types.subList(around, types.size()));
      }
      noPatients = others;
    }

    /** Some hosts take a number, or what is in a list, for the id, which must be seen here too. */
    private static void requireString(int level, int kind, @Nullable JsonToken token)
        throws IOException {
      if (level == 0 && kind == ID && token != JsonToken.VALUE_STRING) {
        throw new IOException("an id that is no string");
      }
    }

    private boolean isIdentifier(int level) {
      return level > 0 && way.name(level - 1).equals("identifier");
    }

    /** That a resource stands there. */
    private void holds(int level, Span span, List<String> own) throws IOException {
      count();
      nested.add(new Nested(way.path(level), own.get(0), span));
      own.clear();
    }

    /** Whether it may say who somebody is, if it is a reference to one. */
    private static boolean tells(int members) {
      boolean more = (members & 1 << EXTENSION) != 0;
      return (members & TELL) != 0 || (more && (members & ~OF_REFERENCE) == 0);
    }

    private void refers(
        int level, Span span, boolean ofPatient, boolean maybe, boolean tells, List<Literal> own)
        throws IOException {
      boolean leadsSomewhere = false;
      for (Literal literal : own) {
        references.add(new Reference(way.path(level), literal.value(), span, literal.span()));
        leadsSomewhere |= literal.leadsSomewhere();
      }
      own.clear();
      if ((ofPatient || maybe) && !leadsSomewhere) {
        count();
        logical.add(new LogicalReference(way.path(level), span, ofPatient, tells));
      }
    }

    /**
     * All of an array, which is one element.
     *
     * @param level of the object whose member it is, or is in
     * @param kind of that member
     */
    private void array(int level, int kind) throws IOException {
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        if (next == JsonToken.START_OBJECT) {
          object(level + 1);
        } else if (next == JsonToken.START_ARRAY) {
          array(level, kind);
        } else if (next == JsonToken.VALUE_STRING) {
          name(level, kind, way.name(level));
          if (kind != OTHER) {
            string(level, kind, way.name(level));
          }
        }
      }
    }

    private void count() throws IOException {
      bound(++found <= MOST_REFERENCES);
    }

    private void string(int level, int kind, String name) throws IOException {
      switch (kind) {
        case REFERENCE -> {
          count();
          literals.add(new Literal(parser.getText(), span()));
        }
        case URL -> url(level, name);
        case RESOURCE_TYPE -> {
          if (level == 0) {
            type = parser.getText();
          } else {
            types.add(parser.getText());
          }
        }
        case ID -> id = level == 0 ? parser.getText() : id;
        default -> {}
      }
    }

    /** Of an element that is no Reference, for which it is told by its value as it is. */
    private void name(int level, int kind, String element) throws IOException {
      if (kind == REFERENCE || !names.mayBeIn(parser.to() - parser.from())) {
        return;
      }
      String name = names.in(parser.getText());
      if (name != null) {
        count();
        Span span = span();
        references.add(new Reference(way.path(level, element), name, span, span));
      }
    }

    private void url(int level, String name) throws IOException {
      // Blanks around it a host may drop
      String value = parser.getText().strip();
      boolean maybe =
          value.contains("Patient/") || value.contains("Patient?") || value.contains("Binary/");
      if (maybe && POINTS_AT.matcher(value).matches()) {
        count();
        Span span = span();
        references.add(new Reference(way.path(level, name), value, span, span));
      }
    }

    /** Of the string that the parser has just read. */
    private Span span() {
      return new Span(parser.from(), parser.to());
    }
  }

  private static void bound(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("more than a resource has");
    }
  }

  /**
   * The names down to where the parser stands. Put into words only where somebody is referred to,
   * and once for all of an array.
   */
  private static final class Way {
    private @Nullable String[] names = new String[8];
    private @Nullable String[] paths = new String[9];

    /** From an object to one of its members. */
    void on(int level, String name) {
      if (level == names.length) {
        names = Arrays.copyOf(names, 2 * level);
        paths = Arrays.copyOf(paths, 2 * level + 1);
      }
      names[level] = name;
      paths[level + 1] = null;
    }

    /** Of the member that was gone on to from an object. */
    String name(int level) {
      return Objects.requireNonNull(names[level]);
    }

    /** Down to what is so many names below the root. */
    String path(int level) throws IOException {
      if (level == 0) {
        return "";
      }
      String known = paths[level];
      if (known == null) {
        known = path(level - 1, name(level - 1));
        paths[level] = known;
      }
      return known;
    }

    /** Down to a member of that. */
    String path(int level, String name) throws IOException {
      String path = level == 0 ? name : path(level) + "." + name;
      bound(path.length() <= LONGEST_PATH);
      return path;
    }
  }

  private record Literal(String value, Span span) {
    /** Whether it, rather than the type or the identifier beside it, tells what is referred to. */
    boolean leadsSomewhere() {
      return value.startsWith("#") || !value.startsWith("urn:");
    }
  }
}
