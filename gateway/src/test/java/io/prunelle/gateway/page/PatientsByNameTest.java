// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static io.prunelle.gateway.page.OfficeFixture.HOME;
import static io.prunelle.gateway.page.OfficeFixture.PRACTICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers for a practice reads patients' names, as far as the realm tells them. */
class PatientsByNameTest {

  private static final String OBJECTIONS = HOME + "/objections";

  private final OfficeFixture office = new OfficeFixture();
  private final StandInRealm realm = office.realm;

  @BeforeEach
  void objections() {
    realm.patientNames.put("p1", "Anne <b>Martin</b>");
    realm.objections = new JsonArray().add(objection(17, "p1")).add(objection(18, "p2"));
  }

  @AfterEach
  void stop() {
    office.close();
  }

  private static JsonObject objection(long entry, String patient) {
    return new JsonObject()
        .put("entry", entry)
        .put("patient", patient)
        .put("hosting", PRACTICE + "@nuage-sante")
        .put("raisedAt", "2026-11-20T10:00:00Z")
        .put("reason", "No.");
  }

  private UUID access(String patient) {
    return PageFixture.get(
        office
            .page
            .journal()
            .record(
                new Entry(
                    UUID.randomUUID().toString(),
                    new Entry.Agent("u-1", "Dr Moreau", "practitioner", "app", null, null),
                    new Entry.Act("read", "Observation", "o1", null, "GET", "/fhir"),
                    new Entry.Where(PRACTICE, patient, "nuage-sante", null, null),
                    true,
                    "consent-permit"),
                new Outcome(200, 17, Duration.ofMillis(3), "completed")));
  }

  @Test
  void theIdStandsBesideTheNameAndAloneOfWhomTheRealmDoesNotTell() {
    HttpResponse<String> page = office.officer("olga").get(OBJECTIONS);

    assertThat(page.body())
        .contains("Patient Anne &lt;b&gt;Martin&lt;/b&gt; (p1), hosting with Nuage Santé")
        .contains("Patient p2, hosting with")
        .doesNotContain("<b>Martin");
    assertThat(realm.namesAsked).containsExactly(List.of("p1", "p2"));
    assertThat(realm.bearers).last().asString().startsWith("Bearer ");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 429, 503})
  void whereTheRealmTellsNoneEverythingElseIsShown(int status) {
    realm.namesStatus = status;

    HttpResponse<String> page = office.officer("olga").get(OBJECTIONS);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Patient p1, hosting with", "Patient p2, hosting with");
  }

  @Test
  void aLongListAsksForSoManyAndNoMore() {
    JsonArray many = new JsonArray();
    for (int i = 0; i < 150; i++) {
      many.add(objection(i + 1, "p" + i));
    }
    realm.objections = many;

    HttpResponse<String> page = office.officer("olga").get(OBJECTIONS);

    assertThat(page.body()).contains("Patient p149, hosting with");
    assertThat(realm.namesAsked).singleElement().satisfies(ids -> assertThat(ids).hasSize(100));
  }

  @Test
  void auditorsReadThemInTheirListAndInAnEntryAndFilesHaveIdsAlone() {
    UUID id = access("p1");
    TestBrowser audrey = office.signedIn("audrey", "", PRACTICE, "auditor");
    String named = "Anne &lt;b&gt;Martin&lt;/b&gt; (p1)";

    assertThat(audrey.get(HOME + "/accesses?patient=p1&search=1").body()).contains(named);
    assertThat(audrey.get(HOME + "/accesses/" + id).body()).contains(named);
    assertThat(audrey.get(HOME + "/accesses.csv?patient=p1&search=1").body())
        .contains("\"p1\"")
        .doesNotContain("Martin");
    // Each patient who is shown learns of it, as before
    assertThat(office.entries("interaction = 'journal-read' AND patient = 'p1'")).isNotEmpty();
  }

  @Test
  void whoMayNotSeeThePageAsksForNobody() {
    TestBrowser eve = office.signedIn("eve", "", PRACTICE, "practitioner");

    assertThat(eve.get(OBJECTIONS).statusCode()).isEqualTo(403);
    assertThat(realm.namesAsked).isEmpty();
  }
}
