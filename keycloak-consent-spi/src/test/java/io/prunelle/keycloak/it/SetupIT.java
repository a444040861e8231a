// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A realm that knows nothing of the extension becomes one that works. */
@ExtendWith(KeycloakExtension.class)
class SetupIT {
  private static final String UNDER_ANY_NAME =
      ": users can edit it, so that whoever opens a record appears under any name";

  private final TestRealm realm;

  SetupIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void whatIsMissingIsCreatedOnce() {
    TestRealm bare = realm.bare();

    JsonNode first = setup(bare).ok().json();
    JsonNode second = setup(bare).ok().json();

    assertThat(texts(first, "created"))
        .containsExactlyInAnyOrder(
            "user attribute patient_id",
            "user attribute guardian_of",
            "user attribute birthdate",
            "user attribute protected_adult",
            "user attribute staff_of",
            "client prunelle-administration",
            "role patient",
            "role guardian",
            "role practitioner",
            "role auditor",
            "role consent-feed",
            "role consent-officer",
            "role practice-administrator",
            "role emergency-report",
            "role unusual-report",
            "client scope hosting_consent",
            "client scope hosting_decisions",
            "mapper prunelle-hosting-consent-mapper",
            "mapper prunelle-guardian-mapper",
            "mapper prunelle-ihe-pcf-mapper",
            "mapper prunelle-staff-mapper of client scope organization",
            "required action hosting-consent",
            "required action emergency-notice");
    // Keycloak's own: the realm's, to be changed by who runs it
    for (JsonNode report : List.of(first, second)) {
      assertThat(texts(report, "wrong"))
          .satisfiesExactlyInAnyOrder(
              text -> assertThat(text).startsWith("login action timeout: 300 s"),
              text -> assertThat(text).isEqualTo("user attribute firstName" + UNDER_ANY_NAME),
              text -> assertThat(text).isEqualTo("user attribute lastName" + UNDER_ANY_NAME));
    }
    assertThat(texts(second, "created")).isEmpty();
    assertThat(texts(second, "present")).containsAll(texts(first, "created"));
    for (String id : List.of("hosting-consent", "emergency-notice")) {
      JsonNode action = bare.admin("GET", "/authentication/required-actions/" + id, null).json();
      assertThat(action.path("enabled").asBoolean()).isTrue();
      assertThat(action.path("defaultAction").asBoolean()).isFalse();
    }
    assertThat(bare.admin("GET", "/users/profile", null).json().path("attributes"))
        .filteredOn(attribute -> attribute.path("name").asText().equals("patient_id"))
        .singleElement()
        .satisfies(
            attribute ->
                assertThat(attribute.at("/permissions/edit"))
                    .extracting(JsonNode::asText)
                    .containsExactly("admin"));
    assertThat(bare.admin("GET", "/default-default-client-scopes", null).json())
        .noneMatch(scope -> scope.path("name").asText().startsWith("hosting_"));
  }

  @Test
  void whatIsThereIsLeftAloneAndWhatIsWrongIsSaid() {
    realm.profile(
        "{'name':'patient_id','permissions':{'view':['admin','user'],'edit':['admin','user']}}");
    ObjectNode action =
        (ObjectNode)
            realm.admin("GET", "/authentication/required-actions/hosting-consent", null).json();
    action.put("enabled", false);
    realm.admin("PUT", "/authentication/required-actions/hosting-consent", action.toString()).ok();

    realm.admin("PUT", "", json("{'accessCodeLifespanUserAction':1800}")).ok();

    JsonNode report = setup(realm).ok().json();

    List<String> wrong = texts(report, "wrong");
    assertThat(texts(report, "present")).contains("login action timeout");

    assertThat(wrong)
        .anyMatch(text -> text.startsWith("user attribute patient_id: users can edit it"))
        .anyMatch(text -> text.startsWith("required action hosting-consent: disabled"));
    assertThat(
            realm
                .admin("GET", "/authentication/required-actions/hosting-consent", null)
                .json()
                .path("enabled")
                .asBoolean())
        .isFalse();
  }

  @Test
  void whereUsersCanRenameThemselvesThatIsSaid() {
    realm.admin("PUT", "", json("{'editUsernameAllowed':true}")).ok();
    assertThat(texts(setup(realm).json(), "wrong"))
        .contains(
            "user attribute firstName" + UNDER_ANY_NAME,
            "user attribute lastName" + UNDER_ANY_NAME,
            "user attribute username" + UNDER_ANY_NAME);

    ObjectNode profile = (ObjectNode) realm.admin("GET", "/users/profile", null).json();
    for (JsonNode attribute : profile.path("attributes")) {
      ((ObjectNode) attribute.path("permissions")).putArray("edit").add("admin");
    }
    realm.admin("PUT", "/users/profile", profile.toString()).ok();

    JsonNode report = setup(realm).json();
    assertThat(texts(report, "wrong")).noneMatch(text -> text.contains("any name"));
    assertThat(texts(report, "present"))
        .contains("user attribute firstName", "user attribute lastName", "user attribute username");
  }

  @Test
  void onlyAnAdministratorOfTheRealmMay() {
    realm.patient("alice", LILAS);

    assertThat(realm.admin("POST", "/consent/setup", realm.token("alice"), "{}").status())
        .isEqualTo(403);
    assertThat(realm.call("POST", "/consent/setup", realm.token("alice"), "{}").status())
        .isEqualTo(404);
    assertThat(setup(realm).status()).isEqualTo(200);
  }

  private static Answer setup(TestRealm realm) {
    // as kcadm.sh create consent/setup sends it
    return realm.admin("POST", "/consent/setup", json("{}"));
  }

  private static List<String> texts(JsonNode report, String member) {
    List<String> texts = new ArrayList<>();
    report.path(member).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
