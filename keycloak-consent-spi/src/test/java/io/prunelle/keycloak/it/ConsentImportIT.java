// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Consents on paper that a practice's officer brings as FHIR resources. */
@ExtendWith(KeycloakExtension.class)
class ConsentImportIT {
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final TestRealm realm;

  ConsentImportIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aPracticeWithAnOfficer() {
    realm.patient("alice", LILAS);
    realm.patient("bob", TILLEULS);
    realm.role(realm.user("officer", "", LILAS), "consent-officer");
  }

  @Test
  void aConsentIsExaminedThenRecordedThenKnown() {
    String officer = realm.token("officer");
    String consent = consent("pat-alice", HOSTING, "permit");

    Answer examined = send("", officer, consent);
    assertThat(examined.status()).as(examined.body()).isEqualTo(200);
    assertThat(examined.json().at("/issue/0/severity").asText()).isEqualTo("information");
    assertThat(examined.json().at("/issue/0/expression/0").asText()).isEqualTo("Consent");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();

    Answer recorded = send("?dry-run=false", officer, consent);
    assertThat(recorded.status()).as(recorded.body()).isEqualTo(201);
    assertThat(recorded.header("Location")).isEqualTo(realm.url() + "/consent/fhir/Consent/1");
    JsonNode entry = realm.ledger().at("/entries/0");
    assertThat(entry.path("channel").asText()).isEqualTo("PAPER");
    assertThat(entry.path("decision").asText()).isEqualTo("PERMIT");
    assertThat(entry.path("language").asText()).isEqualTo("fr");
    assertThat(entry.at("/paper/digest").asText()).isEqualTo("sha-256:" + "0".repeat(64));
    assertThat(entry.at("/paper/date").asText()).isEqualTo(today.toString());

    // what is told of it is known again
    String told =
        realm.call("GET", "/consent/fhir/Consent/1", realm.token("alice"), null).ok().body();
    for (String dryRun : List.of("true", "false")) {
      assertThat(problems(send("?dry-run=" + dryRun, officer, told)))
          .containsExactly("already-recorded Consent.source");
    }
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  @Test
  void whatIsSignedForAMinorRunsOutWhenTheyComeOfAge() {
    realm.protectedAttributes("birthdate", "guardian_of", "protected_adult");
    LocalDate birth = today.minusYears(17);
    realm.attribute("alice", "birthdate", birth.toString());

    send("?dry-run=false", realm.token("officer"), consent("pat-alice", HOSTING, "permit")).ok();

    // not two years from now, as the hosting says
    assertThat(realm.ledger().at("/entries/0/until").asLong())
        .isEqualTo(birth.plusYears(18).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
  }

  @Test
  void aBundleIsRecordedAsAWholeOrNotAtAll() {
    realm.patient("carol", LILAS);
    String officer = realm.token("officer");
    String alice = consent("pat-alice", HOSTING, "permit");
    String carol = consent("pat-carol", HOSTING, "deny");

    Answer refused =
        send(
            "?dry-run=false",
            officer,
            bundle(
                alice,
                carol,
                consent("pat-bob", HOSTING, "permit"),
                consent("pat-nobody", HOSTING, "permit"),
                consent("pat-carol", HOSTING, "permit"),
                consent("pat-alice", TILLEULS + "@nuage-sante", "permit")));
    assertThat(problems(refused))
        .containsExactlyInAnyOrder(
            "not-found Bundle.entry[2].resource.patient",
            "not-found Bundle.entry[3].resource.patient",
            "ambiguous-order Bundle.entry[4].resource",
            "unknown-hosting Bundle.entry[5].resource.policy[0].uri");
    // of another practice's patient no more is told than of nobody
    assertThat(refused.json().at("/issue/0/diagnostics"))
        .isEqualTo(refused.json().at("/issue/1/diagnostics"));
    assertThat(realm.ledger().path("ledger").asLong()).isZero();

    Answer recorded = send("?dry-run=false", officer, bundle(alice, carol));
    assertThat(recorded.status()).as(recorded.body()).isEqualTo(200);
    assertThat(recorded.json().path("type").asText()).isEqualTo("transaction-response");
    assertThat(recorded.json().at("/entry/1/response/location").asText())
        .isEqualTo(realm.url() + "/consent/fhir/Consent/2");
    assertThat(realm.ledger().at("/entries/1/decision").asText()).isEqualTo("DENY");
  }

  @Test
  void anOlderPaperUndoesNothingAndAnOfficersOwnIsForAnother() {
    String officer = realm.token("officer");
    realm.decide(realm.token("alice"), "DENY", 1).ok();

    assertThat(problems(send("", officer, consent("pat-alice", HOSTING, "permit"))))
        .containsExactly("paper-overtaken Consent.dateTime");
    realm.publish(HOSTING, "Autrement.");
    assertThat(problems(send("", officer, consent("pat-alice", HOSTING, "permit"))))
        .containsExactly(
            "notice-not-current Consent.policy[0].uri", "paper-overtaken Consent.dateTime");

    realm.protectedAttributes("staff_of");
    realm.attribute("officer", "patient_id", "pat-officer");
    realm.attribute("officer", "staff_of", LILAS);
    assertThat(
            problems(
                send(
                    "?dry-run=false",
                    realm.token("officer"),
                    consent("pat-officer", HOSTING, "permit"))))
        .contains("not-permitted Consent.patient");
    assertThat(realm.ledger().path("ledger").asLong()).isEqualTo(1);
  }

  @Test
  void onlyThePracticesOfficerIsHeard() {
    String consent = consent("pat-alice", HOSTING, "permit");
    realm.role(realm.user("other", "", TILLEULS), "consent-officer");

    for (String user : List.of("alice", "bob", "other")) {
      outcome(send("?dry-run=false", realm.token(user), consent), 403, "forbidden");
    }
    outcome(send("?dry-run=false", realm.serviceToken(), consent), 403, "forbidden");
    outcome(send("?dry-run=false", null, consent), 401, "login");
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void whatIsNoFhirJsonIsRefusedInFhirsTerms() {
    String officer = realm.token("officer");

    outcome(send("?dryrun=false", officer, "{}"), 400, "invalid");
    outcome(send("?dry-run=no", officer, "{}"), 400, "invalid");
    outcome(
        realm.call("POST", path(""), officer, "<Consent/>", "Content-Type", "application/fhir+xml"),
        415,
        "not-supported");
    outcome(send("", officer, "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000)), 400, "invalid");
    outcome(send("", officer, " ".repeat(4 * 1024 * 1024 + 1)), 413, "too-long");
    outcome(send("", officer, "{}"), 422, "structure");
    String many = bundle(Collections.nCopies(2_000, "{'a':1}").toArray(String[]::new));
    outcome(send("", officer, many), 422, "too-costly");
    outcome(realm.call("GET", path(""), officer, null), 405, "not-supported");
  }

  @Test
  void anybodyMayAskWhatIsServed() {
    Answer answer = realm.call("GET", "/consent/fhir/metadata", null, null).ok();

    assertThat(answer.header("Content-Type")).startsWith("application/fhir+json");
    assertThat(answer.json().path("resourceType").asText()).isEqualTo("CapabilityStatement");
    assertThat(answer.json().at("/implementation/url").asText())
        .isEqualTo(realm.url() + "/consent/fhir");
  }

  private Answer send(String query, @Nullable String token, String body) {
    return realm.call("POST", path(query), token, body, "Content-Type", "application/fhir+json");
  }

  private static String path(String query) {
    return "/consent/practices/" + LILAS + "/fhir/Consent" + query;
  }

  private static List<String> problems(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    return StreamSupport.stream(answer.json().path("issue").spliterator(), false)
        .map(
            issue ->
                issue.at("/details/coding/0/code").asText()
                    + " "
                    + issue.at("/expression/0").asText())
        .toList();
  }

  private static void outcome(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/fhir+json");
    assertThat(answer.json().path("resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(answer.json().at("/issue/0/code").asText()).isEqualTo(code);
  }

  private static String bundle(String... consents) {
    return json(
        "{'resourceType':'Bundle','type':'transaction','entry':["
            + String.join(
                ",", List.of(consents).stream().map(each -> "{'resource':" + each + "}").toList())
            + "]}");
  }

  private String consent(String patient, String hosting, String type) {
    return json(
        "{'resourceType':'Consent','status':'active','scope':{'coding':[{'system':"
            + "'http://terminology.hl7.org/CodeSystem/consentscope','code':'patient-privacy'}]},"
            + "'category':[{'coding':[{'system':'http://loinc.org','code':'59284-0'}]}],"
            + "'patient':{'reference':'Patient/%s'},'dateTime':'%s',"
            + "'performer':[{'reference':'Patient/%s'}],'organization':[{'identifier':"
            + "{'system':'%s/consent/practices','value':'%s'}}],"
            + "'sourceReference':{'identifier':{'system':'urn:ietf:rfc:3986',"
            + "'value':'ni:///sha-256;%s'}},'policy':[{'extension':[{'url':"
            + "'urn:prunelle:fhir:notice-language','valueCode':'fr'}],"
            + "'uri':'%s/consent/hostings/%s/notices/1'}],'provision':{'type':'%s'}}",
        patient, today, patient, realm.url(), LILAS, "A".repeat(43), realm.url(), hosting, type);
  }
}
