// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The definitions of FHIR R4, as HAPI ships them. */
public final class Specification {

  private static final String MODEL = "/org/hl7/fhir/r4/model/";

  private Specification() {}

  /** Every SearchParameter of the specification. */
  public static List<JsonObject> searchParameters() {
    try (InputStream in =
        Specification.class.getResourceAsStream(MODEL + "sp/search-parameters.json")) {
      return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .getJsonArray("entry").stream()
              .map(JsonObject.class::cast)
              .map(entry -> entry.getJsonObject("resource"))
              .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The names in an array of strings, which may not be there. */
  public static Set<String> names(JsonObject definition, String field) {
    Set<String> names = new TreeSet<>();
    definition.getJsonArray(field, new JsonArray()).forEach(name -> names.add((String) name));
    return names;
  }

  /** Names of the resource types that can be instantiated. */
  public static Set<String> resourceTypes() {
    Set<String> types = new TreeSet<>();
    try (InputStream in =
        Specification.class.getResourceAsStream(MODEL + "profile/profiles-resources.xml")) {
      XMLInputFactory factory = XMLInputFactory.newFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      int depth = 0;
      JsonObject definition = new JsonObject();
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          depth++;
          // Bundle, entry, resource, StructureDefinition, its fields
          if (depth == 5 && xml.getAttributeValue(null, "value") != null) {
            definition.put(xml.getLocalName(), xml.getAttributeValue(null, "value"));
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          if (depth == 4 && isConcreteResource(xml.getLocalName(), definition)) {
            types.add(definition.getString("type"));
          }
          if (depth == 4) {
            definition = new JsonObject();
          }
          depth--;
        }
      }
    } catch (IOException | XMLStreamException unreadable) {
      throw new IllegalStateException(unreadable);
    }
    return types;
  }

  /** The codes below PurposeOfUse in the code system ActReason: those of the value set. */
  public static Set<String> purposesOfUse() {
    Set<String> codes = new TreeSet<>();
    try (InputStream in =
        Specification.class.getResourceAsStream(MODEL + "valueset/v3-codesystems.xml")) {
      XMLInputFactory factory = XMLInputFactory.newFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      boolean reasons = false;
      int depth = 0;
      int below = Integer.MAX_VALUE;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          depth++;
          String value = String.valueOf(xml.getAttributeValue(null, "value"));
          if (xml.getLocalName().equals("id") && depth == 5) {
            reasons = value.equals("v3-ActReason");
          } else if (reasons && xml.getLocalName().equals("code")) {
            if (value.equals("PurposeOfUse")) {
              below = depth;
            } else if (depth > below) {
              codes.add(value);
            }
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          depth--;
          if (depth < below - 1) {
            below = Integer.MAX_VALUE;
          }
        }
      }
    } catch (IOException | XMLStreamException unreadable) {
      throw new IllegalStateException(unreadable);
    }
    return codes;
  }

  private static boolean isConcreteResource(String element, JsonObject definition) {
    return element.equals("StructureDefinition")
        && "resource".equals(definition.getString("kind"))
        && "false".equals(definition.getString("abstract"))
        && "specialization".equals(definition.getString("derivation"));
  }

  /**
   * An element of a type, as its definition has it.
   *
   * @param path with {@code [x]} for a choice
   * @param parent path of what it is part of; null for a type as a whole
   * @param types names of types; the path of another element, if it is like that or has parts
   * @param required whether what it is part of has to have it
   * @param summary whether it is part of a summary
   */
  public record Element(
      String path,
      @Nullable String parent,
      List<String> types,
      boolean many,
      boolean required,
      boolean attribute,
      boolean summary) {

    /** Its name in a resource, when its value is of this type. */
    public String called(String type) {
      String name = path.substring(path.lastIndexOf('.') + 1);
      return name.endsWith("[x]")
          ? name.substring(0, name.length() - 3)
              + Character.toUpperCase(type.charAt(0))
              + type.substring(1)
          : name;
    }
  }

  /** The elements of all data types and resources, what is inherited included. */
  public static List<Element> elements() {
    List<Element> all = new ArrayList<>();
    for (String file : List.of("profiles-types.xml", "profiles-resources.xml")) {
      NodeList definitions = definitions(file).getElementsByTagName("StructureDefinition");
      for (int i = 0; i < definitions.getLength(); i++) {
        Node definition = definitions.item(i);
        if (Set.of("complex-type", "resource").contains(value(definition, "kind"))
            && !"constraint".equals(value(definition, "derivation"))) {
          all.addAll(elements(children(children(definition, "snapshot").get(0), "element")));
        }
      }
    }
    return all;
  }

  /** The elements that may refer to a Patient, or to anything, with a choice's name in full. */
  public static Set<String> referringToPatients() {
    Set<String> found = new TreeSet<>();
    for (String file : List.of("profiles-types.xml", "profiles-resources.xml")) {
      NodeList definitions = definitions(file).getElementsByTagName("StructureDefinition");
      for (int i = 0; i < definitions.getLength(); i++) {
        Node definition = definitions.item(i);
        if (Set.of("complex-type", "resource").contains(value(definition, "kind"))
            && !"constraint".equals(value(definition, "derivation"))) {
          for (Node element : children(children(definition, "snapshot").get(0), "element")) {
            if (children(element, "type").stream().anyMatch(Specification::mayBeAPatient)) {
              found.add(Objects.requireNonNull(value(element, "path")).replace("[x]", "Reference"));
            }
          }
        }
      }
    }
    return found;
  }

  private static boolean mayBeAPatient(Node type) {
    List<Node> targets = children(type, "targetProfile");
    return "Reference".equals(value(type, "code"))
        && (targets.isEmpty()
            || targets.stream()
                .map(target -> target.getAttributes().getNamedItem("value").getNodeValue())
                .anyMatch(target -> target.matches(".*/(Patient|Resource)")));
  }

  private static List<Element> elements(List<Node> definitions) {
    List<String> paths = definitions.stream().map(one -> value(one, "path")).toList();
    return definitions.stream().map(one -> element(one, paths)).toList();
  }

  private static Element element(Node definition, List<String> paths) {
    String path = Objects.requireNonNull(value(definition, "path"));
    String like = value(definition, "contentReference");
    boolean hasParts = paths.stream().anyMatch(other -> other.startsWith(path + "."));
    List<String> types =
        like != null
            ? List.of(like.substring(1))
            : hasParts
                ? List.of(path)
                : children(definition, "type").stream()
                    .map(type -> value(type, "code"))
                    .map(code -> code.startsWith("http://hl7.org/fhirpath/") ? "string" : code)
                    .toList();
    return new Element(
        path,
        path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : null,
        types,
        !"1".equals(value(definition, "max")),
        !"0".equals(value(definition, "min")),
        "xmlAttr".equals(value(definition, "representation")),
        "true".equals(value(definition, "isSummary")));
  }

  private static Document definitions(String file) {
    try (InputStream in = open(file)) {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(in);
    } catch (IOException | SAXException | ParserConfigurationException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /** A file of definitions, as HL7 publishes it. */
  public static InputStream open(String file) {
    return Objects.requireNonNull(
        Specification.class.getResourceAsStream(MODEL + "profile/" + file));
  }

  private static List<Node> children(Node parent, String name) {
    List<Node> found = new ArrayList<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        found.add(child);
      }
    }
    return found;
  }

  private static @Nullable String value(Node parent, String name) {
    List<Node> found = children(parent, name);
    return found.isEmpty()
        ? null
        : found.get(0).getAttributes().getNamedItem("value").getNodeValue();
  }
}
