// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.format;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A document that is parsed event by event, and refused for whatever FHIR does not need of XML:
 * document types, entities beyond XML's own five, processing instructions, other encodings than
 * UTF-8, depth. Nothing outside of it is ever looked up.
 */
final class XmlDocument {

  static final String FHIR = "http://hl7.org/fhir";
  static final String XHTML = "http://www.w3.org/1999/xhtml";

  /** As deep as {@link JsonReader} goes. */
  private static final int DEEPEST = 100;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final XMLStreamReader reader;
  private int depth;

  private XmlDocument(XMLStreamReader reader) {
    this.reader = reader;
  }

  /** Stands before the root element. */
  static XmlDocument open(byte[] bytes) throws Unfit {
    return open(text(bytes));
  }

  static String text(byte[] bytes) throws Unfit {
    try {
      Utf8.require(bytes);
    } catch (IOException other) {
      throw new Unfit("The document is not in UTF-8.");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  static XmlDocument open(String text) throws Unfit {
    XMLStreamReader reader;
    try {
      // The JDK's own, whatever else is on the class path; one for each document
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      factory.setXMLResolver(
          (publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing is looked up");
          });
      reader = factory.createXMLStreamReader(new StringReader(text));
    } catch (XMLStreamException notXml) {
      throw malformed(notXml);
    }
    String encoding = reader.getCharacterEncodingScheme();
    if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
      throw new Unfit("The document declares another encoding than UTF-8.");
    } else if (reader.getVersion() != null && !reader.getVersion().equals("1.0")) {
      throw new Unfit("The document is not XML 1.0.");
    }
    return new XmlDocument(reader);
  }

  XMLStreamReader at() {
    return reader;
  }

  /** The next event that is a tag or text; {@code END_DOCUMENT} behind the last. */
  int next() throws Unfit {
    try {
      while (true) {
        int event = reader.next();
        switch (event) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            if (depth > DEEPEST) {
              throw new Unfit("The document is nested too deep.");
            }
            return event;
          }
          case XMLStreamConstants.END_ELEMENT -> {
            depth--;
            return event;
          }
          case XMLStreamConstants.CHARACTERS,
              XMLStreamConstants.CDATA,
              XMLStreamConstants.SPACE,
              XMLStreamConstants.END_DOCUMENT -> {
            return event;
          }
          case XMLStreamConstants.COMMENT -> {}
          case XMLStreamConstants.DTD -> throw new Unfit("A document type is not accepted.");
          default -> throw new Unfit("Entities and processing instructions are not accepted.");
        }
      }
    } catch (XMLStreamException notXml) {
      throw malformed(notXml);
    }
  }

  /** The next tag, with nothing but white space before it. */
  int nextTag() throws Unfit {
    int event = next();
    while (event == XMLStreamConstants.CHARACTERS
        || event == XMLStreamConstants.CDATA
        || event == XMLStreamConstants.SPACE) {
      if (!reader.isWhiteSpace()) {
        throw new Unfit("Values are attributes in FHIR's XML: there can be no text" + line() + ".");
      }
      event = next();
    }
    return event;
  }

  /** The name of the element that was begun, which must be one of FHIR's. */
  String fhirName() throws Unfit {
    if (!FHIR.equals(reader.getNamespaceURI())) {
      throw new Unfit(
          "\"" + Unfit.shown(reader.getLocalName()) + "\" is not in the namespace " + FHIR + ".");
    }
    return reader.getLocalName();
  }

  private String line() {
    return " (line " + reader.getLocation().getLineNumber() + ")";
  }

  private static Unfit malformed(XMLStreamException notXml) {
    Location where = notXml.getLocation();
    return new Unfit(
        "The document is not well-formed XML"
            + (where == null ? "" : " (line " + where.getLineNumber() + ")")
            + ".");
  }
}
