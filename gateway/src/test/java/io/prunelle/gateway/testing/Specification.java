// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

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

  private static boolean isConcreteResource(String element, JsonObject definition) {
    return element.equals("StructureDefinition")
        && "resource".equals(definition.getString("kind"))
        && "false".equals(definition.getString("abstract"))
        && "specialization".equals(definition.getString("derivation"));
  }
}
