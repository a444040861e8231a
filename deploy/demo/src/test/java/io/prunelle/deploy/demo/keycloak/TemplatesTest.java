// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

  private final Templates templates =
      new Templates(
          Map.of(
              "gateway",
              "http://gateway",
              "client.gateway",
              "s1",
              "client.page",
              "s2",
              "smart.app",
              "http://app"));

  @Test
  void theClientsOfTheDemoKnowTheGatewayAndTheirSecrets() {
    JsonNode clients = templates.read("clients");

    assertThat(clients.toString()).doesNotContain("${");
    assertThat(clients.at("/0/secret").asText()).isEqualTo("s1");
    assertThat(clients.at("/1/redirectUris/0").asText()).isEqualTo("http://gateway/my/*");
  }

  @Test
  void onlyTheDemoAppTakesPasswords() {
    for (JsonNode client : templates.read("clients")) {
      assertThat(client.path("directAccessGrantsEnabled").asBoolean())
          .as(client.path("clientId").asText())
          .isEqualTo(client.path("clientId").asText().equals("demo-app"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-nuage-sante", "host-cabinet", "notice"})
  void everyTextIsThereInFrenchAndEnglish(String document) {
    for (String field : List.of("fr", "en")) {
      assertThat(templates.read(document).findValues(field)).isNotEmpty();
    }
    assertThat(languages(templates.read(document))).containsExactly(Set.of("fr", "en"));
  }

  @Test
  void theCertificateOfTheCloudHostIsInForce() {
    assertThat(
            LocalDate.parse(
                templates.read("host-nuage-sante").at("/sheet/certificate/expires").asText()))
        .isAfter(LocalDate.parse("2027-12-31"));
  }

  private static Set<Set<String>> languages(JsonNode node) {
    Set<Set<String>> found = new HashSet<>();
    if (node.has("fr") || node.has("en")) {
      Set<String> names = new HashSet<>();
      node.fieldNames().forEachRemaining(names::add);
      found.add(names);
    }
    node.forEach(child -> found.addAll(languages(child)));
    return found;
  }
}
