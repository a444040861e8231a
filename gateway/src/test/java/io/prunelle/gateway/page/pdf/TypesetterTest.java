// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages become PDF, and nothing else is read for it. */
class TypesetterTest {

  private final Typesetter typesetter = new Typesetter();

  private static String page(String head, String body) {
    return "<html lang=\"fr\"><head><title>Essai</title><meta name=\"subject\" content=\"s\"/>"
        + head
        + "</head><body style=\"font-family: 'Liberation Sans'\">"
        + body
        + "</body></html>";
  }

  @Test
  void aPageIsTaggedWithLanguageAndTitleAndFrenchIsWhole() throws IOException {
    String french = "« L’œuvre où Zoë naïve reçoit 2 000 € : été, Noël, ça, Œ… »";

    byte[] pdf = typesetter.set(page("", "<h1>Registre</h1><p>" + french + "</p>"));

    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      assertThat(document.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
      assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("fr");
      assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Essai");
      assertThat(new PDFTextStripper().getText(document).replaceAll("\\s+", " "))
          .contains("Registre", french.replaceAll("\\s+", " "));
    }
  }

  @Test
  void nothingIsFetchedWhateverThePageSays(@TempDir Path folder) throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String there = "http://127.0.0.1:" + server.getAddress().getPort();
      Path secret = Files.writeString(folder.resolve("secret.css"), "p { content: 'SECRET' }");
      String file = secret.toUri().toString();

      byte[] pdf =
          typesetter.set(
              page(
                  "<base href=\"%s/\"/><link rel=\"stylesheet\" href=\"%s/a.css\"/>"
                          .formatted(there, there)
                      + "<link rel=\"stylesheet\" href=\""
                      + file
                      + "\"/>"
                      + "<style>@import url(%s/b.css); @font-face { font-family: x; src: url(%s/f.ttf) }"
                          .formatted(there, there)
                      + " p { font-family: x; background-image: url(%s/c.png) }</style>"
                          .formatted(there),
                  "<p>text</p><img src=\"%s/d.png\" alt=\"d\"/><img src=\"e.png\" alt=\"e\"/>"
                          .formatted(there)
                      + "<object data=\"%s/o\" type=\"image/svg+xml\">o</object>".formatted(there)
                      + "<img src=\""
                      + file
                      + "\" alt=\"f\"/>"
                      + "<img src=\"data:image/png;base64,AAAA\" alt=\"g\"/>"));

      assertThat(asked).isEmpty();
      assertThat(new String(pdf, StandardCharsets.ISO_8859_1)).doesNotContain("SECRET");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><html><body>&x;</body></html>",
        "<!DOCTYPE html><html><body/></html>",
        "<html><body><p></body></html>",
        "<html><body>\u0001</body></html>",
        ""
      })
  void whatIsNoPageIsRefused(String text) {
    assertThatThrownBy(() -> typesetter.set(text)).isInstanceOf(IOException.class);
  }
}
