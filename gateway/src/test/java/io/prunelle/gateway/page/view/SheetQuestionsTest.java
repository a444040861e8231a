// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.view.Question.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SheetQuestionsTest {

  private final JsonObject json = LedgerSamples.json();
  private final JsonObject sheet = json.getJsonObject("host").getJsonObject("sheet");

  @Test
  void everyQuestionIsAnsweredFromTheSheet() {
    List<Question> questions = questions(Language.ENGLISH, "2026-11-23");

    assertThat(questions).hasSize(11);
    assertThat(questions)
        .extracting(Question::title)
        .startsWith(
            "Where is my record physically?",
            "Who can read my record?",
            "Is my record encrypted, that is, unreadable to others?");
    assertThat(texts(questions.get(1)).get(0)).contains("You", "Cabinet des Lilas");
    assertThat(questions).noneSatisfy(q -> assertThat(texts(q)).contains("The host does not say."));
    assertThat(texts(questions.get(0))).contains("Centre de données de Gerland: Lyon, France");
    assertThat(texts(questions.get(8)))
        .contains(
            "Yes, HDS certificate no. HDS-2025-0417.",
            "Valid from 1 June 2025 to 31 May 2028.",
            "What the certificate covers, of the six activities in the regulations: physical sites"
                + " (1), hardware (2), virtual infrastructure (3), application hosting platform"
                + " (4), administration and operation of the system (5), backup of health data"
                + " (6).");
    assertThat(texts(questions.get(3)))
        .containsExactly("The practice. Nuage Santé cannot read your record without it.");
  }

  @Test
  void anActivityThatNobodyHasANameForIsShownByItsNumber() {
    sheet.getJsonObject("certificate").put("activities", new JsonArray().add(6).add(7));

    assertThat(texts(questions(Language.FRENCH, "2026-11-23").get(8)))
        .contains(
            "Ce que le certificat couvre, parmi les six activités prévues par la réglementation\u00a0:"
                + " sauvegarde des données de santé (6), 7.");
  }

  @Test
  void aHoleInTheSheetIsShownAsAHole() {
    sheet.clear();

    List<Question> questions = questions(Language.FRENCH, "2026-11-23");

    assertThat(questions).hasSize(11);
    assertThat(texts(questions.get(3))).containsExactly("L’hébergeur ne l’indique pas.");
    assertThat(texts(questions.get(8))).containsExactly("Aucun certificat n’est indiqué.");
    // Whether anyone outside Europe has access must not read as "no" when nobody said so
    assertThat(texts(questions.get(6))).containsExactly("L’hébergeur ne l’indique pas.");
  }

  @Test
  void aCertificateThatHasEndedIsNotShownAsValid() {
    assertThat(texts(questions(Language.ENGLISH, "2028-06-01").get(8)))
        .contains(
            "No: HDS certificate no. HDS-2025-0417 is no longer valid.",
            "Please note: this certificate ended on 31 May 2028.")
        .noneMatch(text -> text.startsWith("Valid") || text.startsWith("Yes"));
  }

  @Test
  void aLinkThatIsNotOfTheWebIsNotOffered() {
    sheet.getJsonObject("certificate").put("copy", "javascript:alert(1)");
    sheet.getJsonObject("dataProtectionOfficer").put("email", "x@y?subject=a&body=b");

    assertThat(questions(Language.ENGLISH, "2026-11-23"))
        .flatExtracting(Question::answers)
        .extracting(Answer::link)
        .containsOnlyNulls();
  }

  @Test
  void aTextInAnotherLanguageIsMarkedAsSuch() {
    sheet.put("transfer", new JsonObject().put("fr", "Par liaison chiffrée."));

    Answer answer = questions(Language.ENGLISH, "2026-11-23").get(4).answers().get(0);

    assertThat(answer.text()).isEqualTo("Par liaison chiffrée.");
    assertThat(answer.language()).isEqualTo("fr");
  }

  @Test
  void accessFromOutsideEuropeIsToldWithItsCountriesAndWhatProtectsIt() {
    sheet.put("remoteAccess", remote());

    assertThat(sentences(questions(Language.ENGLISH, "2026-11-23").get(6)))
        .containsExactly(
            "Yes, the host declares access from outside the European Economic Area.",
            "From: United States, India.",
            "The rules for this access: Standard contractual clauses.",
            "A court there may ask for data.");
  }

  @Test
  void whomOthersEngageInTurnIsToldWithAllThatTheSheetSaysOfThem() {
    JsonObject site = new JsonObject().put("name", "Salle 2").put("city", "Austin");
    JsonObject nested =
        new JsonObject()
            .put("name", "Night Watch")
            .put("role", new JsonObject().put("en", "support at night"))
            .put("country", "US")
            .put("sites", new JsonArray().add(site.put("country", "US")))
            .put("remoteAccess", remote());
    JsonObject engaged = sheet.getJsonArray("subProcessors").getJsonObject(1);
    engaged
        .put("subProcessors", new JsonArray().add(nested))
        .put(
            "legalEntity",
            new JsonObject()
                .put("name", "Coffre Sud SA")
                .put("registration", "RCS Nice 1")
                .put("address", "1 quai Lunel, Nice")
                .put("country", "FR"))
        .getJsonObject("certificate")
        .put("certifyingBody", "AFNOR")
        .put("copy", "https://coffre.example/hds.pdf");

    List<Question> questions = questions(Language.ENGLISH, "2026-11-23");

    assertThat(sentences(questions.get(5)))
        .containsExactly(
            "Froid & Énergie SARL (France): upkeep of the rooms, no access to data, no HDS"
                + " certificate",
            "Coffre Sud (France): backups",
            "Coffre Sud, the company: Coffre Sud SA, 1 quai Lunel, Nice, France.",
            "Registration number of Coffre Sud: RCS Nice 1",
            "Certificate of Coffre Sud: HDS no. HDS-2026-0102. Issued by AFNOR. Valid until 31"
                + " January 2029.",
            "See the certificate of Coffre Sud",
            "Night Watch (United States): support at night, no HDS certificate, engaged by Coffre"
                + " Sud",
            "Where Night Watch keeps records: Salle 2, Austin, United States.");
    // The host's own "no" must not stand for all
    assertThat(sentences(questions.get(6)))
        .containsExactly(
            "The host declares that it allows no access from outside the European Economic Area"
                + " itself. Others who are involved have it: see below.",
            "No residual risk declared.",
            "Night Watch can reach records from outside the European Economic Area.",
            "Night Watch, from: United States, India.",
            "Night Watch, the rules for this access: Standard contractual clauses.",
            "Night Watch, the risk that remains: A court there may ask for data.");
  }

  @Test
  void whoseCertificateHasEndedIsNotCalledCertified() {
    assertThat(sentences(questions(Language.FRENCH, "2029-02-01").get(5)))
        .anyMatch(text -> text.contains("a pris fin le 31 janvier 2029"))
        .noneMatch(text -> text.contains("certifié") || text.contains("Valable"));
  }

  @Test
  void whoseCertificateIsNotValidYetIsNotCalledCertified() {
    assertThat(texts(questions(Language.ENGLISH, "2025-05-31").get(8)))
        .contains("Not yet: HDS certificate no. HDS-2025-0417 is valid only from 1 June 2025.")
        .noneMatch(text -> text.startsWith("Yes"));
  }

  private static JsonObject remote() {
    return new JsonObject()
        .put("fromOutsideEea", true)
        .put("countries", new JsonArray().add("US").add("IN"))
        .put("transferBasis", new JsonObject().put("en", "Standard contractual clauses."))
        .put("residualRisk", new JsonObject().put("en", "A court there may ask for data."));
  }

  private List<Question> questions(Language language, String today) {
    return new SheetQuestions(Messages.in(language), LocalDate.parse(today))
        .of(LedgerSamples.hosting(json));
  }

  private static List<String> texts(Question question) {
    return question.answers().stream().map(Answer::text).toList();
  }

  private static List<String> sentences(Question question) {
    return question.answers().stream()
        .map(one -> (one.before() + " " + one.text() + one.after()).strip())
        .toList();
  }
}
