// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** A single value. */
record Field(String name, Kind kind) implements Shape {
  private static final List<String> LANGUAGES = List.of("fr", "en");

  @Override
  public void read(Fields fields, String path, ObjectNode parent) {
    switch (kind) {
      case TEXT, DATE -> text(fields.text(path), parent);
      case TRUTH -> parent.put(name, fields.text(path).equals("true"));
      case LOCALIZED -> localized(fields, path, parent);
      case CODES -> {
        ArrayNode codes = parent.putArray(name);
        Arrays.stream(fields.text(path).split("[,;\\s]+"))
            .filter(code -> !code.isEmpty())
            .map(code -> code.toUpperCase(Locale.ROOT))
            .forEach(codes::add);
      }
      case ACTIVITIES -> {
        ArrayNode activities = parent.putArray(name);
        IntStream.rangeClosed(1, 6)
            .filter(n -> fields.has(path + "." + n))
            .forEach(activities::add);
      }
    }
  }

  private void text(String text, ObjectNode parent) {
    if (text.isEmpty()) {
      parent.putNull(name);
    } else {
      parent.put(name, text);
    }
  }

  private void localized(Fields fields, String path, ObjectNode parent) {
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    String prefix = path + ".";
    for (String field : fields.values().keySet()) {
      String language = field.startsWith(prefix) ? field.substring(prefix.length()) : "";
      if (language.matches("[a-z]{2,3}") && !fields.text(field).isEmpty()) {
        texts.put(language, fields.text(field));
      }
    }
    if (texts.isEmpty()) {
      parent.putNull(name);
    } else {
      parent.set(name, texts);
    }
  }

  @Override
  public Map<String, Object> node(JsonNode value, String path, Locale reader) {
    return Map.of("type", kind.name(), "name", name, "path", path, "value", shown(value, reader));
  }

  private Object shown(JsonNode value, Locale reader) {
    return switch (kind) {
      case TEXT, DATE -> value.asText("");
      case TRUTH -> value.asBoolean();
      case LOCALIZED -> texts(value, reader);
      case CODES ->
          String.join(
              ", ",
              StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText).toList());
      case ACTIVITIES ->
          IntStream.rangeClosed(1, 6)
              .mapToObj(
                  n ->
                      Map.of(
                          "number",
                          n,
                          "checked",
                          StreamSupport.stream(value.spliterator(), false)
                              .anyMatch(each -> each.asInt() == n)))
              .toList();
    };
  }

  private static List<Map<String, String>> texts(JsonNode value, Locale reader) {
    Set<String> more = new TreeSet<>();
    value.fieldNames().forEachRemaining(more::add);
    LANGUAGES.forEach(more::remove);
    List<String> languages = new ArrayList<>(LANGUAGES);
    languages.addAll(more);
    return languages.stream()
        .map(
            language ->
                Map.of(
                    "language", language,
                    "languageName", Locale.forLanguageTag(language).getDisplayLanguage(reader),
                    "text", value.path(language).asText("")))
        .toList();
  }
}
