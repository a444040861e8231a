// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look who opened a record, and what can be asked for. */
final class AuditEventRulesTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/AuditEvent?patient=p1", "/AuditEvent", "/AuditEvent?agent-name=a"})
  void neitherAnotherPatientNorAPractitionerLooks(String path) {
    gateway.get("/Patient/p1", gateway.realm.practitioner());

    assertThat(gateway.get(path, gateway.realm.practitioner()).status()).isEqualTo(403);
    Answer other = gateway.get(path, gateway.realm.patient("p2"));

    assertThat(other.status()).isEqualTo(403);
    assertThat(gateway.settled(other)).containsEntry("permitted", false);
  }

  @Test
  void aRoleAloneDoesNotDoWithoutTheScope() {
    JsonObject claims = gateway.realm.patientClaims("p1").put("scope", "patient/Observation.rs");

    Answer answer = gateway.get("/AuditEvent?patient=p1", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("www-authenticate")).contains("patient/AuditEvent.rs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient=p1,p2",
        "patient=p1&patient=p2",
        "patient:missing=true",
        "_has:Patient:x:y=1",
        "patient.name=x",
        "_include=AuditEvent:patient",
        "date=yesterday",
        "date=zz2020",
        "outcome=12",
        "_id=1",
        "_before=1",
        "_count=0",
        "_sort=date",
        "_summary=count",
        "_summary=true",
        "_elements=id",
        "entity=Patient/p1",
        "patient=https://elsewhere.example/fhir/Patient/p1",
        "patient=Practitioner/p1",
        "patient=Patient/",
        "patient:Patient=Patient/p%201",
        "agent:identifier=https://elsewhere.example%7Cuser-p1",
        "agent:identifier=%7Cuser-p1",
        "agent:identifier=https://elsewhere.example%7C",
        "site=%7C",
        "site=https://elsewhere.example%7Ccabinet",
        "outcome=https://elsewhere.example%7C0",
        "purpose-of-event=https://elsewhere.example%7CBTG",
        "purpose-of-event=http://terminology.hl7.org/CodeSystem/v3-ActReason%7C",
        "entity:identifier=https://elsewhere.example%7Cr-1"
      })
  void whatIsNotKnownIsRefusedRatherThanLeftOut(String query) {
    Answer answer = gateway.get("/AuditEvent?" + query, AuditEventTest.auditor(gateway));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.diagnostics()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ge%2B999999999-01-01T00:00:00Z", "le-999999999-01-01T00:00:00Z"})
  void timesThatNoIdentifierHasFindNothing(String date) {
    assertThat(
            AuditEventTest.events(
                gateway.get("/AuditEvent?date=" + date, AuditEventTest.auditor(gateway))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void nobodyWritesOne(String method) {
    String target = method.equals("POST") ? "/AuditEvent" : "/AuditEvent/x";

    int before = gateway.arrived().size();

    Answer answer =
        gateway.send(
            method,
            URI.create(gateway.fhir() + target),
            gateway.realm.practitioner(),
            method.equals("DELETE") ? null : "{\"resourceType\":\"AuditEvent\",\"id\":\"x\"}");

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(gateway.arrived()).hasSize(before);
  }

  @Test
  void anotherPracticesAuditorSeesNothing() {
    JsonObject claims = gateway.realm.patientClaims("unused");
    claims
        .put("organization", new JsonArray().add("cabinet-des-roses"))
        .put("staff_of", new JsonArray().add("cabinet-des-roses"))
        .put("realm_access", new JsonObject().put("roles", new JsonArray().add("auditor")))
        .put("scope", "user/*.cruds");

    assertThat(gateway.get("/AuditEvent", gateway.realm.token(claims)).status()).isEqualTo(403);
    assertThat(TestRealm.PRACTICE).isNotEqualTo("cabinet-des-roses");
  }

  @Test
  void theCapabilityStatementNamesIt() {
    assertThat(gateway.get("/metadata", null).body()).contains("\"AuditEvent\"", "agent-name");
  }
}
