// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLStreamConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A document as a tree that can be changed. What {@link XmlDocument} refuses becomes none. */
final class XmlDom {

  private XmlDom() {}

  static Document read(byte[] bytes) throws Unfit {
    XmlDocument checked = XmlDocument.open(bytes);
    int event = checked.next();
    while (event != XMLStreamConstants.END_DOCUMENT) {
      event = checked.next();
    }
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setExpandEntityReferences(false);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(XmlDocument.text(bytes))));
    } catch (SAXException | IOException | ParserConfigurationException notXml) {
      throw new Unfit("The document is not well-formed XML.");
    }
  }

  static String write(Document document) throws Unfit {
    StringBuilder out = new StringBuilder();
    write(document.getDocumentElement(), "", out);
    return out.toString();
  }

  private static void write(Element element, String around, StringBuilder out) throws Unfit {
    String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
    String name = element.getLocalName();
    out.append('<').append(name);
    if (!namespace.equals(around)) {
      out.append(" xmlns");
      XmlText.attribute(namespace, out);
    }
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Attr attribute = (Attr) element.getAttributes().item(i);
      if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
        out.append(' ').append(attribute.getName());
        XmlText.attribute(attribute.getValue(), out);
      }
    }
    out.append('>');
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) {
        write(child, namespace, out);
      } else if (node.getNodeType() != Node.COMMENT_NODE) {
        XmlText.text(node.getTextContent(), out);
      }
    }
    out.append("</").append(name).append('>');
  }
}
