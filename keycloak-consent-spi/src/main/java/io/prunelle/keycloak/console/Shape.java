// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What part of a JSON document looks like as part of a form, and how it is read from it. */
sealed interface Shape permits Field, Shape.Fixed, Shape.Choice, Shape.Group, Shape.Items {
  /** The most items of a list that are read. */
  int MOST = 50;

  /** What a field holds. */
  enum Kind {
    /** One line of text. */
    TEXT,
    /** A day. */
    DATE,
    /** Yes or no. */
    TRUTH,
    /** A text per language. */
    LOCALIZED,
    /** Country codes, by commas. */
    CODES,
    /** Some of the numbers 1 to 6. */
    ACTIVITIES
  }

  /** The member's name. */
  String name();

  /** Reads the member at {@code path} into {@code parent}. */
  void read(Fields fields, String path, ObjectNode parent);

  /** What the template shows of the member at {@code path}. */
  Map<String, Object> node(JsonNode value, String path, Locale reader);

  static Shape field(String name, Kind kind) {
    return new Field(name, kind);
  }

  static Shape fixed(String name, String value) {
    return new Fixed(name, value);
  }

  static Shape choice(String name, String... values) {
    return new Choice(name, List.of(values));
  }

  static Group group(String name, Shape... members) {
    return new Group(name, false, List.of(members));
  }

  static Shape optional(String name, Shape... members) {
    return new Group(name, true, List.of(members));
  }

  static Shape list(String name, Shape... members) {
    return new Items(name, new Group("", false, List.of(members)));
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** A value that is always the same. */
  record Fixed(String name, String value) implements Shape {
    @Override
    public void read(Fields fields, String path, ObjectNode parent) {
      parent.put(name, value);
    }

    @Override
    public Map<String, Object> node(JsonNode present, String path, Locale reader) {
      return Map.of("type", "FIXED", "name", name, "path", path, "value", value);
    }
  }

  /** One of some values. */
  record Choice(String name, List<String> values) implements Shape {
    @Override
    public void read(Fields fields, String path, ObjectNode parent) {
      parent.put(name, fields.text(path));
    }

    @Override
    public Map<String, Object> node(JsonNode value, String path, Locale reader) {
      return Map.of(
          "type", "CHOICE", "name", name, "path", path, "value", value.asText(""), "of", values);
    }
  }

  /**
   * An object.
   *
   * @param optional whether it may be left out; a box says whether it is there
   */
  record Group(String name, boolean optional, List<Shape> members) implements Shape {
    ObjectNode read(Fields fields) {
      return object(fields, "");
    }

    List<Map<String, Object>> nodes(JsonNode value, Locale reader) {
      return nodes(value, "", reader);
    }

    private ObjectNode object(Fields fields, String path) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      members.forEach(member -> member.read(fields, at(path, member.name()), object));
      return object;
    }

    private List<Map<String, Object>> nodes(JsonNode value, String path, Locale reader) {
      return members.stream()
          .map(member -> member.node(value.path(member.name()), at(path, member.name()), reader))
          .toList();
    }

    @Override
    public void read(Fields fields, String path, ObjectNode parent) {
      if (!optional || fields.has(path + ".present")) {
        parent.set(name, object(fields, path));
      } else {
        parent.putNull(name);
      }
    }

    @Override
    public Map<String, Object> node(JsonNode value, String path, Locale reader) {
      return Map.of(
          "type",
          optional ? "OPTIONAL" : "GROUP",
          "name",
          name,
          "path",
          path,
          "present",
          value.isObject(),
          "nodes",
          nodes(value, path, reader));
    }
  }

  /** A list of objects. Items are sent by number, and a box on each takes it away. */
  record Items(String name, Group item) implements Shape {
    @Override
    public void read(Fields fields, String path, ObjectNode parent) {
      ArrayNode items = parent.putArray(name);
      for (int i = 0; i < MOST && fields.has(path + "[" + i + "].item"); i++) {
        if (!fields.has(path + "[" + i + "].remove")) {
          items.add(item.object(fields, path + "[" + i + "]"));
        }
      }
    }

    @Override
    public Map<String, Object> node(JsonNode value, String path, Locale reader) {
      List<Map<String, Object>> items = new ArrayList<>();
      for (int i = 0; i < value.size(); i++) {
        String at = path + "[" + i + "]";
        items.add(
            Map.of("path", at, "number", i + 1, "nodes", item.nodes(value.get(i), at, reader)));
      }
      return Map.of("type", "LIST", "name", name, "path", path, "items", items);
    }
  }
}
