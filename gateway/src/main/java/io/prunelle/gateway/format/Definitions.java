// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What resources and data types of FHIR R4 are made of, read from {@code elements.txt} when it is
 * first needed: a gateway that speaks JSON alone never does.
 */
public final class Definitions {

  /** Of an element that is a whole resource. */
  static final String RESOURCE = "Resource";

  static final String XHTML = "xhtml";

  /** Stands for the types that any value may have. */
  private static final String OPEN = "*";

  private static final Set<String> ABSTRACT = Set.of(RESOURCE, "DomainResource");

  /**
   * An element that a type can have.
   *
   * @param name as it stands in a resource: {@code valueQuantity}
   * @param element as definitions and paths name it: {@code value}
   * @param type with a lower-case first letter if it is primitive
   * @param many whether it repeats
   * @param attribute whether it is an attribute in XML
   * @param position in the order that XML requires
   */
  public record Child(
      String name, String element, String type, boolean many, boolean attribute, int position) {

    /** http://hl7.org/fhir/R4/datatypes.html: such a value has no elements but extensions. */
    public boolean primitive() {
      return Character.isLowerCase(type.charAt(0)) && !type.equals(XHTML);
    }

    /** Whether its type is one of several that it may have. */
    public boolean choice() {
      return !name.equals(element);
    }
  }

  /** A type by its children's names, in their order. */
  public record Structure(String name, Map<String, Child> children) {

    public @Nullable Child child(String childName) {
      return children.get(childName);
    }

    /** Those that a path means by the element's name: several for a choice. */
    public List<Child> called(String element) {
      return children.values().stream().filter(child -> child.element().equals(element)).toList();
    }
  }

  private static final Map<String, Line> LINES = read();

  /** What stands in a line of the table. */
  private record Line(String parent, List<String> elements) {}

  private static final Map<String, Structure> TYPES = types();

  private Definitions() {}

  /** A data type, a resource type, or a part of one by its path ({@code Patient.contact}). */
  public static @Nullable Structure type(String name) {
    return TYPES.get(name);
  }

  /** A type that a resource can be of; null if it is none. */
  public static @Nullable Structure resource(String name) {
    String parent = name;
    while (!parent.equals(RESOURCE)) {
      Line line = LINES.get(parent);
      if (line == null) {
        return null;
      }
      parent = line.parent();
    }
    return ABSTRACT.contains(name) ? null : TYPES.get(name);
  }

  private static Map<String, Line> read() {
    Map<String, Line> lines = new HashMap<>();
    try (InputStream in = Definitions.class.getResourceAsStream("elements.txt");
        BufferedReader text =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                String[] sides = line.split(" =", 2);
                String[] names = sides[0].split(" < ", 2);
                List<String> elements =
                    Arrays.stream(sides[1].split(" ", -1)).filter(e -> !e.isEmpty()).toList();
                lines.put(names[0], new Line(names.length == 2 ? names[1] : "", elements));
              });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Map.copyOf(lines);
  }

  private static Map<String, Structure> types() {
    Map<String, Structure> types = new HashMap<>();
    for (String name : LINES.keySet()) {
      if (name.equals(OPEN)) {
        continue;
      }
      Map<String, Child> children = new LinkedHashMap<>();
      collect(name, children);
      types.put(name, new Structure(name, Collections.unmodifiableMap(children)));
    }
    return Map.copyOf(types);
  }

  /** What is inherited comes first. */
  private static void collect(String name, Map<String, Child> children) {
    Line line = LINES.get(name);
    if (line == null) {
      return;
    }
    collect(line.parent(), children);
    for (String element : line.elements()) {
      int colon = element.indexOf(':');
      boolean attribute = element.startsWith("@");
      boolean many = element.charAt(colon - 1) == '*';
      String written = element.substring(attribute ? 1 : 0, many ? colon - 1 : colon);
      boolean choice = written.endsWith("[x]");
      String base = choice ? written.substring(0, written.length() - 3) : written;
      String types = element.substring(colon + 1);
      List<String> all = types.equals(OPEN) ? openTypes() : Arrays.asList(types.split("\\|", -1));
      for (String type : all) {
        String named =
            choice ? base + Character.toUpperCase(type.charAt(0)) + type.substring(1) : base;
        children.put(named, new Child(named, base, type, many, attribute, children.size()));
      }
    }
  }

  /** http://hl7.org/fhir/R4/datatypes.html#open. */
  private static List<String> openTypes() {
    Line open = LINES.get(OPEN);
    return open == null ? List.of() : open.elements();
  }
}
