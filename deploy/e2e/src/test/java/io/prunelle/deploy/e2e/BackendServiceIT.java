// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that acts by itself: a laboratory that files its results. */
@ExtendWith(RunningDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(18)
final class BackendServiceIT {

  private static final String CLIENT = "laboratory";
  private static final String SCOPE = "system/Observation.crs";

  private final Http http = new Http();
  private final Demo demo;
  private final RealmObjects objects;
  private final String secret = UUID.randomUUID().toString();

  BackendServiceIT(Demo demo) {
    this.demo = demo;
    this.objects = new RealmObjects(demo, http);
  }

  /** As the documentation tells to. */
  @BeforeAll
  void register() {
    objects.create(
        "/client-scopes",
        """
        {"name": "%s", "protocol": "openid-connect",
         "attributes": {"include.in.token.scope": "true"}}
        """
            .formatted(SCOPE));
    objects.create(
        "/clients",
        """
        {"clientId": "%s", "secret": "%s", "serviceAccountsEnabled": true,
         "standardFlowEnabled": false,
         "defaultClientScopes": ["basic", "profile", "roles", "service_account",
                                 "prunelle-audience", "%s"],
         "protocolMappers": [{
           "name": "practice", "protocol": "openid-connect",
           "protocolMapper": "oidc-hardcoded-claim-mapper",
           "config": {"claim.name": "organization", "claim.value": "[\\"%s\\"]",
                      "jsonType.label": "JSON", "access.token.claim": "true"}}]}
        """
            .formatted(CLIENT, secret, SCOPE, demo.text("/practice")));
  }

  @AfterAll
  void remove() {
    objects.delete("/clients", "clientId", CLIENT);
    objects.delete("/client-scopes", "name", SCOPE);
  }

  @Test
  void itFilesAndFindsWhatItsScopesSayAndStandsInTheJournalByItsName() {
    String token = token();
    Demo.User patient = demo.patient("PERMIT", 0);
    String body =
        """
        {"resourceType": "Observation", "status": "final", "code": {"text": "glucose"},
         "subject": {"reference": "Patient/%s"}}
        """
            .formatted(patient.patientId());

    Http.Answer filed = http.post(demo.fhir() + "/Observation", token, body);
    assertThat(filed.status()).isEqualTo(201);
    Http.Answer found =
        http.get(demo.fhir() + "/Observation?_count=1&patient=" + patient.patientId(), token);
    assertThat(found.status()).isEqualTo(200);

    // nothing beyond its scopes, and no other practice
    assertThat(http.get(demo.fhir() + "/Patient/" + patient.patientId(), token).status())
        .isEqualTo(403);
    String elsewhere = demo.fhir().replace(demo.text("/practice"), "cabinet-des-tilleuls");
    assertThat(http.get(elsewhere + "/Observation?patient=x", token).status()).isEqualTo(403);

    assertThat(new AccessJournal(demo).ofRequest(filed.header("x-request-id")))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry).containsEntry("role", "service").containsEntry("name", CLIENT));
  }

  private String token() {
    Http.Answer answer =
        http.form(
            demo.text("/tokenEndpoint"),
            Map.of(
                "grant_type", "client_credentials", "client_id", CLIENT, "client_secret", secret));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/access_token").asText();
  }
}
