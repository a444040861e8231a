// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.pdf;

import com.openhtmltopdf.extend.FSStream;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Sets a page of XHTML as a tagged PDF (PDF/UA-1, ISO 14289-1). It reads nothing but the page: no
 * address is resolved, no file opened, no document type looked at, whatever the page says.
 */
final class Typesetter {

  private static final String FAMILY = "Liberation Sans";

  Typesetter() {
    // To the log of the platform, at each page
    XRLog.setLoggingEnabled(false);
    FontMappers.set(new OwnFont());
  }

  /**
   * Sets it; takes as long as the page is.
   *
   * @throws IOException for what is no XHTML, or a page that asks for more than it has
   */
  byte[] set(String xhtml) throws IOException {
    Document page = parse(xhtml);
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    new PdfRendererBuilder()
        .usePdfUaAccessibility(true)
        .withProducer("Prunelle")
        .useUriResolver((base, uri) -> null)
        .useExternalResourceAccessControl(
            (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI)
        .useExternalResourceAccessControl(
            (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI)
        .useProtocolsStreamImplementation(
            Typesetter::nothing, "http", "https", "file", "jar", "data", "ftp")
        .useFont(OwnFont::open, FAMILY, 400, FontStyle.NORMAL, true)
        .withW3cDocument(page, null)
        .toStream(pdf)
        .run();
    return pdf.toByteArray();
  }

  private static FSStream nothing(String address) {
    throw new IllegalStateException("a page asked for something else");
  }

  private static Document parse(String xhtml) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(new InputSource(new StringReader(xhtml)));
    } catch (ParserConfigurationException | SAXException malformed) {
      throw new IOException("not a page", malformed);
    }
  }
}
