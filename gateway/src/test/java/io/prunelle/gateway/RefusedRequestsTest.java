// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused reaches no host, is written down, and tells nothing. */
final class RefusedRequestsTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("permitted");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void nothingReachedAHost() {
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  @Test
  void withoutATokenTheChallengeNamesNoError() {
    Answer answer = gateway.get("/Patient/p1", null);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate"))
        .startsWith("Bearer realm=\"prunelle\", DPoP ")
        .doesNotContain("error");
    assertOutcome(answer, "login");
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("reason", "no-token")
        .containsEntry("path", "/fhir/cabinet-des-lilas/Patient/p1")
        .containsEntry("subject", null)
        .containsEntry("status", 401)
        .containsEntry("ending", "refused");
  }

  @Test
  void withABadTokenTheChallengeSaysSo() {
    JsonObject expired =
        gateway.realm.patientClaims("p1").put("exp", Instant.now().getEpochSecond() - 60);
    for (String token :
        new String[] {
          "garbage",
          gateway.realm.token(expired),
          TestRealm.token(
              gateway.realm.header("key-1"), gateway.realm.patientClaims("p1"), TestRealm.keyPair())
        }) {
      Answer answer = gateway.get("/Patient/p1", token);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("www-authenticate"))
          .startsWith("Bearer ")
          .contains("error=\"invalid_token\"");
      assertThat(gateway.settled(answer)).containsEntry("permitted", false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "access%5Ftoken", "Access_Token", "client%5fsecret"})
  void aTokenInTheQueryIsNoneAndIsNotKept(String name) {
    String token = gateway.realm.patient("p1");
    Answer answer = gateway.get("/Patient/p1?_pretty=true&" + name + "=" + token, null);

    assertThat(answer.status()).isEqualTo(401);
    assertThat((String) gateway.settled(answer).get("raw_query"))
        .isEqualTo("_pretty=true&" + name + "=…");

    // Nor beside one that is taken
    gateway.get("/Patient/p1?" + name + "=" + token, token);
    assertThat(
            gateway.database.rows(
                "SELECT 1 FROM journal.entry WHERE raw_query LIKE '%eyJ%' OR query LIKE '%eyJ%'"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/Patient/%s",
    "/Patient/%s/$everything",
    "/Observation?patient=%s",
    "/Condition?subject=Patient/%s"
  })
  void anotherPatientsRecordIsRefusedInTheSameWordsWhetherItExistsOrNot(String path) {
    String token = gateway.realm.patient("p1");

    Answer existing = gateway.get(path.formatted("permitted"), token);
    Answer absent = gateway.get(path.formatted("nobody"), token);

    assertThat(existing.status()).isEqualTo(403);
    assertThat(existing.body()).isEqualTo(absent.body()).doesNotContain("permitted", "Patient/");
    assertThat(existing.headers().keySet()).isEqualTo(absent.headers().keySet());
    assertOutcome(existing, "forbidden");
    assertThat(gateway.settled(existing))
        .containsEntry("permitted", false)
        .containsEntry("reason", "other-patient")
        .containsEntry("patient", "permitted")
        .containsEntry("subject", "user-p1");
  }

  @Test
  void aPracticeThatIsNotTheirsIsRefusedLikeOneThatIsNotThere() {
    JsonObject claims =
        gateway.realm.practitionerClaims().put("organization", new JsonArray().add("elsewhere"));

    Answer notTheirs = gateway.get("/Patient/p1", gateway.realm.token(claims));
    Answer notThere =
        gateway.send(
            "GET",
            URI.create(gateway.fhir().replace(TestRealm.PRACTICE, "elsewhere") + "/Patient/p1"),
            gateway.realm.token(claims),
            null);

    assertThat(notTheirs.status()).isEqualTo(403);
    assertThat(notThere.status()).isEqualTo(403);
    assertThat(notTheirs.body()).isEqualTo(notThere.body());
  }

  @Test
  void aMissingScopeIsNamed() {
    JsonObject claims = gateway.realm.patientClaims("p1").put("scope", "openid patient/Patient.r");

    Answer answer = gateway.get("/Observation?patient=p1", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("www-authenticate"))
        .contains("error=\"insufficient_scope\"", "scope=\"patient/Observation.s\"");
    assertThat(gateway.settled(answer)).containsEntry("reason", "scope-missing");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /Observation?_summary=text, 403",
    "GET, /Observation?patient=p1&patient=p2, 403",
    "GET, /Observation?patient=p1&_include=*, 403",
    "GET, /Observation?patient=p1&_has:Group:member:_id=g1, 403",
    "GET, /Patient/_history?_since=x, 400",
    "GET, /Patient/p1/$match, 501",
    "GET, /Patient/p1/%2e%2e/p2, 400",
    "GET, /Patient/p1/../p2, 400",
    "GET, /Nonsense/p1, 404",
    "GET, /Patient/p1%2f..%2fp2, 400",
    "GET, //Patient/p1, 400",
    "GET, /Patient/p1?_format=ttl, 406",
    "PUT, /Patient/p1, 400",
    "GET, /AuditEvent/a1, 404",
    "PATCH, /Patient?identifier=x, 403",
    "DELETE, /Patient/p1, 403",
    "OPTIONS, /Patient/p1, 405",
    "POST, /Patient, 400",
    "POST, /Provenance, 400",
    "POST, /Observation/_search, 415",
    "POST, /Observation?patient=p1, 400",
    "POST, //, 400",
    "POST, '?x=1', 400",
    "GET, _history, 404"
  })
  void anythingElseIsRefusedAndWrittenDown(String method, String path, int status) {
    Answer answer =
        gateway.send(
            method,
            URI.create(gateway.fhir() + path),
            gateway.realm.patient("p1"),
            method.equals("GET") ? null : "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().getString("resourceType")).isEqualTo("OperationOutcome");
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("method", method)
        .containsEntry("status", status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linkage", "Subscription", "Bundle"})
  void aSearchOfATypeThatIsNotServedSaysSo(String type) {
    Answer answer = gateway.get("/" + type + "?_lastUpdated=gt2020", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("not served");
    assertThat(gateway.settled(answer)).containsEntry("reason", "type-not-served");
  }

  @Test
  void aBodyAboutSomebodyElseIsRefused() {
    String token = gateway.realm.practitioner();
    for (String body :
        new String[] {
          "{\"resourceType\":\"Observation\"}",
          "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"},\"focus\":[{\"reference\":\"Patient/p2\"}]}",
          "{"
        }) {
      Answer answer = gateway.post("/Observation", token, body);
      assertThat(answer.status()).isIn(400, 403);
      assertThat(gateway.settled(answer)).containsEntry("permitted", false);
    }
  }

  @Test
  void aPatientCannotWriteIntoAnotherRecord() {
    Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.patient("p1"),
            "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p2\"}}");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.settled(answer)).containsEntry("reason", "other-patient");
  }

  @Test
  void aConditionOverSomebodyElsesResourcesIsRefused() {
    for (String condition : new String[] {"patient=p2&identifier=x", "subject.identifier=x"}) {
      Answer answer =
          gateway.post(
              "/Observation",
              gateway.realm.practitioner(),
              "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"}}",
              "If-None-Exist",
              condition);

      assertThat(answer.status()).as(condition).isEqualTo(403);
    }
  }

  @Test
  void aRefusalIsWrittenDownWithWhatWasUnderstood() {
    Answer answer =
        gateway.send(
            "GET",
            URI.create(gateway.fhir() + "/Observation/$stats"),
            gateway.realm.practitioner(),
            null);

    assertThat(answer.status()).isEqualTo(501);
    assertThat(gateway.settled(answer))
        .containsEntry("interaction", "operation")
        .containsEntry("resource_type", "Observation")
        .containsEntry("reason", "interaction-not-offered");
  }

  @Test
  void aMethodThatAUrlDoesNotTakeIsToldWithThoseItTakes() {
    Answer answer =
        gateway.send(
            "OPTIONS",
            URI.create(gateway.fhir() + "/Patient/p1"),
            gateway.realm.practitioner(),
            null);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD, PUT, PATCH, DELETE");
  }

  @ParameterizedTest
  @CsvSource({"X-HTTP-Method-Override", "x-http-method", "X-Method-Override"})
  void aRequestThatWantsToBeAnotherIsRefused(String header) {
    Answer answer = gateway.get("/Patient/p1", gateway.realm.patient("p1"), header, "DELETE");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(gateway.settled(answer)).containsEntry("reason", "method-overridden");
  }

  @Test
  void whatIsIncludedNeedsAScopeToo() {
    JsonObject claims =
        gateway.realm.patientClaims("p1").put("scope", "openid patient/Observation.rs");

    Answer answer =
        gateway.get(
            "/Observation?patient=p1&_include=Observation:encounter:Encounter",
            gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("www-authenticate"))
        .contains("scope=\"patient/Observation.s patient/Encounter.rs\"");
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    String body =
        "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"},\"x\":\""
            + "x".repeat((1 << 20) + 1)
            + "\"}";

    Answer answer = gateway.post("/Observation", gateway.realm.practitioner(), body);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(gateway.settled(answer)).containsEntry("reason", "body-too-long");
  }

  @ParameterizedTest
  @CsvSource({"4_000, 401", "40_000, 413"})
  void aFormOfThePagesIsReadUpToItsBoundAndNoFurther(String letters, int status) {
    // Cyrillic is written with six characters for each
    String form = "words=" + "%D0%AF".repeat(Integer.parseInt(letters.replace("_", "")));

    Answer answer =
        gateway.send(
            "POST",
            URI.create(gateway.fhir()).resolve("/my/accesses/" + UUID.randomUUID() + "/report"),
            null,
            form,
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Sec-Fetch-Site",
            "same-origin");

    // Nobody is signed in; what cannot be read is said before that
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void anotherContentTypeIsRefused() {
    Answer answer =
        gateway.post(
            "/Observation",
            gateway.realm.practitioner(),
            "a: b",
            "Content-Type",
            "application/yaml");

    assertThat(answer.status()).isEqualTo(415);
  }

  /** Requests of which two parties could see different ones. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 2\\r\\nContent-Length: 3",
        "Content-Length: 2, 3",
        "Content-Length: +2",
        "Content-Length: -1",
        "Content-Type: application/fhir+json\\r\\nContent-Length: 2",
        "Host : y\\r\\nContent-Length: 2"
      })
  void aMessageThatCouldEndInTwoPlacesIsRefused(String headers) throws IOException {
    assertThat(
            raw(
                "POST /fhir/cabinet-des-lilas/Observation HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + gateway.realm.patient("p1")
                    + "\r\nContent-Type: application/fhir+json\r\n"
                    + headers.replace("\\r\\n", "\r\n")
                    + "\r\nConnection: close\r\n\r\n{}"))
        .startsWith("HTTP/1.1 4");
  }

  @Test
  void whatDoesNotFitIntoAUrlIsRefusedAndTheConnectionSurvives() throws IOException {
    for (String line :
        new String[] {
          "GET /fhir/cabinet-des-lilas/Patient/../../x HTTP/1.1",
          "GET /fhir/cabinet-des-lilas/Patient/p1\\..\\p2 HTTP/1.1",
          "GET /fhir/cabinet-des-lilas/Patient/p1#x HTTP/1.1",
          "GET http://evil.example/fhir/cabinet-des-lilas/Patient/p2?x=y HTTP/1.1",
          "BREW /fhir/cabinet-des-lilas/Patient/p1 HTTP/1.1",
          "CONNECT /fhir/cabinet-des-lilas/Patient/p1 HTTP/1.1"
        }) {
      assertThat(
              raw(
                  line
                      + "\r\nHost: x\r\nAuthorization: Bearer "
                      + gateway.realm.patient("p1")
                      + "\r\nConnection: close\r\n\r\n"))
          .as(line)
          .startsWith("HTTP/1.1 4");
    }
    assertThat(gateway.management("/health/ready").status()).isEqualTo(200);
  }

  private static String raw(String request) throws IOException {
    URI uri = URI.create(gateway.fhir());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] head = new byte[64];
      int read = in.readNBytes(head, 0, 12);
      return new String(head, 0, read, StandardCharsets.US_ASCII);
    }
  }

  private static void assertOutcome(Answer answer, String code) {
    assertThat(answer.header("content-type")).startsWith("application/fhir+json");
    assertThat(answer.json().getString("resourceType")).isEqualTo("OperationOutcome");
    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getString("code"))
        .isEqualTo(code);
  }
}
