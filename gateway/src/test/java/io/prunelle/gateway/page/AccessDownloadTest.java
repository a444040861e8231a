// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who opened my record, to take along. */
final class AccessDownloadTest {

  private PageFixture page;

  @BeforeEach
  void start() {
    page = new PageFixture("http");
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void allOfItIsThereHoweverLongAndNobodyElses() {
    for (int i = 0; i < 1_234; i++) {
      page.access("p1", "Dr " + i + " End", "read", "Patient", i % 7 != 0);
      page.access("p2", "Dr Secret", "read", "Patient", true);
    }
    TestBrowser anne = page.signedIn("anne", "p1");

    HttpResponse<String> json = anne.get("/my/accesses.json?patient=p2");
    HttpResponse<String> csv = anne.get("/my/accesses.csv");

    assertThat(json.statusCode()).isEqualTo(200);
    // and the reading itself
    assertThat(new JsonArray(json.body())).hasSize(1_235);
    assertThat(((JsonObject) new JsonArray(json.body()).getValue(1)).getString("name"))
        .isEqualTo("Dr 1233 End");
    assertThat(json.body()).contains("\"permitted\":false").doesNotContain("Dr Secret");
    assertThat(csv.body().split("\r\n")).hasSize(1 + 1_234 + 2);
    assertThat(csv.body())
        .doesNotContain("Dr Secret")
        .startsWith("\uFEFF\"Jour\";\"Heure (Paris)\"");
    assertThat(csv.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"accesses.csv\"");
    assertThat(csv.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(page.outcomes).hasSize(2).allMatch(outcome -> outcome.status() == 200);
  }

  @Test
  void anEmptyListIsAListToo() {
    HttpResponse<String> json = page.signedIn("anne", "p1").get("/my/accesses.json");

    assertThat(new JsonArray(json.body())).hasSize(1);
  }

  @Test
  void takingItAlongIsReadingIt() {
    page.signedIn("anne", "p1").get("/my/accesses.csv");

    assertThat(page.journal)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.entry().act().interaction()).isEqualTo("journal-read");
              assertThat(line.entry().where().patient()).isEqualTo("p1");
            });
  }

  @Test
  void whoIsNotSignedInTakesNothing() {
    page.access("p1", "Dr Lemoine", "read", "Patient", true);

    assertThat(page.browser().get("/my/accesses.csv").statusCode()).isBetween(300, 399);
    assertThat(page.browser().get("/my/accesses.json").body()).doesNotContain("Lemoine");
  }

  @Test
  void withoutTheJournalThereIsAPageThatSaysSoAndNoFile() {
    TestBrowser anne = page.signedIn("anne", "p1");
    page.journalDown = true;

    HttpResponse<String> answer = anne.get("/my/accesses.csv");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
  }

  @Property
  void noCellIsEverAFormulaOrLeavesItsPlace(@ForAll String words) {
    String cell = AccessCsv.cell(words);

    assertThat(cell).startsWith("\"").endsWith("\"");
    String inside = cell.substring(1, cell.length() - 1);
    assertThat(inside.replace("\"\"", "")).doesNotContain("\"");
    assertThat(inside.isEmpty() || "=+-@".indexOf(inside.charAt(0)) < 0).isTrue();
    // Wherever a spreadsheet takes cells to end
    for (String begun : inside.split("[,;\\t\\r\\n]", -1)) {
      assertThat(begun.replaceAll("^[\" ]*", "")).doesNotStartWith("=").doesNotStartWith("@");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;=HYPERLINK(1)",
        "a;\"=1+1\"",
        "name=x\t=1",
        "found unconscious\n=1+1",
        "a;+1",
        "a, -1",
        "a;;@SUM(1)"
      })
  void noFormulaBeginsWhereASpreadsheetSeparatesOtherwise(String words) {
    assertThat(AccessCsv.cell(words)).containsPattern("'[=+\\-@]");
  }

  @Test
  void whoReadsEnglishHasItSeparatedByCommas() {
    TestBrowser anne = page.signedIn("anne", "p1");
    anne.language = "en";

    assertThat(anne.get("/my/accesses.csv").body()).startsWith("\uFEFF\"Day\",\"Time (Paris)\"");
  }

  @Test
  void aSpreadsheetHasWordsWhereSoftwareHasCodes() {
    page.access(
        "p1",
        "Dr Lemoine",
        "search",
        "Observation",
        true,
        new Entry.Purpose("TREAT", "bilan annuel"));
    page.access("p1", "Dr Petit", "read", "Patient", false);
    Instant at = page.journal.get(0).recordedAt();

    String[] lines = page.signedIn("anne", "p1").get("/my/accesses.csv").body().split("\r\n", -1);

    assertThat(lines[0])
        .isEqualTo(
            "\uFEFF\"Jour\";\"Heure (Paris)\";\"Qui\";\"Qualité\";\"Cabinet\";\"Quoi\";\"Lieu\";"
                + "\"Résultat\";\"Remarque\";\"Motif déclaré\";\"Urgence déclarée\";\"Comment\";"
                + "\"Identifiant de la ligne\"");
    assertThat(lines[1])
        .contains("\"<b>anne</b>\";\"patient\"", "\"Lecture de la liste des accès\"");
    assertThat(lines[2])
        .contains(
            "\"Dr Petit\";\"professionnel de santé\"",
            "\"A voulu lire\u00A0: votre identité et vos coordonnées\"",
            "\"Refusé\";\"rien n’a été montré – Le demandeur n’avait pas le droit de faire cela.\"");
    assertThat(lines[3])
        .startsWith(
            DateTimeFormatter.ofPattern("\"dd/MM/uuuu\";\"HH:mm:ss\"")
                .format(at.atZone(ZoneId.of("Europe/Paris"))))
        .contains(
            "\"Recherche et lecture\u00A0: vos mesures et résultats d’analyses\"",
            "\"Autorisé\";\"\";\"pour vous soigner, «\u00A0bilan annuel\u00A0»\";\"\"",
            "\"avec l’application «\u00A0demo-app\u00A0»\"",
            page.journal.get(0).id().toString());
  }
}
