// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Occasion;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.host.CertificateState;
import io.prunelle.keycloak.host.HostSheet;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.sheet.SheetView;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final List<String> CHOICES =
      List.of("Permit", "Deny", "Renew", "Withdraw", "Informed", "Object", "Retract");
  private static final List<String> TEMPLATES =
      List.of(
          "hosting-consent",
          "hosting-consent-information",
          "hosting-consent-answer",
          "hosting-consent-whom",
          "hosting-consent-emergency",
          "hosting-consent-parts");

  @Test
  void frenchAndEnglishSayTheSameThings() throws IOException {
    assertThat(messages("fr").stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(messages("en").stringPropertyNames());
  }

  @Test
  void theRecordHasOneNameAndNobodyIsAddressedAsTwo() throws IOException {
    assertThat(messages("fr").values())
        .noneMatch(text -> text.toString().matches(".*(dossiers? médica|[ée]\\(e\\)).*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void everythingThePageSaysIsWritten(String language) throws IOException {
    Set<String> said =
        new TreeSet<>(
            List.of(
                "hostingConsentChanged",
                "hostingConsentUnclear",
                "hostingConsentOften",
                "hostingConsentReasonMissing",
                "hostingConsentReasonLong"));
    Matcher keys = Pattern.compile("\"(hostingConsent\\w+)\"").matcher(template());
    while (keys.find()) {
      said.add(keys.group(1));
    }
    for (State state : State.values()) {
      if (state != State.UNDECIDED && state != State.EXPIRED) {
        said.add("hostingConsentState." + state);
      }
      if (Set.of("UNDECIDED", "EXPIRED", "ENDED").contains(state.name())) {
        continue;
      }
      // Of another's answer
      said.add("hostingConsentState." + state + ".given");
    }
    for (Occasion occasion : Occasion.values()) {
      said.add("hostingConsentAsked." + occasion);
      // Who has decided nothing yet is shown no decision, nor why they are asked again
      if (occasion != Occasion.UNDECIDED) {
        said.add("hostingConsentAsked." + occasion + ".objection");
      }
    }
    for (Decision decision : Decision.values()) {
      said.add("hostingConsentState.EXPIRED." + decision);
    }
    for (String choice : CHOICES) {
      said.add("hostingConsent" + choice);
    }
    said.addAll(
        List.of(
            "hostingConsentOnly.Young",
            "hostingConsentOnly.Former",
            "hostingConsentOnly.Closed",
            "hostingConsentOnly.Closed.objection",
            "hostingConsentOnly.Young.withdraw",
            "hostingConsentOnly.Young.objection",
            "hostingConsentOnly.Age",
            "hostingConsentOnly.Age.withdraw",
            "hostingConsentOnly.Age.objection",
            "hostingConsentOnly.Former.objection"));
    said.addAll(List.of("hostingConsentWithdrawConsequence", "hostingConsentDenyConsequence"));
    said.add("hostingConsentConsequence.only");
    said.add("hostingConsentAnswerRights.UPHOLD");
    said.addAll(List.of("hostingConsentInformedHint", "hostingConsentRetractHint"));
    said.addAll(List.of("hostingConsentAnswer.UPHOLD", "hostingConsentAnswer.REJECT"));
    HostSheet sheet = Examples.host().sheet();
    for (Map<String, Object> section :
        new SheetView(sheet, Locale.FRENCH, Examples.TODAY).sections()) {
      said.add("hostingConsentSection." + section.get("title"));
      terms(section.get("rows"), said);
    }
    for (CertificateState state : CertificateState.values()) {
      said.add("hostingConsentSheet.certificate." + state);
    }
    said.addAll(
        Stream.of("beyondEea", "notAllInEea", "yesFrom", "transferBasis", "noCertificate", "none")
            .map("hostingConsentSheet."::concat)
            .toList());
    terms(new SheetView(sheet, Locale.FRENCH, Examples.TODAY).summary(), said);

    assertThat(messages(language).stringPropertyNames()).containsAll(said);
  }

  /** Where the law asks for no consent the page must not pretend it does (L.1111-8 CSP). */
  @Test
  void whoIsInformedIsAskedForNoConsent() throws IOException {
    for (String language : List.of("fr", "en")) {
      Properties messages = messages(language);
      assertThat(messages.stringPropertyNames())
          .filteredOn(
              key ->
                  key.matches(
                      "hostingConsent(Asked\\..+\\.objection|State\\.(EXPIRED\\.)?(INFORMED|OBJECT|REJECT)(\\.given)?)"))
          .hasSizeGreaterThan(5)
          .allSatisfy(
              key ->
                  assertThat(messages.getProperty(key))
                      .doesNotContainPattern("accord|question|souhaitez|consent|asking"));
    }
  }

  /** An objection that ends is no information that does, and the other way round. */
  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void whatHasEndedIsNamedByWhatItWas(String language) throws IOException {
    Properties messages = messages(language);
    Map<Decision, String> named =
        Map.of(
            Decision.INFORMED, "information",
            Decision.OBJECT, "objection|opposition",
            Decision.UPHOLD, "objection|opposition",
            Decision.REJECT, "answer|réponse");

    named.forEach(
        (decision, word) ->
            assertThat(messages.getProperty("hostingConsentState.EXPIRED." + decision))
                .containsPattern(word)
                .doesNotContainPattern("accord|consent|choix|decision"));
    assertThat(messages.getProperty("hostingConsentState.EXPIRED.OBJECT"))
        .doesNotContain("information");
    // What follows is said of each of them
    assertThat(messages.getProperty("hostingConsentAsked.EXPIRED.objection"))
        .matches(
            "Merci de lire les informations ci-dessous\\.|Please read the information below\\.");
  }

  @Test
  void noLineBeginsWithHighPunctuation() throws IOException {
    assertThat(messages("fr").values())
        .noneMatch(text -> text.toString().matches("(?s).*( [:;?!»]|« ).*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en"})
  void noStraightApostropheIsThereForMessageFormatToEat(String language) throws IOException {
    assertThat(messages(language).values()).noneMatch(text -> ((String) text).contains("'"));
  }

  @Test
  void allAnswersAreMadeByTheSameHand() throws IOException {
    // EDPB guidelines 05/2020 on consent: refusing as easy as accepting
    Matcher buttons =
        Pattern.compile("<button[^>]*name=\"decision\" value=\"(?!KEEP|TOLD)").matcher(template());
    int found = 0;
    while (buttons.find()) {
      found++;
    }

    assertThat(found).isEqualTo(1);
  }

  @SuppressWarnings("unchecked")
  private static void terms(Object rows, Set<String> said) {
    for (Map<String, Object> row : (List<Map<String, Object>>) rows) {
      if (!(boolean) row.get("name")) {
        said.add("hostingConsentSheet." + row.get("term"));
      }
      for (Map<String, Object> fact : (List<Map<String, Object>>) row.get("facts")) {
        if ((boolean) fact.get("message")) {
          said.add("hostingConsentSheet." + fact.get("text"));
        }
      }
      terms(row.get("rows"), said);
    }
  }

  private static Properties messages(String language) throws IOException {
    Properties messages = new Properties();
    try (InputStream in = resource("messages/messages_" + language + ".properties")) {
      messages.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return messages;
  }

  private static String template() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String template : TEMPLATES) {
      try (InputStream in = resource("templates/" + template + ".ftl")) {
        all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  private static InputStream resource(String path) {
    InputStream in = MessagesTest.class.getResourceAsStream("/theme-resources/" + path);
    if (in == null) {
      throw new IllegalStateException(path + " is missing");
    }
    return in;
  }
}
