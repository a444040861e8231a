// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The members of one JSON object, read by name.
 *
 * <p>Every read notes the name; {@link #end()} refuses members that nobody read, so that a typing
 * error in an optional name is reported instead of dropped. All methods throw {@link
 * InvalidMember}.
 */
public final class Members {
  private final String path;
  private final JsonNode node;
  private final Set<String> read = new HashSet<>();

  private Members(String path, JsonNode node) {
    this.path = path;
    this.node = node;
  }

  static Members of(String path, JsonNode node) {
    if (!node.isObject()) {
      throw new InvalidMember(path.isEmpty() ? "body" : path, "must be an object");
    }
    return new Members(path, node);
  }

  /** A text that is not blank, of at most {@code longest} characters. */
  public String text(String name, int longest) {
    JsonNode value = required(name);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw invalid(name, "must be a text that is not blank");
    }
    String text = Text.normalized(value.textValue());
    if (text.length() > longest) {
      throw invalid(name, "must not be longer than " + longest + " characters");
    }
    if (!Text.printable(text)) {
      throw invalid(name, "must not hold control characters");
    }
    return text;
  }

  /** As {@link #text}, of what a person wrote: what nobody sees in it is left out. */
  public String written(String name, int longest) {
    JsonNode value = required(name);
    String text = value.isTextual() ? Text.legible(value.textValue()) : "";
    if (text.isEmpty()) {
      throw invalid(name, "must be a text that is not blank");
    }
    if (text.length() > longest) {
      throw invalid(name, "must not be longer than " + longest + " characters");
    }
    return text;
  }

  /** As {@link #written}, empty when the member is absent or null. */
  public Optional<String> optionalWritten(String name, int longest) {
    return absent(name) ? Optional.empty() : Optional.of(written(name, longest));
  }

  /** As {@link #text}, empty when the member is absent or null. */
  public Optional<String> optionalText(String name, int longest) {
    return absent(name) ? Optional.empty() : Optional.of(text(name, longest));
  }

  /** A whole number from {@code least} to {@code most}. */
  public int integer(String name, int least, int most) {
    JsonNode value = required(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < least
        || value.intValue() > most) {
      throw invalid(name, "must be a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  /** As {@link #integer}, empty when the member is absent or null. */
  public Optional<Integer> optionalInteger(String name, int least, int most) {
    return absent(name) ? Optional.empty() : Optional.of(integer(name, least, most));
  }

  /** {@code true} or {@code false}. */
  public boolean truth(String name) {
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw invalid(name, "must be true or false");
    }
    return value.booleanValue();
  }

  /** A calendar date, {@code yyyy-mm-dd}. */
  public LocalDate date(String name) {
    String text = text(name, 10);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid(name, text + " is not a date (yyyy-mm-dd)");
    }
  }

  /** An absolute https address. */
  public URI https(String name) {
    String text = text(name, 2048);
    try {
      URI uri = new URI(text);
      if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw invalid(name, "must be an https address");
    }
    throw invalid(name, "must be an https address");
  }

  /** One of {@code values}, in the spelling given. */
  public <E> E oneOf(String name, List<E> values, Function<E, String> spelling) {
    String text = text(name, 64);
    return values.stream()
        .filter(value -> spelling.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                invalid(
                    name,
                    "must be one of " + String.join(", ", values.stream().map(spelling).toList())));
  }

  /** An object. */
  public Members object(String name) {
    return of(at(name), required(name));
  }

  /** As {@link #object}, empty when the member is absent or null. */
  public Optional<Members> optionalObject(String name) {
    return absent(name) ? Optional.empty() : Optional.of(object(name));
  }

  /** A list of objects, at most {@code most}. */
  public List<Members> objects(String name, int most) {
    JsonNode list = list(name, most);
    List<Members> objects = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      objects.add(of(at(name) + "[" + i + "]", list.get(i)));
    }
    return List.copyOf(objects);
  }

  /** As {@link #objects}, empty when the member is absent or null. */
  public List<Members> optionalObjects(String name, int most) {
    return absent(name) ? List.of() : objects(name, most);
  }

  /** As {@link #texts}, empty when the member is absent or null. */
  public List<String> optionalTexts(String name, int most, int longest) {
    return absent(name) ? List.of() : texts(name, most, longest);
  }

  /** Accepts the member, whatever it holds. */
  public void ignore(String name) {
    read.add(name);
  }

  /** A list of texts, at most {@code most}, each at most {@code longest} characters. */
  public List<String> texts(String name, int most, int longest) {
    JsonNode list = list(name, most);
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> item(name, item, longest))
        .toList();
  }

  /** As {@link #texts}, of which some may be objects. */
  public <T> List<T> textsOrObjects(
      String name, int most, int longest, Function<String, T> text, Function<Members, T> object) {
    JsonNode list = list(name, most);
    List<T> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      items.add(
          item.isObject()
              ? object.apply(of(at(name) + "[" + i + "]", item))
              : text.apply(item(name, item, longest)));
    }
    return List.copyOf(items);
  }

  private String item(String name, JsonNode item, int longest) {
    if (!item.isTextual()
        || item.textValue().isBlank()
        || item.textValue().length() > longest
        || !Text.printable(Text.normalized(item.textValue()))) {
      throw invalid(name, "must hold texts of 1 to " + longest + " characters");
    }
    return Text.normalized(item.textValue());
  }

  /** A list of different whole numbers from {@code least} to {@code most}. */
  public List<Integer> integers(String name, int least, int most) {
    JsonNode list = list(name, most - least + 1);
    Set<Integer> seen = new HashSet<>();
    return StreamSupport.stream(list.spliterator(), false)
        .map(
            item -> {
              if (!item.isInt()
                  || item.intValue() < least
                  || item.intValue() > most
                  || !seen.add(item.intValue())) {
                throw invalid(
                    name, "must hold different whole numbers from " + least + " to " + most);
              }
              return item.intValue();
            })
        .toList();
  }

  /** The names of this object's members. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return List.copyOf(names);
  }

  /** Whether the member is there and not null. */
  public boolean has(String name) {
    return !absent(name);
  }

  /** Refuses members that were not read. */
  public void end() {
    for (String name : names()) {
      if (!read.contains(name)) {
        throw invalid(name, "is not a known member");
      }
    }
  }

  /** An error about this object. */
  public InvalidMember invalid(String rule) {
    return new InvalidMember(path, rule);
  }

  /** An error about one of this object's members. */
  public InvalidMember invalid(String name, String rule) {
    return new InvalidMember(at(name), rule);
  }

  private boolean absent(String name) {
    read.add(name);
    return !node.hasNonNull(name);
  }

  private JsonNode required(String name) {
    if (absent(name)) {
      throw invalid(name, "is required");
    }
    return node.get(name);
  }

  private JsonNode list(String name, int most) {
    JsonNode value = required(name);
    if (!value.isArray() || value.size() > most) {
      throw invalid(name, "must be a list of at most " + most);
    }
    return value;
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
