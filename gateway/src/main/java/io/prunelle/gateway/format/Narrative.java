// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;

/**
 * The XHTML of a narrative (http://hl7.org/fhir/R4/narrative.html), which is part of the document
 * in XML and a string in JSON. Written anew from what was parsed, so that a string cannot end where
 * it likes within a document.
 */
final class Narrative {

  /** All others are written with an end tag: as HTML, {@code <p/>} only begins. */
  private static final Set<String> EMPTY = Set.of("br", "hr", "img", "col", "area", "wbr");

  private static final String XML = "http://www.w3.org/XML/1998/namespace";

  private final XmlDocument document;
  private final XMLStreamReader xml;
  private final StringBuilder out;

  private Narrative(XmlDocument document, StringBuilder out) {
    this.document = document;
    this.xml = document.at();
    this.out = out;
  }

  /** Copies the element that the document stands at; leaves it at its end. */
  static String read(XmlDocument document) throws Unfit {
    StringBuilder out = new StringBuilder();
    new Narrative(document, out).root();
    return out.toString();
  }

  /** Copies a string that has to be one such element. */
  static void write(String div, StringBuilder out) throws Unfit {
    XmlDocument document = XmlDocument.open(div);
    if (document.nextTag() != XMLStreamConstants.START_ELEMENT) {
      throw notXhtml();
    }
    new Narrative(document, out).root();
    if (document.nextTag() != XMLStreamConstants.END_DOCUMENT) {
      throw notXhtml();
    }
  }

  private void root() throws Unfit {
    if (!xml.getLocalName().equals("div")) {
      throw notXhtml();
    }
    out.append("<div xmlns=\"").append(XmlDocument.XHTML).append('"');
    content();
  }

  private void content() throws Unfit {
    String name = xml.getLocalName();
    attributes();
    int event = document.next();
    if (event == XMLStreamConstants.END_ELEMENT && EMPTY.contains(name)) {
      out.append("/>");
      return;
    }
    out.append('>');
    while (event != XMLStreamConstants.END_ELEMENT) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        out.append('<').append(xml.getLocalName());
        content();
      } else {
        XmlText.text(xml.getText(), out);
      }
      event = document.next();
    }
    out.append("</").append(name).append('>');
  }

  private void attributes() throws Unfit {
    if (!XmlDocument.XHTML.equals(xml.getNamespaceURI())) {
      throw notXhtml();
    }
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      String namespace = xml.getAttributeNamespace(i);
      boolean plain = namespace == null || namespace.isEmpty();
      if (!plain && !XML.equals(namespace)) {
        throw notXhtml();
      }
      out.append(plain ? " " : " xml:").append(xml.getAttributeLocalName(i));
      XmlText.attribute(xml.getAttributeValue(i), out);
    }
  }

  private static Unfit notXhtml() {
    return new Unfit("A narrative must be one div of XHTML and nothing else.");
  }
}
