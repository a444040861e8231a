// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as a tree, its numbers as they were written: FHIR has 1.00 and 1.0 mean two things. */
public sealed interface Tree {

  /** An object. Can be changed. */
  record Members(Map<String, Tree> of) implements Tree {
    public Members() {
      this(new LinkedHashMap<>());
    }
  }

  /** An array. Can be changed. */
  record Items(List<Tree> of) implements Tree {
    public Items() {
      this(new ArrayList<>());
    }
  }

  /** A string. */
  record Text(String value) implements Tree {}

  /** A number, {@code true}, {@code false} or {@code null}. */
  record Literal(String value) implements Tree {
    static final Literal NULL = new Literal("null");
  }

  /**
   * Reads a document that is one object and nothing else.
   *
   * @throws IOException when it is none
   */
  static Members read(byte[] json) throws IOException {
    JsonReader parser = JsonReader.open(json);
    if (parser.nextToken() == JsonToken.START_OBJECT
        && value(JsonToken.START_OBJECT, parser) instanceof Members members
        && parser.nextToken() == null) {
      return members;
    }
    throw new IOException("not one object");
  }

  private static Tree value(JsonToken token, JsonReader parser) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Members members = new Members();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          members.of().put(name, value(parser.nextToken(), parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        Items items = new Items();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          items.of().add(value(next, parser));
        }
        yield items;
      }
      case VALUE_STRING -> new Text(parser.getText());
      default -> new Literal(parser.getText());
    };
  }

  /**
   * Writes it.
   *
   * @throws IOException when a text is no Unicode
   */
  default byte[] json() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      write(this, generator);
    }
    return out.toByteArray();
  }

  private static void write(Tree tree, JsonGenerator out) throws IOException {
    if (tree instanceof Members members) {
      out.writeStartObject();
      for (Map.Entry<String, Tree> member : members.of().entrySet()) {
        out.writeFieldName(member.getKey());
        write(member.getValue(), out);
      }
      out.writeEndObject();
    } else if (tree instanceof Items items) {
      out.writeStartArray();
      for (Tree item : items.of()) {
        write(item, out);
      }
      out.writeEndArray();
    } else if (tree instanceof Text text) {
      out.writeString(text.value());
    } else if (tree instanceof Literal literal) {
      out.writeRawValue(literal.value());
    }
  }

  /** A copy that can be changed by itself. */
  default Tree copy() {
    if (this instanceof Members members) {
      Members copy = new Members();
      members.of().forEach((name, value) -> copy.of().put(name, value.copy()));
      return copy;
    } else if (this instanceof Items items) {
      Items copy = new Items();
      items.of().forEach(item -> copy.of().add(item.copy()));
      return copy;
    }
    return this;
  }
}
