// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** FHIR Consents of a real Keycloak. */
@ExtendWith(KeycloakExtension.class)
class FhirIT {
  private static final String CONSENTS = "/consent/fhir/Consent";

  private final TestRealm realm;

  FhirIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aliceHasRefusedThenPermitted() {
    realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
  }

  @Test
  void aPatientFindsTheirOwnConsentsAndWhichIsInForce() {
    Answer answer = get("?patient=Patient/pat-alice", realm.token("alice")).ok();
    JsonNode bundle = answer.json();

    assertThat(answer.header("Content-Type")).startsWith("application/fhir+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(bundle.at("/entry/0/resource/id").asText()).isEqualTo("2");
    assertThat(bundle.at("/entry/0/resource/status").asText()).isEqualTo("active");
    assertThat(bundle.at("/entry/0/resource/provision/type").asText()).isEqualTo("permit");
    assertThat(bundle.at("/entry/0/resource/provision/purpose/0/display").asText())
        .isEqualTo("Soins");
    assertThat(bundle.at("/entry/1/resource/status").asText()).isEqualTo("inactive");
    assertThat(bundle.at("/entry/1/resource/provision/type").asText()).isEqualTo("deny");
    assertThat(get("?patient=pat-alice&status=active", realm.token("alice")).json().at("/entry"))
        .hasSize(1);
  }

  @Test
  void theNextLinkLeadsToTheRest() {
    JsonNode first = get("?patient=pat-alice&_count=1", realm.serviceToken()).ok().json();
    String next = first.at("/link/1/url").asText();

    assertThat(first.at("/link/1/relation").asText()).isEqualTo("next");
    assertThat(next).startsWith(realm.url() + CONSENTS);
    JsonNode second =
        get(next.substring((realm.url() + CONSENTS).length()), realm.serviceToken()).ok().json();
    assertThat(second.at("/entry/0/resource/id").asText()).isEqualTo("1");
    assertThat(second.at("/link")).hasSize(1);
  }

  @Test
  void anotherPatientLearnsNothing() {
    String bob = realm.token("bob");

    Answer others = get("/2", bob);
    Answer none = get("/99", bob);
    assertThat(others.status()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(none.body());
    assertThat(get("/abc", bob).status()).isEqualTo(404);
    Answer search = get("?patient=pat-alice", bob);
    assertThat(search.status()).isEqualTo(403);
    assertThat(search.body()).isEqualTo(get("?patient=nobody", bob).body());
    assertThat(get("?patient=pat-bob", bob).ok().json().has("entry")).isFalse();
  }

  @Test
  void refusalsAreOperationOutcomes() {
    String alice = realm.token("alice");
    String plain = realm.grant("plain", "alice").ok().json().path("access_token").asText();

    outcome(get("?patient=pat-alice&_include=*", alice), 400, "invalid");
    outcome(get("", alice), 400, "invalid");
    outcome(get("/2", plain), 403, "forbidden");
    outcome(get("/2", realm.adminToken()), 401, "login");
    outcome(get("/2", null), 401, "login");
    outcome(realm.call("GET", "/consent/fhir/Patient", alice, null), 404, "not-found");
    outcome(realm.call("POST", CONSENTS, alice, "{}"), 405, "not-supported");
  }

  @Test
  void whatTheTokenNamesIsThere() {
    for (JsonNode scope : realm.admin("GET", "/client-scopes", null).json()) {
      if (scope.path("name").asText().equals("hosting_consent")) {
        realm.admin(
            "POST",
            "/client-scopes/" + scope.path("id").asText() + "/protocol-mappers/models",
            TestRealm.json(
                "{'name':'pcf','protocol':'openid-connect',"
                    + "'protocolMapper':'prunelle-ihe-pcf-mapper',"
                    + "'config':{'access.token.claim':'true'}}"));
      }
    }
    String token = realm.token("alice");
    JsonNode pcf = TestRealm.claims(token).at("/extensions/ihe_pcf");
    String document = pcf.at("/doc_id/0").asText();

    assertThat(document).startsWith(realm.url());
    JsonNode consent =
        realm.call("GET", document.substring(realm.url().length()), token, null).ok().json();
    assertThat(consent.at("/policy/0/uri")).isEqualTo(pcf.at("/acp/0"));
    assertThat(consent.at("/patient/reference")).isEqualTo(pcf.at("/patient_id"));
    assertThat(consent.at("/status").asText()).isEqualTo("active");
    assertThat(get("/2", realm.serviceToken()).ok().json()).isEqualTo(consent);
  }

  private static void outcome(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/fhir+json");
    assertThat(answer.json().path("resourceType").asText()).isEqualTo("OperationOutcome");
    assertThat(answer.json().at("/issue/0/code").asText()).isEqualTo(code);
  }

  private Answer get(String rest, @Nullable String token) {
    return realm.call("GET", CONSENTS + rest, token, null);
  }
}
