// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptMessagesTest {

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void everythingTheReceiptSaysIsWritten(String language) throws IOException {
    Set<String> said = new TreeSet<>();
    Matcher keys =
        Pattern.compile("msg\\(\"(hostingReceipt\\.[\\w.]+\\w)\"\\)|<@fact term=\"(\\w+)\"")
            .matcher(resource("templates/hosting-receipt.ftl"));
    while (keys.find()) {
      said.add(keys.group(1) != null ? keys.group(1) : "hostingReceipt." + keys.group(2));
    }
    add(said, "decision", Decision.values());
    add(said, "channel", Channel.values());
    add(said, "role", Author.Role.values());
    add(said, "basis", Happening.Basis.values());
    add(said, "change", Happening.Basis.values());
    add(said, "asOf", Circumstances.AsOf.values());
    said.add("hostingReceipt.role");
    said.add("hostingReceipt.recordedBy");
    // Who is told no is told where to complain, and of the courts (GDPR, article 12(4))
    said.add("hostingReceipt.change.REJECT");
    // Who has objected does not do so again
    said.add("hostingReceipt.change.OBJECT");
    said.add("hostingReceipt.change.UPHOLD");
    said.add("hostingReceipt.time");
    said.add("hostingReceipt.language.fr");
    said.add("hostingReceipt.language.en");
    Properties messages = new Properties();
    messages.load(new StringReader(resource("messages/messages_" + language + ".properties")));

    assertThat(said).hasSizeGreaterThan(40);
    assertThat(messages.stringPropertyNames()).containsAll(said);
  }

  @ParameterizedTest
  @CsvSource({"fr, La personne concernée", "en, The patient"})
  void whoDecidedIsNamedSoThatAGuardianMayReadItAsWell(String language, String patient)
      throws IOException {
    Properties messages = new Properties();
    messages.load(new StringReader(resource("messages/messages_" + language + ".properties")));

    assertThat(messages.getProperty("hostingReceipt.role.PATIENT")).isEqualTo(patient);
  }

  /** A ward reads of a guardian's objection, and a guardian of the ward's. */
  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void whatWasDecidedIsSaidToWhoeverReadsIt(String language) throws IOException {
    Properties messages = new Properties();
    messages.load(new StringReader(resource("messages/messages_" + language + ".properties")));

    for (Decision decision : Decision.values()) {
      assertThat(messages.getProperty("hostingReceipt.decision." + decision))
          .doesNotContainPattern("(?i)\\b(you|your|vous|votre)\\b");
    }
  }

  private static void add(Set<String> said, String what, Enum<?>[] values) {
    for (Enum<?> value : values) {
      said.add("hostingReceipt." + what + "." + value.name());
    }
  }

  private static String resource(String path) throws IOException {
    try (InputStream in =
        ReceiptMessagesTest.class.getResourceAsStream("/theme-resources/" + path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
