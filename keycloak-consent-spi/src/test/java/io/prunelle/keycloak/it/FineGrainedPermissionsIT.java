// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Administrators whom Keycloak's fine-grained admin permissions let see some and not others. */
@ExtendWith(KeycloakExtension.class)
class FineGrainedPermissionsIT {
  private static final String OTHER_HOSTING = TILLEULS + "@nuage-sante";

  private final TestRealm realm;

  FineGrainedPermissionsIT(TestRealm realm) {
    this.realm = realm;
    realm.admin("PUT", "", json("{'adminPermissionsEnabled':true}")).ok();
  }

  @Test
  void whoMayViewOnePracticeSeesItsHostingsAndNoOthers() {
    realm.assumePermissionsOnOrganizations();
    String office = administrator("office");
    permit(office, "Organizations", realm.organization(LILAS), "view");
    String token = realm.token("office");

    assertThat(read(token, "/hostings/" + HOSTING)).isEqualTo(200);
    assertThat(read(token, "/hostings/" + HOSTING + "/notices")).isEqualTo(200);
    JsonNode seen = realm.admin("GET", "/consent/hostings", token, null).ok().json();
    assertThat(seen.path("hostings"))
        .extracting(hosting -> hosting.path("id").asText())
        .containsExactly(HOSTING);
    assertThat(read(token, "/hostings/" + OTHER_HOSTING)).isEqualTo(403);
    assertThat(read(token, "/hostings/" + OTHER_HOSTING + "/notices")).isEqualTo(403);
    assertThat(read(token, "/hosts/nuage-sante")).isEqualTo(403);
    assertThat(read(token, "/ledger/verify")).isEqualTo(403);
    assertThat(read(token, "/entries?patient=pat-alice")).isEqualTo(403);
    // to view is not to manage
    assertThat(put(token, HOSTING)).isEqualTo(403);
  }

  @Test
  void whoMayManageOnePracticeChangesItsHostingsAndNoOthers() {
    realm.assumePermissionsOnOrganizations();
    String office = administrator("office");
    permit(office, "Organizations", realm.organization(LILAS), "view", "manage");
    String token = realm.token("office");

    assertThat(put(token, HOSTING)).isEqualTo(200);
    assertThat(put(token, OTHER_HOSTING)).isEqualTo(403);
    assertThat(realm.admin("PUT", "/consent/hosts/nuage-sante", token, "{}").problem())
        .isEqualTo("not-permitted");
  }

  @Test
  void whoMayViewOnePatientReadsThatPatientsLedgerAndNobodyElses() {
    String alice = realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();
    realm.decide(realm.token("bob"), "DENY", 1).ok();
    String clerk = administrator("clerk", "view-realm");
    permit(clerk, "Users", alice, "view");
    String token = realm.token("clerk");

    Answer own = realm.admin("GET", "/consent/entries?patient=pat-alice", token, null);
    assertThat(own.ok().json().at("/entries/0/patient").asText()).isEqualTo("pat-alice");

    Answer others = realm.admin("GET", "/consent/entries?patient=pat-bob", token, null);
    Answer nobodys = realm.admin("GET", "/consent/entries?patient=pat-nobody", token, null);
    assertThat(others.status()).isEqualTo(403);
    assertThat(others.body()).doesNotContain("bob").isEqualTo(nobodys.body());
  }

  @Test
  void toViewAPatientIsNotEnoughWithoutTheRealm() {
    String alice = realm.patient("alice", LILAS);
    String clerk = administrator("clerk");
    permit(clerk, "Users", alice, "view");

    assertThat(read(realm.token("clerk"), "/entries?patient=pat-alice")).isEqualTo(403);
  }

  private int read(String token, String path) {
    return realm.admin("GET", "/consent" + path, token, null).status();
  }

  private int put(String token, String hosting) {
    return realm
        .admin(
            "PUT",
            "/consent/hostings/" + hosting,
            token,
            json("{'purposes':['Soins'],'legalBasis':'EXPLICIT_CONSENT','validity':'P2Y'}"))
        .status();
  }

  /** Somebody who gets into the administration at all, and there may do what the roles say. */
  private String administrator(String username, String... roles) {
    String id = realm.user(username, "");
    String management = realm.client("realm-management");
    for (String role : roles) {
      JsonNode found = realm.admin("GET", "/clients/" + management + "/roles/" + role, null).json();
      realm
          .admin("POST", "/users/" + id + "/role-mappings/clients/" + management, "[" + found + "]")
          .ok();
    }
    return id;
  }

  /** Keycloak's own way: a policy for the administrator, a permission on one resource. */
  private void permit(String administrator, String type, String resource, String... scopes) {
    String server = "/clients/" + realm.client("admin-permissions") + "/authz/resource-server";
    realm
        .admin(
            "POST",
            server + "/policy/user",
            json("{'name':'policy of %s','users':['%s']}", administrator, administrator))
        .ok();
    realm
        .admin(
            "POST",
            server + "/permission/scope",
            json(
                "{'name':'permission of %s','resourceType':'%s','resources':['%s'],"
                    + "'scopes':['%s'],'policies':['policy of %s']}",
                administrator, type, resource, String.join("','", scopes), administrator))
        .ok();
  }
}
