// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who signs out at Keycloak is out: of the page, and with the token they had nothing is written.
 */
@ExtendWith({RunningDemo.class, RunningBrowser.class})
@Order(21)
final class SignedOutIT {

  private final Http http = new Http();
  private final Demo demo;
  private final Browser browser;
  private final Realm realm;

  SignedOutIT(Demo demo, Browser browser) {
    this.demo = demo;
    this.browser = browser;
    this.realm = new Realm(demo, http);
  }

  @Test
  void whoSignedOutWritesNoMore() {
    Demo.User patient = demo.patient("DENY", 1);
    JsonNode tokens = realm.tokens(patient, "openid");
    String token = tokens.at("/access_token").asText();
    assertThat(write(token, patient).status()).isEqualTo(201);

    // When they sign out
    Http.Answer out =
        http.form(
            demo.issuer() + "/protocol/openid-connect/logout",
            Map.of(
                "client_id",
                demo.text("/clients/app/id"),
                "refresh_token",
                tokens.at("/refresh_token").asText()));
    assertThat(out.status()).isEqualTo(204);

    // Then the very next write is refused, though the token has minutes to go
    Http.Answer refused = write(token, patient);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("www-authenticate")).contains("invalid_token");
    assertThat(new AccessJournal(demo).ofRequest(refused.header("x-request-id")))
        .singleElement()
        .satisfies(entry -> assertThat(entry).containsEntry("reason", "token-revoked"));
  }

  @Test
  void whoseSessionEndsAtKeycloakIsOutOfThePageAtOnce() {
    // Given a patient who is signed in to the page
    Demo.User patient = demo.patient("PERMIT", 0);
    Page page = browser.signedIn("en-GB", patient, demo.page());
    assertThat(page.locator("h1").isVisible()).isTrue();
    page.reload();
    assertThat(page.url()).startsWith(demo.page());

    // When an administrator ends the patient's sessions at Keycloak
    String administrator = realm.administrator();
    String users = demo.text("/keycloak") + "/admin/realms/" + demo.text("/realm") + "/users";
    String id =
        http.get(users + "?exact=true&username=" + patient.username(), administrator)
            .json()
            .at("/0/id")
            .asText();
    assertThat(http.post(users + "/" + id + "/logout", administrator, "{}").status())
        .isEqualTo(204);

    // Then the very next page is Keycloak's, which asks who they are
    page.reload();
    page.waitForURL(url -> url.startsWith(demo.text("/keycloak")));
    assertThat(page.locator("#username").isVisible()).isTrue();
  }

  @Test
  void whoSignsOutOfThePageIsOutWithoutTheBrowserBeingGivenAToken() {
    // Given a patient who is signed in to the page
    Page page = browser.signedIn("en-GB", demo.patient("PERMIT", 0), demo.page());
    List<String> asked = new CopyOnWriteArrayList<>();
    page.onRequest(request -> asked.add(request.url()));

    // When they sign out
    page.locator("form[action='/my/logout'] button").click();

    // Then they are back, were not asked whether they mean it, and nothing had their ID token
    page.waitForURL(url -> url.endsWith("/my/signed-out"));
    assertThat(asked)
        .anyMatch(url -> url.contains("/protocol/openid-connect/logout?"))
        .noneMatch(url -> url.contains("id_token_hint"));

    // And who comes next is asked who they are
    page.navigate(demo.page());
    page.waitForURL(url -> url.startsWith(demo.text("/keycloak")));
    assertThat(page.locator("#username").isVisible()).isTrue();
  }

  private Http.Answer write(String token, Demo.User patient) {
    return http.post(
        demo.fhir() + "/Observation",
        token,
        """
        {"resourceType": "Observation", "status": "final", "code": {"text": "weight"},
         "subject": {"reference": "Patient/%s"}}
        """
            .formatted(patient.patientId()));
  }
}
