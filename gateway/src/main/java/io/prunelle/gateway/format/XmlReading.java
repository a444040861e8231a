// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import io.prunelle.gateway.format.Definitions.Child;
import io.prunelle.gateway.format.Definitions.Structure;
import io.prunelle.gateway.format.Tree.Items;
import io.prunelle.gateway.format.Tree.Literal;
import io.prunelle.gateway.format.Tree.Members;
import io.prunelle.gateway.format.Tree.Text;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A resource in XML (http://hl7.org/fhir/R4/xml.html) into what it is in JSON
 * (http://hl7.org/fhir/R4/json.html). What has no place in JSON is refused, never left out.
 */
final class XmlReading {

  /** Types that JSON writes without quotes. The patterns are JSON's, and narrower than XML's. */
  private static final Map<String, Pattern> LITERALS =
      Map.of(
          "boolean", Pattern.compile("true|false"),
          "integer", Pattern.compile("-?(0|[1-9][0-9]*)"),
          "unsignedInt", Pattern.compile("0|[1-9][0-9]*"),
          "positiveInt", Pattern.compile("[1-9][0-9]*"),
          "decimal", Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));

  private final XmlDocument document;
  private final XMLStreamReader xml;

  private XmlReading(XmlDocument document) {
    this.document = document;
    this.xml = document.at();
  }

  static Members read(byte[] bytes) throws Unfit {
    XmlDocument document = XmlDocument.open(bytes);
    if (document.nextTag() != XMLStreamConstants.START_ELEMENT) {
      throw new Unfit("The document has no resource.");
    }
    Members resource = new XmlReading(document).resource();
    if (document.nextTag() != XMLStreamConstants.END_DOCUMENT) {
      throw new Unfit("Something follows the resource.");
    }
    return resource;
  }

  private Members resource() throws Unfit {
    String name = document.fhirName();
    Structure type = Definitions.resource(name);
    if (type == null) {
      throw new Unfit("\"" + Unfit.shown(name) + "\" is no resource type of R4.");
    }
    Members members = new Members();
    members.of().put("resourceType", new Text(name));
    attributes(name, Set.of(), members);
    children(type, members);
    return members;
  }

  private Members complex(Structure type) throws Unfit {
    Members members = new Members();
    attributes(type.name(), attributes(type), members);
    children(type, members);
    if (members.of().isEmpty()) {
      throw new Unfit("An element of the type " + type.name() + " is empty.");
    }
    return members;
  }

  private static Set<String> attributes(Structure type) {
    Set<String> names = new HashSet<>();
    type.children().values().stream().filter(Child::attribute).forEach(c -> names.add(c.name()));
    return names;
  }

  /** What says where to find a schema is not about the resource. */
  private void attributes(String parent, Set<String> known, Members members) throws Unfit {
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String namespace = xml.getAttributeNamespace(i);
      String name = xml.getAttributeLocalName(i);
      if (XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(namespace)) {
        continue;
      } else if ((namespace != null && !namespace.isEmpty()) || !known.contains(name)) {
        throw Unfit.unknown("@" + name, parent);
      } else if (xml.getAttributeValue(i).isEmpty()) {
        throw new Unfit("\"" + name + "\" in " + parent + " is empty.");
      }
      members.of().put(name, new Text(xml.getAttributeValue(i)));
    }
  }

  private void children(Structure type, Members members) throws Unfit {
    Set<String> seen = new HashSet<>();
    while (document.nextTag() == XMLStreamConstants.START_ELEMENT) {
      String name = xml.getLocalName();
      Child child = type.child(name);
      if (child == null || child.attribute()) {
        throw Unfit.unknown(name, type.name());
      } else if (!child.many() && !seen.add(child.element())) {
        throw Unfit.twice(child.element(), type.name());
      }
      if (child.primitive()) {
        document.fhirName();
        primitive(child, type.name(), members);
      } else {
        put(child, other(child), members);
      }
    }
    members.of().values().removeIf(value -> value instanceof Items items && onlyNull(items));
  }

  private Tree other(Child child) throws Unfit {
    if (child.type().equals(Definitions.XHTML)) {
      return new Text(Narrative.read(document));
    }
    document.fhirName();
    if (child.type().equals(Definitions.RESOURCE)) {
      return wrapped(child);
    }
    Structure type = Definitions.type(child.type());
    if (type == null) {
      throw new IllegalStateException("no definition of " + child.type());
    }
    return complex(type);
  }

  private Members wrapped(Child child) throws Unfit {
    attributes(child.name(), Set.of(), new Members());
    if (document.nextTag() != XMLStreamConstants.START_ELEMENT) {
      throw new Unfit("\"" + child.name() + "\" must hold a resource.");
    }
    Members resource = resource();
    if (document.nextTag() != XMLStreamConstants.END_ELEMENT) {
      throw new Unfit("\"" + child.name() + "\" must hold one resource.");
    }
    return resource;
  }

  /** A value, and beside it in JSON what else the element holds. */
  private void primitive(Child child, String parent, Members members) throws Unfit {
    Members beside = new Members();
    attributes(parent + "." + child.name(), Set.of("id", "value"), beside);
    Tree value = value(child, parent, beside.of().remove("value"));
    Structure element = Definitions.type("Element");
    if (element == null) {
      throw new IllegalStateException("no definition of elements");
    }
    children(element, beside);
    boolean more = !beside.of().isEmpty();
    if (value == Literal.NULL && !more) {
      throw new Unfit("\"" + child.name() + "\" in " + parent + " has no value.");
    }
    if (child.many()) {
      put(child.name(), value, members);
      put("_" + child.name(), more ? beside : Literal.NULL, members);
    } else {
      if (value != Literal.NULL) {
        members.of().put(child.name(), value);
      }
      if (more) {
        members.of().put("_" + child.name(), beside);
      }
    }
  }

  private static Tree value(Child child, String parent, @Nullable Tree attribute) throws Unfit {
    if (!(attribute instanceof Text text)) {
      return Literal.NULL;
    }
    Pattern literal = LITERALS.get(child.type());
    if (literal == null) {
      return text;
    } else if (!literal.matcher(text.value()).matches()) {
      throw Unfit.type(child.name(), parent);
    }
    return new Literal(text.value());
  }

  private static void put(Child child, Tree value, Members members) {
    if (child.many()) {
      put(child.name(), value, members);
    } else {
      members.of().put(child.name(), value);
    }
  }

  private static void put(String name, Tree value, Members members) {
    if (members.of().computeIfAbsent(name, first -> new Items()) instanceof Items items) {
      items.of().add(value);
    }
  }

  private static boolean onlyNull(Items items) {
    return items.of().stream().allMatch(Literal.NULL::equals);
  }
}
