// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that is given the laboratory's results alone, with real Keycloak and hosts. */
@ExtendWith(RunningDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(19)
final class NarrowedScopesIT {

  private static final String CLIENT = "laboratory-viewer";
  private static final String CATEGORY =
      "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
  private static final String SCOPE = "patient/Observation.rs?category=" + CATEGORY;

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final RealmObjects objects;

  NarrowedScopesIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.objects = new RealmObjects(demo, http);
  }

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
        {"clientId": "%s", "publicClient": true, "directAccessGrantsEnabled": true,
         "defaultClientScopes": ["basic", "profile", "roles", "organization", "hosting_consent",
                                 "prunelle-audience", "%s"]}
        """
            .formatted(CLIENT, SCOPE));
  }

  @AfterAll
  void remove() {
    objects.delete("/clients", "clientId", CLIENT);
    objects.delete("/client-scopes", "name", SCOPE);
  }

  @Test
  void itIsShownTheLaboratorysResultsAndNothingElse() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String token = token(patient);
    String search = demo.fhir() + "/Observation?patient=" + patient.patientId();
    JsonNode all = http.get(search + "&_count=1000", realm.token(patient)).json();
    Set<String> laboratory = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (JsonNode entry : all.at("/entry")) {
      JsonNode resource = entry.at("/resource");
      boolean lab = resource.at("/category").toString().contains("\"laboratory\"");
      (lab ? laboratory : others).add(resource.at("/id").asText());
    }
    assertThat(laboratory).isNotEmpty();
    assertThat(others).isNotEmpty();

    JsonNode found = http.get(search + "&_count=1000", token).json();
    Set<String> shown = new TreeSet<>();
    found.at("/entry").forEach(entry -> shown.add(entry.at("/resource/id").asText()));

    assertThat(shown).isEqualTo(laboratory);
    assertThat(found.at("/total").asInt(laboratory.size())).isEqualTo(laboratory.size());
    for (String further : List.of("&category=vital-signs", "&category:not=laboratory")) {
      assertThat(http.get(search + further, token).json().at("/entry")).isEmpty();
    }
    String base = demo.fhir() + "/Observation/";
    assertThat(http.get(base + laboratory.iterator().next(), token).status()).isEqualTo(200);
    Http.Answer other = http.get(base + others.iterator().next(), token);
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.body()).isEqualTo(http.get(base + "no-such", token).body());
    assertThat(http.get(demo.fhir() + "/Patient/" + patient.patientId(), token).status())
        .isEqualTo(403);
  }

  private String token(Demo.User user) {
    Http.Answer answer =
        http.form(
            demo.text("/tokenEndpoint"),
            Map.of(
                "grant_type",
                "password",
                "client_id",
                CLIENT,
                "username",
                user.username(),
                "password",
                user.password()));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().at("/access_token").asText();
  }
}
