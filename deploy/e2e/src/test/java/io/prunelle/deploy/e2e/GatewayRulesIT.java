// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the gateway lets through, to which host, and what it refuses without the host noticing. */
@ExtendWith(RunningDemo.class)
@Order(10)
final class GatewayRulesIT {
  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final AccessJournal journal;
  private final Hosts hosts;

  GatewayRulesIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.journal = new AccessJournal(demo);
    this.hosts = new Hosts(demo, http);
  }

  @Test
  void aPermittedRecordIsServedFromTheCloudHostAndJournalled() {
    Demo.User patient = demo.patient("PERMIT", 0);

    Http.Answer read = http.get(record(patient), realm.token(patient));

    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json().at("/id").asText()).isEqualTo(patient.patientId());
    assertThat(servedBy(read)).isEqualTo("cloud");
    assertThat(journalled(read))
        .containsEntry("patient", patient.patientId())
        .containsEntry("host", demo.host("cloud").at("/id").asText())
        .containsEntry("hosting", demo.hosting())
        .containsEntry("permitted", true)
        .containsEntry("status", 200);
  }

  @Test
  void aRefusedRecordIsServedFromThePracticeWithNothingInTheAnswerThatTells() {
    Demo.User permitted = demo.patient("PERMIT", 0);
    Demo.User refused = demo.patient("DENY", 0);

    Http.Answer onPremise = http.get(record(refused), realm.token(refused));
    Http.Answer inTheCloud = http.get(record(permitted), realm.token(permitted));

    assertThat(onPremise.status()).isEqualTo(200);
    assertThat(servedBy(onPremise)).isEqualTo("on-premise");
    assertThat(onPremise.headers().keySet()).isEqualTo(inTheCloud.headers().keySet());
    assertThat(onPremise.body()).doesNotContain(demo.host("on-premise").at("/fhir").asText());
    assertThat(hosts.read("cloud", refused.patientId())).isEqualTo(404);
  }

  @Test
  void aPatientWhoWasNeverAskedIsServedFromThePractice() {
    Demo.User patient = demo.patient(null, 2);

    Http.Answer read = http.get(record(patient), realm.token(patient));

    assertThat(read.status()).isEqualTo(200);
    assertThat(servedBy(read)).isEqualTo("on-premise");
  }

  @Test
  void aPractitionerReadsRecordsOfThePracticeWhereverTheyLive() {
    String token = realm.token(demo.practitioner(0));
    for (String decision : new String[] {"PERMIT", "DENY", null}) {
      Demo.User patient = demo.patient(decision, decision == null ? 2 : 0);

      Http.Answer search =
          http.get(demo.fhir() + "/Observation?patient=" + patient.patientId(), token);

      assertThat(search.status()).as("record decided %s", decision).isEqualTo(200);
      assertThat(search.json().at("/entry/0/resource/subject/reference").asText())
          .isEqualTo("Patient/" + patient.patientId());
      assertThat(search.body()).doesNotContain(demo.host("cloud").at("/fhir").asText());
      assertThat(servedBy(search)).isEqualTo("PERMIT".equals(decision) ? "cloud" : "on-premise");
    }
  }

  @Test
  void searchesInOnePatientsCompartmentAndEverythingAnswerThatPatientOnly() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String token = realm.token(patient);

    for (String query :
        new String[] {
          "/Observation?patient=" + patient.patientId(),
          "/Observation?subject=Patient/" + patient.patientId(),
          "/Condition?patient=Patient/" + patient.patientId() + "&_count=5",
          "/Patient/" + patient.patientId() + "/$everything"
        }) {
      Http.Answer answer = http.get(demo.fhir() + query, token);
      assertThat(answer.status()).as(query).isEqualTo(200);
      JsonNode bundle = answer.json();
      assertThat(bundle.at("/entry")).as(query).isNotEmpty();
      for (JsonNode entry : bundle.at("/entry")) {
        String subject = entry.at("/resource/subject/reference").asText("");
        assertThat(subject)
            .as("%s in %s", entry.at("/fullUrl"), query)
            .satisfiesAnyOf(
                reference -> assertThat(reference).doesNotStartWith("Patient/"),
                reference -> assertThat(reference).isEqualTo("Patient/" + patient.patientId()));
      }
    }
  }

  @Test
  void followingNextLinksBringsTheWholeAnswer() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String token = realm.token(patient);
    Http.Answer page =
        http.get(demo.fhir() + "/Observation?patient=" + patient.patientId() + "&_count=10", token);
    int total = page.json().at("/total").asInt(-1);
    java.util.Set<String> seen = new java.util.HashSet<>();
    String next;
    do {
      for (JsonNode entry : page.json().at("/entry")) {
        seen.add(entry.at("/fullUrl").asText());
      }
      next = link(page.json(), "next");
      if (next != null) {
        assertThat(next).startsWith(demo.fhir());
        String stolen = next;
        assertThat(http.get(stolen, realm.token(demo.patient("PERMIT", 1))).status())
            .as("the same link in someone else's hands")
            .isIn(403, 404);
        page = http.get(next, token);
        assertThat(page.status()).isEqualTo(200);
      }
    } while (next != null);

    assertThat(seen).hasSizeGreaterThan(10);
    if (total >= 0) {
      assertThat(seen).hasSize(total);
    }
  }

  @Test
  void aPractitionerAddsAnObservationAndThePatientSeesIt() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String practitioner = realm.token(demo.practitioner(0));

    Http.Answer created =
        http.post(demo.fhir() + "/Observation", practitioner, observation(patient.patientId()));

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("location")).startsWith(demo.fhir() + "/Observation/");
    assertThat(servedBy(created)).isEqualTo("cloud");
    String id = created.json().at("/id").asText();
    assertThat(
            http.get(
                    demo.fhir() + "/Observation?patient=" + patient.patientId() + "&_id=" + id,
                    realm.token(patient))
                .json()
                .at("/entry/0/resource/id")
                .asText())
        .isEqualTo(id);
  }

  @Test
  void someoneElsesRecordIsRefusedAndTheRefusalTellsNothing() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String token = realm.token(patient);
    String permitted = demo.patient("PERMIT", 1).patientId();
    String denied = demo.patient("DENY", 0).patientId();
    for (String path :
        new String[] {
          "/Patient/%s",
          "/Patient/%s/$everything",
          "/Observation?patient=%s",
          "/Condition?subject=Patient/%s"
        }) {
      Http.Answer ofPermitted = refused(path.formatted(permitted), token);
      Http.Answer ofDenied = refused(path.formatted(denied), token);
      Http.Answer ofNobody = refused(path.formatted("no-such-patient"), token);
      assertThat(ofPermitted.status()).isIn(403, 404);
      assertThat(withoutRequestId(ofPermitted)).isEqualTo(withoutRequestId(ofNobody));
      assertThat(withoutRequestId(ofDenied)).isEqualTo(withoutRequestId(ofNobody));
    }
  }

  @Test
  void aPractitionerOfAnotherPracticeGetsNothing() {
    String token =
        realm.token(
            demo.users().stream()
                .filter(user -> user.role().equals("practitioner"))
                .filter(user -> !practices(user).contains(demo.text("/practice")))
                .findFirst()
                .orElseThrow());

    Http.Answer answer = refused("/Patient/" + demo.patient("PERMIT", 0).patientId(), token);

    assertThat(answer.status()).isIn(403, 404);
  }

  @Test
  void aPractitionerOfAnotherPracticeWhoIsAPatientHereIsNothingElse() {
    Demo.User working = demo.working();
    // Of several practices, or Keycloak names none
    String token = realm.tokens(working, "openid organization:*").get("access_token").asText();
    JsonNode claims = Realm.claims(token);
    assertThat(claims.at("/realm_access/roles").toString()).contains("practitioner", "patient");
    assertThat(claims.at("/organization").toString())
        .contains(demo.text("/practice"), "cabinet-des-tilleuls");
    assertThat(claims.at("/staff_of").toString()).isEqualTo("[\"cabinet-des-tilleuls\"]");
    String other = demo.patient("PERMIT", 0).patientId();
    String others =
        http.get(
                demo.fhir() + "/Observation?_count=1&patient=" + other,
                realm.token(demo.practitioner(0)))
            .json()
            .at("/entry/0/resource/id")
            .asText();

    // their own record, and what names nobody is theirs
    assertThat(http.get(record(working), token).status()).isEqualTo(200);
    JsonNode patients = http.get(demo.fhir() + "/Patient", token).json();
    assertThat(patients.at("/entry")).hasSize(1);
    assertThat(patients.at("/entry/0/resource/id").asText()).isEqualTo(working.patientId());
    // nobody else's: by name, by id, in an emergency, in the journal
    assertThat(refused("/Patient/" + other, token).status()).isEqualTo(403);
    assertThat(refused("/Observation?patient=" + other, token).status()).isEqualTo(403);
    assertThat(http.get(demo.fhir() + "/Observation/" + others, token).status()).isEqualTo(404);
    Http.Answer emergency =
        http.send(
            "GET",
            demo.fhir() + "/Patient/" + other,
            token,
            null,
            null,
            "X-Purpose-Of-Use",
            "http://terminology.hl7.org/CodeSystem/v3-ActReason|BTG; reason=\"found unconscious\"");
    assertThat(emergency.status()).isEqualTo(403);
    assertThat(http.get(demo.fhir() + "/AuditEvent?patient=" + other, token).status())
        .isEqualTo(403);
    assertThat(http.get(realm.consent() + "/practices/" + demo.text("/practice"), token).status())
        .isEqualTo(403);
  }

  @Test
  void whatCannotBeHeldToOneRecordIsRefusedWithoutReachingAHost() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String other = demo.patient("PERMIT", 1).patientId();
    String token = realm.token(patient);
    String own = patient.patientId();
    for (String request :
        new String[] {
          "GET /Observation?patient=" + own + "&patient=" + other,
          "GET /Observation?patient=" + own + "," + other,
          "GET /Observation?patient=" + own + "&_include=*",
          "GET /Observation?patient=" + own + "&_revinclude:iterate=AuditEvent:patient",
          "GET /Observation?patient=" + own + "&_has:Patient:x:y=z",
          "GET /Observation?performer:Patient.name=Smith",
          "GET /Observation?subject:Group=" + own,
          "GET /Observation?performer=Patient/" + other,
          "GET /Observation?subject=Group/1",
          "GET /Observation?patient=" + own + "&_filter=code%20eq%20x",
          "GET /Observation?patient=http://example.org/Patient/" + own,
          "GET /Patient/" + own + "/..%2f" + other,
          "GET /Patient/" + own + "/%2e%2e/" + other,
          "GET //Patient/" + own,
          "PUT /Patient/" + own,
          "DELETE /Patient/" + own,
          "PATCH /AuditEvent/1",
          "POST /Observation/_search"
        }) {
      String method = request.split(" ", 2)[0];
      String path = request.substring(method.length() + 1);
      Http.Answer answer =
          http.send(
              method,
              demo.fhir() + path,
              token,
              "application/fhir+json",
              method.equals("GET") ? null : "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}");
      assertThat(answer.status()).as(request).isBetween(400, 501);
      assertThat(answer.json().at("/resourceType").asText())
          .as(request)
          .isEqualTo("OperationOutcome");
      nothingReachedAHost(answer);
      assertThat(journalled(answer)).as(request).containsEntry("permitted", false);
    }
  }

  @Test
  void aBodyThatMentionsASecondPatientIsRefused() {
    String own = demo.patient("PERMIT", 0).patientId();
    String other = demo.patient("PERMIT", 1).patientId();
    String body =
        observation(own)
            .replace(
                "\"status\"",
                "\"performer\":[{\"reference\":\"Patient/" + other + "\"}],\"status\"");

    Http.Answer answer =
        http.post(demo.fhir() + "/Observation", realm.token(demo.practitioner(0)), body);

    assertThat(answer.status()).isBetween(400, 499);
    nothingReachedAHost(answer);
  }

  @Test
  void withoutAGoodTokenNothingIsServed() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String good = realm.token(patient);
    String[] parts = good.split("\\.", -1);
    java.util.Base64.Encoder base64 = java.util.Base64.getUrlEncoder().withoutPadding();
    String unsigned =
        base64.encodeToString(
                "{\"alg\":\"none\",\"typ\":\"JWT\"}"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))
            + "."
            + parts[1]
            + ".";
    String altered =
        parts[0]
            + "."
            + base64.encodeToString(
                Realm.claims(good)
                    .toString()
                    .replace(patient.patientId(), demo.patient("PERMIT", 1).patientId())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))
            + "."
            + parts[2];
    String idToken = realm.tokens(patient, "openid").get("id_token").asText();
    String ofAnotherRealm = realm.administrator();

    Map<String, String> tokens = new java.util.LinkedHashMap<>();
    tokens.put("none", null);
    tokens.put("garbage", "garbage");
    tokens.put("unsigned", unsigned);
    tokens.put("altered", altered);
    tokens.put("an ID token", idToken);
    tokens.put("of another realm", ofAnotherRealm);
    tokens.forEach(
        (name, token) -> {
          Http.Answer answer = http.get(record(patient), token);
          assertThat(answer.status()).as(name).isEqualTo(401);
          assertThat(answer.header("www-authenticate")).as(name).startsWith("Bearer");
          assertThat(answer.json().at("/resourceType").asText()).isEqualTo("OperationOutcome");
          nothingReachedAHost(answer);
          assertThat(journalled(answer)).as(name).containsEntry("permitted", false);
        });
  }

  @Test
  void theGatewaysRoleCannotAlterTheJournal() throws java.sql.SQLException {
    try (var connection = journal.connect();
        var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
                    + " WHERE table_schema = 'journal' AND grantee = 'prunelle_gateway'")) {
      java.util.Set<String> privileges = new java.util.TreeSet<>();
      while (result.next()) {
        privileges.add(result.getString(2));
      }
      assertThat(privileges).containsExactly("INSERT", "SELECT");
    }
  }

  private String record(Demo.User patient) {
    return demo.fhir() + "/Patient/" + patient.patientId();
  }

  private Http.Answer refused(String path, String token) {
    Http.Answer answer = http.get(demo.fhir() + path, token);
    nothingReachedAHost(answer);
    assertThat(journalled(answer)).containsEntry("permitted", false);
    return answer;
  }

  private Map<String, Object> journalled(Http.Answer answer) {
    String requestId = answer.header("x-request-id");
    assertThat(requestId).isNotBlank();
    return org.awaitility.Awaitility.await()
        .until(
            () -> journal.ofRequest(requestId),
            rows -> rows.size() == 1 && rows.get(0).get("status") != null)
        .get(0);
  }

  /** A host may write its access log after the answer has left. */
  private String servedBy(Http.Answer answer) {
    return org.awaitility.Awaitility.await()
        .until(() -> reached(answer), where -> !where.equals("none"));
  }

  private String reached(Http.Answer answer) {
    String requestId = answer.header("x-request-id");
    boolean cloud = !hosts.accesses("cloud", requestId).isEmpty();
    boolean premises = !hosts.accesses("on-premise", requestId).isEmpty();
    return cloud && premises ? "both" : cloud ? "cloud" : premises ? "on-premise" : "none";
  }

  private void nothingReachedAHost(Http.Answer answer) {
    assertThat(reached(answer)).isEqualTo("none");
  }

  private java.util.List<String> practices(Demo.User user) {
    java.util.List<String> practices = new java.util.ArrayList<>();
    JsonNode claim = Realm.claims(realm.token(user)).at("/organization");
    claim.forEach(practice -> practices.add(practice.asText()));
    return practices;
  }

  private static String withoutRequestId(Http.Answer answer) {
    return answer.status() + answer.body().replace(answer.header("x-request-id"), "");
  }

  private static String link(JsonNode bundle, String relation) {
    for (JsonNode link : bundle.at("/link")) {
      if (link.at("/relation").asText().equals(relation)) {
        return link.at("/url").asText();
      }
    }
    return null;
  }

  private static String observation(String patient) {
    return """
        {"resourceType":"Observation","status":"final",
         "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]},
         "subject":{"reference":"Patient/%s"},
         "valueQuantity":{"value":62,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}
        """
        .formatted(patient);
  }
}
