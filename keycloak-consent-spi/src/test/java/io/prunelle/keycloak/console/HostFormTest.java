// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import freemarker.cache.ClassTemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.json.InvalidMember;
import io.prunelle.keycloak.json.Json;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.theme.beans.MessageFormatterMethod;

/** The form of a host, from the document to the page and from what is sent back to the document. */
class HostFormTest {
  private static final Pattern FIELD =
      Pattern.compile(
          "<input\\b([^>]*)>|<textarea\\b([^>]*)>([^<]*)</textarea>|<select\\b([^>]*)>(.*?)</select>",
          Pattern.DOTALL);

  @Test
  void whatIsSentBackUnchangedIsTheSameHost() throws Exception {
    ObjectNode host = (ObjectNode) Json.tree(Examples.host());

    Fields sent = sent(page("fr", host, null));

    assertThat(read(HostShape.HOST.read(sent))).isEqualTo(Examples.host());
  }

  @Test
  void anItemIsAddedWhereItIsAskedForAndNowhereElse() throws Exception {
    ObjectNode host = (ObjectNode) Json.tree(Examples.host());
    int sites = host.at("/sheet/sites").size();

    HostShape.add(host, "sheet.sites");
    HostShape.add(host, "sheet.subProcessors");
    HostShape.add(host, "sheet.subProcessors[0].subProcessors");
    for (String nonsense : new String[] {"", "sheet", "sheet.name", "sheet.sites[9].x", "a..b"}) {
      HostShape.add(host, nonsense);
    }

    assertThat(host.at("/sheet/sites")).hasSize(sites + 1);
    assertThat(page("en", host, null)).contains("name=\"sheet.subProcessors[0].subProcessors[");
  }

  @Test
  void anItemWithTheBoxTickedIsLeftOut() throws Exception {
    ObjectNode host = (ObjectNode) Json.tree(Examples.host());
    int sites = host.at("/sheet/sites").size();
    Fields sent = sent(page("fr", host, null));
    sent.values().putSingle("sheet.sites[0].remove", "on");

    assertThat(HostShape.HOST.read(sent).at("/sheet/sites"))
        .hasSize(sites - 1)
        .first()
        .isEqualTo(host.at("/sheet/sites/1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void everyFieldHasALabelAndNoIdIsGivenTwice(String language) throws Exception {
    for (ObjectNode host : List.of(HostShape.blank(), (ObjectNode) Json.tree(Examples.host()))) {
      String page = page(language, host, null);

      List<String> ids = all(page, "\\bid=\"([^\"]+)\"");
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(all(page, "<label[^>]* for=\"([^\"]+)\"")).isSubsetOf(ids);
      assertThat(page).doesNotContain("hostingCons", "${");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "name, ''",
    "sheet.certificate.expires, 2099-01-01",
    "sheet.certificate.expires, 1999-01-01",
    "sheet.certificate.issued, soon",
    "sheet.certificate.lastSurveillanceAudit, 1999-01-01",
    "sheet.certificate.copy, http://example.org",
    "sheet.certificate.present, ",
    "sheet.certificate.activities, ",
    "sheet.sites[0].country, US",
    "sheet.sites[0].country, Absurdistan",
    "sheet.sites[0].city, ''",
    "sheet.encryption.atRest, ",
    "sheet.dataProtectionOfficer.email, nobody",
    "sheet.remoteAccess.countries, FR",
    "sheet.remoteAccess.fromOutsideEea, true",
    "kind, elsewhere",
  })
  void aFieldThatBreaksARuleIsMarkedAndSaidInBothLanguages(String field, @Nullable String value)
      throws Exception {
    ObjectNode host = (ObjectNode) Json.tree(Examples.host());
    Fields sent = sent(page("fr", host, null));
    if (value == null) {
      sent.values().keySet().removeIf(name -> name.equals(field) || name.startsWith(field + "."));
    } else {
      sent.values().putSingle(field, value);
    }
    ObjectNode written = HostShape.HOST.read(sent);

    InvalidMember invalid =
        Objects.requireNonNull(
            catchThrowableOfType(InvalidMember.class, () -> read(written)), field);

    for (String language : new String[] {"fr", "en"}) {
      String page = page(language, written, invalid);
      assertThat(page).contains("aria-invalid=\"true\"", "class=\"pru-error\"");
      String said = all(page, "class=\"pru-error\"[^>]*>([^<]+)<").get(0);
      String other = messages(language).getProperty("hostingConsole.rule.other");
      assertThat(said).isNotBlank().isNotEqualTo(other);
      assertThat(all(page, "\\bid=\"([^\"]+)\""))
          .containsAll(all(page, "role=\"alert\".*?href=\"#([^\"]+)\""));
    }
  }

  @Test
  void whatIsWrittenIsShownAsItIs() throws Exception {
    ObjectNode host = (ObjectNode) Json.tree(Examples.host());
    host.put("name", "\"><script>alert(1)</script>${7*7}");

    String page = page("en", host, null);

    assertThat(page).contains("&quot;&gt;&lt;script&gt;", "${7*7}").doesNotContain("<script");
  }

  private static Host read(ObjectNode document) {
    return Host.read("nuage-sante", Json.object(document.toString()), Examples.TODAY);
  }

  private static List<String> all(String page, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /** What a browser would send of a form. */
  private static Fields sent(String page) {
    MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
    Matcher field = FIELD.matcher(page);
    while (field.find()) {
      String attributes =
          Stream.of(1, 2, 4).map(field::group).filter(Objects::nonNull).findFirst().orElseThrow();
      List<String> name = all(attributes, "\\bname=\"([^\"]+)\"");
      boolean box = attributes.contains("type=\"checkbox\"");
      if (!name.isEmpty() && (!box || attributes.contains(" checked"))) {
        fields.add(name.get(0), plain(value(field, attributes)));
      }
    }
    return new Fields(fields);
  }

  private static String value(Matcher field, String attributes) {
    if (field.group(3) != null) {
      return field.group(3);
    }
    return field.group(5) == null
        ? all(attributes, "\\bvalue=\"([^\"]*)\"").get(0)
        : all(field.group(5), "value=\"([^\"]*)\" selected").get(0);
  }

  private static String plain(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static String page(String language, ObjectNode host, @Nullable InvalidMember invalid)
      throws Exception {
    Locale locale = Locale.forLanguageTag(language);
    Map<String, Object> model = new HashMap<>();
    model.put("nodes", HostShape.HOST.nodes(host, locale));
    model.put("seen", "");
    model.put("id", "nuage-sante");
    model.put("fresh", false);
    for (String frame : List.of("back", "formToken", "common", "resources", "otherLang")) {
      model.put(frame, "fr");
    }
    model.put("lang", language);
    model.put("msg", new MessageFormatterMethod(locale, messages(language)));
    if (invalid != null) {
      model.put("error", Map.of("path", invalid.path(), "rule", Rule.of(invalid).model()));
    }
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_32);
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setTemplateLoader(
        new ClassTemplateLoader(HostFormTest.class, "/theme-resources/templates"));
    StringWriter page = new StringWriter();
    configuration.getTemplate("hosting-console-host-form.ftl", "UTF-8").process(model, page);
    return page.toString();
  }

  private static Properties messages(String language) throws Exception {
    try (InputStream in =
        HostFormTest.class.getResourceAsStream(
            "/theme-resources/messages/messages_" + language + ".properties")) {
      Properties messages = new Properties();
      messages.load(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
      // Keycloak's own
      messages.setProperty("doCancel", "…");
      return messages;
    }
  }
}
