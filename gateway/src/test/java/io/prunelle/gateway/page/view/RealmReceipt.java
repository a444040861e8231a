// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateMethodModelEx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A receipt as the realm writes it and this page shows it: from the extension's own template, style
 * and words.
 */
final class RealmReceipt {

  private static final Path THEME =
      Path.of("../keycloak-consent-spi/src/main/resources/theme-resources");

  private RealmReceipt() {}

  static String in(Language language) {
    Configuration templates = new Configuration(Configuration.VERSION_2_3_32);
    templates.setDefaultEncoding("UTF-8");
    templates.setOutputFormat(HTMLOutputFormat.INSTANCE);
    StringWriter html = new StringWriter();
    try {
      templates.setDirectoryForTemplateLoading(THEME.resolve("templates").toFile());
      Properties words = words(language);
      TemplateMethodModelEx msg = said -> say(words, said);
      Map<String, Object> page = new HashMap<>();
      page.put("msg", msg);
      page.put("lang", language.tag());
      page.put("languages", List.of("fr", "en"));
      page.put("back", "/my");
      page.put("style", Files.readString(THEME.resolve("resources/css/hosting-receipt.css")));
      // Looser than the realm's: what widens letters and spaces has to get in
      page.put("policy", "default-src 'none'; style-src 'unsafe-inline'");
      page.put("receipt", receipt());
      templates.getTemplate("hosting-receipt.ftl").process(page, html);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (TemplateException wrong) {
      throw new IllegalStateException(wrong);
    }
    return html.toString();
  }

  private static String say(Properties words, List<?> said) {
    return MessageFormat.format(
        words.getProperty(String.valueOf(said.get(0))),
        said.stream().skip(1).map(String::valueOf).toArray());
  }

  private static Properties words(Language language) throws IOException {
    Properties words = new Properties();
    try (BufferedReader file =
        Files.newBufferedReader(
            THEME.resolve("messages/messages_" + language.tag() + ".properties"))) {
      words.load(file);
    }
    return words;
  }

  private static Map<String, Object> receipt() {
    Map<String, Object> receipt = new HashMap<>();
    receipt.put("decision", "OBJECT");
    receipt.put("decidedAt", "24 octobre 2026, 11:12");
    receipt.put("until", "24 octobre 2027, 11:12");
    receipt.put("basis", "OBJECTION");
    receipt.put("reason", "Mon frère travaille chez cet hébergeur.");
    receipt.put("patient", "p-2041");
    receipt.put("channel", "PAPER");
    receipt.put("role", "GUARDIAN");
    receipt.put("client", "prunelle-page");
    receipt.put("acr", "1");
    receipt.put("practice", "Cabinet des Lilas");
    receipt.put("practiceAddress", "3 rue des Lilas, 69003 Lyon");
    receipt.put("practiceEmail", "contact@cabinet-des-lilas.example");
    receipt.put("host", "Nuage Santé");
    receipt.put("legalEntity", "Nuage Santé SAS");
    receipt.put("hostAddress", "1 quai du Port, 13002 Marseille");
    receipt.put("officer", "Service de la protection des données");
    receipt.put("officerEmail", "protection-des-donnees@nuage-sante.example");
    receipt.put("asOf", "DECISION");
    receipt.put("sites", List.of("Datacentre Lyon-Est, Lyon (France)"));
    receipt.put("purposes", List.of(Map.of("text", "Continuity of care", "language", "en")));
    receipt.put("language", "fr");
    receipt.put("title", "Votre dossier chez Nuage Santé");
    receipt.put("paragraphs", List.of("Nous vous informons.", "Vous pouvez vous opposer."));
    receipt.put("version", "3");
    receipt.put("digest", "sha-256:" + "5f70bf18".repeat(8));
    receipt.put("position", "1042");
    receipt.put("hash", "0a1b2c3d".repeat(8));
    receipt.put("issuer", "https://connexion.cabinet-des-lilas.example/realms/sante");
    receipt.put("issued", "23 novembre 2026, 11:00");
    receipt.put("jws", "eyJhbGciOiJSUzI1NiJ9".repeat(60));
    return receipt;
  }
}
