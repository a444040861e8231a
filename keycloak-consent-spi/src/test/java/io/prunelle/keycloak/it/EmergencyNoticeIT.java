// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Patients are told at sign-in that their record was opened in an emergency, and nobody else is.
 */
@ExtendWith(KeycloakExtension.class)
class EmergencyNoticeIT {
  private static final String TITLE = "Votre dossier de santé a été ouvert en urgence";
  private final Instant from = Instant.now().minusSeconds(60);

  private final TestRealm realm;
  private String reporter;

  EmergencyNoticeIT(TestRealm realm) {
    this.realm = realm;
  }

  @BeforeEach
  void aPatientWhoHasDecided() {
    realm.service("reporter", "emergency-report");
    reporter = realm.serviceToken("reporter");
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "DENY", 1).ok();
  }

  @Test
  void thePatientIsToldOnceAndGoesOnToTheApplication() {
    assertThat(report("pat-alice", UUID.randomUUID()).status()).isEqualTo(201);

    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.html())
        .contains(TITLE, "Dr Lemoine", "Cabinet des Lilas", "sans connaissance", "CNIL")
        .doesNotContain("hostingConsentEm");
    // anything but an answer shows it again
    assertThat(browser.submit(Map.of()).html()).contains(TITLE);
    assertThat(browser.submit(Map.of("answer", "READ")).isBack()).isTrue();

    assertThat(new HttpBrowser(realm).signIn("alice").isBack()).isTrue();
    assertThat(mine("alice").at("/0/readAt").asText()).isNotEmpty();
  }

  @Test
  void whoWantsToBeToldAnotherTimeIsAndIsNotKeptFromSigningIn() {
    report("pat-alice", UUID.randomUUID()).ok();

    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.submit(Map.of("answer", "LATER")).isBack()).isTrue();
    assertThat(browser.token()).isNotEmpty();

    assertThat(new HttpBrowser(realm).signIn("alice").html()).contains(TITLE);
    assertThat(mine("alice").at("/0/readAt").isNull()).isTrue();
  }

  @Test
  void whereThereIsNoScreenNothingFailsAndNothingIsTakenForRead() {
    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    report("pat-alice", UUID.randomUUID()).ok();

    assertThat(realm.grant("app", "alice").status()).isEqualTo(200);
    assertThat(browser.request("prompt", "none").returned("error"))
        .isEqualTo("interaction_required");
    assertThat(browser.request().html()).contains(TITLE);
    assertThat(browser.submit(Map.of("answer", "READ")).isBack()).isTrue();
    assertThat(browser.request("prompt", "none").returned("code")).isNotEmpty();
  }

  @Test
  void manyAreToldOneFullPageAfterTheOther() {
    for (int i = 0; i < 12; i++) {
      report("pat-alice", UUID.randomUUID()).ok();
    }

    HttpBrowser browser = new HttpBrowser(realm).signIn("alice");
    assertThat(browser.html().split("pru-emergency\"", -1)).hasSize(1 + 10);
    // HttpBrowser keeps one hidden field of a name: the other nine are shown again
    browser.submit(Map.of("answer", "READ"));

    assertThat(browser.html()).contains(TITLE);
    assertThat(mine("alice").findValues("readAt")).filteredOn(at -> !at.isNull()).hasSize(1);
  }

  @Test
  void whatAPractitionerWroteIsTextAndNothingElse() {
    report(
            LILAS,
            "pat-alice",
            UUID.randomUUID().toString(),
            reporter,
            body(
                "<b>Dr</b> ${7*7} {0}",
                "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;${7*7} {0} l'urgence"))
        .ok();

    String html = new HttpBrowser(realm).signIn("alice").html();

    assertThat(html)
        .contains(
            "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&amp;amp;",
            "&lt;b&gt;Dr&lt;/b&gt; ${7*7} {0}")
        .doesNotContain("<script>alert", "<img src=x", "<b>Dr", " 49 ");
  }

  @Test
  void onlyTheServiceAccountWithItsRoleReports() {
    realm.service("nobody");
    String id = UUID.randomUUID().toString();
    realm.role(realm.user("doctor", "", LILAS), "emergency-report");

    for (String token :
        new String[] {
          realm.token("alice"),
          // a person with the role is no service
          realm.token("doctor"),
          // another service, and the one that follows the ledger
          realm.serviceToken("nobody"),
          realm.serviceToken("gateway")
        }) {
      assertThat(report(LILAS, "pat-alice", id, token, body("Dr", "x")).problem())
          .isEqualTo("not-permitted");
    }
    assertThat(report(LILAS, "pat-alice", id, null, body("Dr", "x")).status()).isEqualTo(401);
    // and the reporter can do nothing else
    assertThat(realm.call("GET", "/consent/changes", reporter, null).problem())
        .isEqualTo("not-permitted");
    assertThat(new HttpBrowser(realm).signIn("alice").isBack()).isTrue();
  }

  @Test
  void onlyOfAPatientOfThePractice(TestRealm other) {
    other.service("reporter", "emergency-report");
    realm.patient("bob", TILLEULS);
    String id = UUID.randomUUID().toString();
    String body = body("Dr", "x");

    assertThat(report(TILLEULS, "pat-alice", id, reporter, body).problem()).isEqualTo("not-found");
    assertThat(report(LILAS, "pat-bob", id, reporter, body).problem()).isEqualTo("not-found");
    assertThat(report(LILAS, "pat-nobody", id, reporter, body).problem()).isEqualTo("not-found");
    assertThat(report("no-practice", "pat-alice", id, reporter, body).problem())
        .isEqualTo("not-found");
    assertThat(report(LILAS, "pat-alice", id, other.serviceToken("reporter"), body).status())
        .isEqualTo(401);
    assertThat(new HttpBrowser(realm).signIn("alice").isBack()).isTrue();
  }

  @Test
  void aReportIsBoundedAndNotReworded() {
    String id = UUID.randomUUID().toString();

    assertThat(report(LILAS, "pat-alice", id, reporter, body("Dr", "x".repeat(2001))).problem())
        .isEqualTo("invalid-member");
    assertThat(report(LILAS, "pat-alice", id, reporter, body("x".repeat(256), "x")).problem())
        .isEqualTo("invalid-member");
    assertThat(report(LILAS, "pat-alice", id, reporter, body("Dr", "x".repeat(20_000))).status())
        .isEqualTo(413);
    assertThat(report(LILAS, "pat-alice", "1", reporter, body("Dr", "x")).problem())
        .isEqualTo("invalid-parameter");
    assertThat(report(LILAS, "pat-alice", id, reporter, "[]").problem())
        .isEqualTo("malformed-body");

    String first = body("Dr Lemoine", "sans connaissance");
    assertThat(report(LILAS, "pat-alice", id, reporter, first).status()).isEqualTo(201);
    assertThat(report(LILAS, "pat-alice", id, reporter, first).status()).isEqualTo(200);
    assertThat(report(LILAS, "pat-alice", id, reporter, body("Dr", "autre")).problem())
        .isEqualTo("state-conflict");
    assertThat(mine("alice")).hasSize(1);
    assertThat(mine("alice").at("/0/reason").asText()).isEqualTo("sans connaissance");
  }

  @Test
  void nobodyButThePatientIsToldOrSaysToHaveRead() {
    realm.protectedAttributes("guardian_of", "birthdate", "protected_adult");
    String alice =
        realm.admin("GET", "/users?exact=true&username=alice", null).json().at("/0/id").asText();
    realm.attribute("alice", "birthdate", "2018-03-01");
    realm.user("parent", "'guardian_of':['pat-alice']");
    realm.user("doctor", "", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("bob"), "DENY", 1).ok();
    UUID hers = UUID.randomUUID();
    UUID his = UUID.randomUUID();
    report("pat-alice", hers).ok();

    for (String other : new String[] {"parent", "doctor", "bob"}) {
      assertThat(new HttpBrowser(realm).signIn(other).isBack()).as(other).isTrue();
    }
    assertThat(realm.call("GET", "/consent/me/emergencies", realm.token("parent"), null).status())
        .isEqualTo(403);
    assertThat(mine("bob")).isEmpty();
    for (HttpBrowser browser : List.of(new HttpBrowser(realm), new HttpBrowser(realm).request())) {
      browser.impersonate(alice, realm.adminToken()).request();
      assertThat(browser.isBack()).isTrue();
    }

    // Bob's form with Alice's emergency in it
    report("pat-bob", his).ok();
    HttpBrowser bob = new HttpBrowser(realm).signIn("bob");
    assertThat(bob.submit(Map.of("answer", "READ", "emergency", hers.toString())).html())
        .contains(TITLE);
    assertThat(bob.submit(Map.of("answer", "READ")).isBack()).isTrue();
    assertThat(new HttpBrowser(realm).signIn("alice").html()).contains(TITLE);
  }

  @Test
  void whatWasReadElsewhereIsNotToldAgain() {
    UUID id = UUID.randomUUID();
    report("pat-alice", id).ok();
    String read = body("Dr Lemoine", "sans connaissance");

    report(
            LILAS,
            "pat-alice",
            id.toString(),
            reporter,
            read.substring(0, read.length() - 1) + ",\"readAt\":\"" + Instant.now() + "\"}")
        .ok();

    assertThat(new HttpBrowser(realm).signIn("alice").isBack()).isTrue();
  }

  @Test
  void aUserWhoIsMadeAnewIsStillTold() {
    report("pat-alice", UUID.randomUUID()).ok();
    String alice =
        realm.admin("GET", "/users?exact=true&username=alice", null).json().at("/0/id").asText();

    realm.admin("DELETE", "/users/" + alice, null).ok();
    realm.patient("alice", LILAS);

    assertThat(new HttpBrowser(realm).signIn("alice").html()).contains(TITLE);
  }

  private JsonNode mine(String username) {
    return realm
        .call("GET", "/consent/me/emergencies", realm.token(username), null)
        .ok()
        .json()
        .path("emergencies");
  }

  private Answer report(String patient, UUID id) {
    return report(LILAS, patient, id.toString(), reporter, body("Dr Lemoine", "sans connaissance"));
  }

  private Answer report(String practice, String patient, String id, String token, String body) {
    return realm.call(
        "PUT",
        "/consent/practices/" + practice + "/patients/" + patient + "/emergencies/" + id,
        token,
        body);
  }

  private String body(String practitioner, String reason) {
    return json("{'practitioner':'%s','reason':", practitioner)
        + Answer.JSON.getNodeFactory().textNode(reason)
        + json(",'from':'%s','until':'%s'}", from, from.plusSeconds(3_600));
  }
}
