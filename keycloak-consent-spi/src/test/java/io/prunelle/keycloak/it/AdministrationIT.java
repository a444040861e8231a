// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.prunelle.keycloak.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts, hostings and notices under Keycloak's own permissions. */
@ExtendWith(KeycloakExtension.class)
class AdministrationIT {
  private final TestRealm realm;

  AdministrationIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void whatIsPutCanBeReadAgain() {
    assertThat(realm.consent("GET", "/hosts/nuage-sante", null).ok().json().path("name").asText())
        .isEqualTo("Nuage Santé");
    assertThat(
            realm.consent("GET", "/hostings/" + HOSTING, null).ok().json().path("notice").asInt())
        .isEqualTo(1);
    assertThat(
            realm
                .consent("GET", "/hostings/" + HOSTING + "/notices", null)
                .ok()
                .json()
                .at("/notices/0/texts/fr/digest")
                .asText())
        .startsWith("sha-256:");
    assertThat(realm.consent("GET", "/hosts/unknown", null).status()).isEqualTo(404);
  }

  @Test
  void whatIsPutAgainIsReplacedAndWhatIsNewIsCreated() {
    assertThat(realm.consent("PUT", "/hosts/nuage-sante", Examples.hostDocument()).status())
        .isEqualTo(200);
    assertThat(realm.consent("PUT", "/hosts/nuage-2", Examples.hostDocument()).status())
        .isEqualTo(201);
  }

  @Test
  void aHostIsReadWithItsAssessmentAndCanBePutBackAsRead() {
    JsonNode read = realm.consent("GET", "/hosts/nuage-sante", null).ok().json();

    assertThat(read.at("/assessment/certificate/state").asText()).isNotEmpty();
    assertThat(read.at("/assessment/withinEea").asBoolean()).isTrue();
    Answer again = realm.consent("PUT", "/hosts/nuage-sante", read.toString());
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(read);
  }

  @Test
  void anErrorNamesTheMember() {
    assertThat(
            realm
                .consent(
                    "PUT",
                    "/hosts/nuage-sante",
                    Examples.hostDocument().replace("2028-05-31", "2029-05-31"))
                .detail())
        .isEqualTo("sheet.certificate.expires: must be at most three years after issued");
    assertThat(
            realm
                .consent(
                    "PUT",
                    "/hostings/" + HOSTING,
                    json("{'purposes':['x'],'legalBasis':'INFORM_AND_OBJECT'}"))
                .detail())
        .isEqualTo("legalBasis: cannot change once a notice is published");
    for (String id : new String[] {"nobody@nuage-sante", LILAS + "@nowhere", "nonsense"}) {
      Answer answer =
          realm.consent(
              "PUT", "/hostings/" + id, json("{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT'}"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.detail()).startsWith("id: ");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHostingEndsThoughItsPracticeIsNoMore(boolean deleted) {
    // Given a permission, and a practice that closes
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    String organization = realm.organization(LILAS);
    realm.disable(LILAS);
    if (deleted) {
      realm.admin("DELETE", "/organizations/" + organization, null).ok();
    }

    // When its hosting is closed, it is, but not opened again; when it is ended, it is over
    assertThat(put("CLOSED").status()).isEqualTo(200);
    assertThat(put("OPEN").problem()).isEqualTo("state-conflict");
    assertThat(put("OPEN").detail()).startsWith("status: ");
    Answer ended = put("ENDED");

    assertThat(ended.status()).isEqualTo(200);
    assertThat(ended.json().path("status").asText()).isEqualTo("ENDED");
    assertThat(realm.ledger().path("ended")).extracting(JsonNode::asText).containsExactly(HOSTING);
    // And a new one needs a practice all the same
    assertThat(realm.hosting("nobody@nuage-sante", hosting("ENDED")).problem())
        .isEqualTo("invalid-parameter");
  }

  private Answer put(String status) {
    return realm.hosting(HOSTING, hosting(status));
  }

  private static String hosting(String status) {
    return "{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y','status':'"
        + status
        + "'}";
  }

  @Test
  void readingTakesViewRealmAndWritingManageRealm() {
    String viewer = realm.user("viewer", "");
    realm.administers(viewer, "view-realm");
    realm.user("nobody", "");
    String view = realm.token("viewer");

    assertThat(realm.admin("GET", "/consent/hosts", view, null).status()).isEqualTo(200);
    assertThat(
            realm
                .admin("PUT", "/consent/hosts/nuage-sante", view, Examples.hostDocument())
                .status())
        .isEqualTo(403);
    assertThat(realm.admin("GET", "/consent/hosts", realm.token("nobody"), null).status())
        .isEqualTo(403);

    realm.administers(viewer, "manage-realm");
    assertThat(
            realm
                .admin(
                    "PUT",
                    "/consent/hosts/nuage-sante",
                    realm.token("viewer"),
                    Examples.hostDocument())
                .status())
        .isEqualTo(200);
  }

  @Test
  void changesAreAdminEvents() {
    JsonNode events = realm.admin("GET", "/admin-events", null).json();

    assertThat(events)
        .extracting(e -> e.path("resourceType").asText())
        .contains("PRUNELLE_HOST", "PRUNELLE_HOSTING", "PRUNELLE_NOTICE");
  }
}
