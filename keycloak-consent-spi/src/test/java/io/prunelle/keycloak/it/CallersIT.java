// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prunelle.keycloak.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may call, from where, how often, and what is told of it. */
@ExtendWith(KeycloakExtension.class)
class CallersIT {
  private static final String PAGE = "https://app.example";

  private final TestRealm realm;

  CallersIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void anApplicationsPagesMayReadTheAnswersAndNoOthers() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");
    realm.origins("app", PAGE);

    Answer own = realm.call("GET", "/consent/me", token, null, "Origin", PAGE);
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(own.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(own.header("Vary")).isEqualTo("Origin");
    Answer problem = realm.call("GET", "/consent/me/decisions/9", token, null, "Origin", PAGE);
    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);

    for (String foreign : List.of("https://evil.example", PAGE + ".evil.example", "null")) {
      Answer other =
          realm.call(
              "POST",
              "/consent/me/decisions",
              token,
              json("{'hosting':'%s','decision':'PERMIT','notice':1}", HOSTING),
              "Origin",
              foreign);
      assertThat(other.status()).isEqualTo(403);
      assertThat(other.json().path("type").asText()).endsWith(":origin-not-allowed");
      assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
    }
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void aPreflightIsAnsweredForPatientsPathsAlone() {
    Answer mine = realm.call("OPTIONS", "/consent/me/decisions", null, null, "Origin", PAGE);
    assertThat(mine.status()).isEqualTo(204);
    assertThat(mine.header("Access-Control-Allow-Methods")).contains("POST");
    assertThat(mine.header("Access-Control-Allow-Headers")).contains("Authorization");
    assertThat(mine.header("Access-Control-Allow-Credentials")).isEmpty();

    Answer feed = realm.call("OPTIONS", "/consent/changes", null, null, "Origin", PAGE);
    assertThat(feed.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(feed.header("Access-Control-Allow-Origin")).isEmpty();
    Answer data = realm.call("GET", "/consent/changes", realm.serviceToken(), null, "Origin", PAGE);
    assertThat(data.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aTokenMeantForSomebodyElseIsNoneWhereAnAudienceIsNamed() {
    realm.patient("alice", LILAS);
    String token = realm.token("alice");

    audience("gateway");
    assertThat(realm.call("GET", "/consent/me", token, null).status()).isEqualTo(200);
    audience("somebody-else");
    Answer refused = realm.call("GET", "/consent/me", token, null);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");
  }

  /** Nobody has a certificate here. */
  @Test
  void aTokenThatIsBoundToACertificateIsNoneWithoutIt() {
    realm.patient("alice", LILAS);
    String free = realm.token("alice");
    realm
        .admin(
            "POST",
            "/clients/" + realm.client("app") + "/protocol-mappers/models",
            json(
                "{'name':'bound','protocol':'openid-connect',"
                    + "'protocolMapper':'oidc-hardcoded-claim-mapper','config':{"
                    + "'claim.name':'cnf.x5t#S256','claim.value':'%s',"
                    + "'jsonType.label':'String','access.token.claim':'true'}}",
                "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"))
        .ok();
    String bound = realm.token("alice");
    assertThat(TestRealm.claims(bound).path("cnf").has("x5t#S256")).isTrue();

    assertThat(realm.call("GET", "/consent/me", free, null).status()).isEqualTo(200);
    for (Answer refused :
        List.of(realm.call("GET", "/consent/me", bound, null), realm.decide(bound, "PERMIT", 1))) {
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");
    }
  }

  @Test
  void anApplicationThatMaySeeConsentDoesNotDecide() {
    // Given an application that was given what tokens have to have to pass, and no more
    realm.patient("alice", LILAS);
    realm.role(realm.user("officer", "", LILAS), "consent-officer");
    realm
        .admin(
            "DELETE",
            "/clients/"
                + realm.client("app")
                + "/default-client-scopes/"
                + realm.scope("hosting_decisions"),
            null)
        .ok();
    String alice = realm.token("alice");
    String officer = realm.token("officer");

    // Then it reads where the patient stands
    assertThat(realm.call("GET", "/consent/me", alice, null).status()).isEqualTo(200);
    assertThat(realm.call("GET", "/consent/me/decisions", alice, null).status()).isEqualTo(200);
    assertThat(realm.call("GET", "/consent/me/mail", alice, null).status()).isEqualTo(200);
    // And neither decides, nor keeps anything from the patient, nor reads what others wrote
    String practice = "/consent/practices/" + LILAS;
    for (Answer refused :
        List.of(
            realm.decide(alice, "PERMIT", 1),
            realm.call("PUT", "/consent/me/mail", alice, json("{'wanted':false}")),
            realm.call("GET", "/consent/me/emergencies", alice, null),
            realm.call("GET", "/consent/me/account", alice, null),
            realm.call("GET", practice + "/objections", officer, null),
            realm.call("POST", practice + "/patients/pat-alice/decisions", officer, "{}"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.problem()).isEqualTo("insufficient-scope");
      assertThat(refused.header("WWW-Authenticate")).contains("scope=\"hosting_decisions\"");
    }
    assertThat(realm.ledger().path("ledger").asLong()).isZero();
  }

  @Test
  void theDescriptionIsServedAsYamlAndAsJson() {
    Answer yaml = realm.call("GET", "/consent/openapi.yaml", null, null);
    Answer json = realm.call("GET", "/consent/openapi.json", null, null);

    assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
    assertThat(yaml.body()).startsWith("openapi: 3.1.0");
    assertThat(json.header("Content-Type")).startsWith("application/json");
    assertThat(json.ok().json().path("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void nobodyFloodsTheLedger() {
    realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    String alice = realm.token("alice");
    Answer last = null;
    int taken = 0;
    while (taken < 60) {
      last = realm.decide(alice, "DENY", 1);
      if (last.status() != 201) {
        break;
      }
      taken++;
    }

    assertThat(taken).isBetween(30, 59);
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.json().path("type").asText()).endsWith(":too-many-requests");
    assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 60);
    assertThat(realm.decide(realm.token("bob"), "DENY", 1).status()).isEqualTo(201);
    assertThat(realm.call("GET", "/consent/me", alice, null).status()).isEqualTo(200);
  }

  @Test
  void whatIsNotTakenIsAnEventWithoutWhatWasWritten() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 7);

    JsonNode event = realm.admin("GET", "/events?type=UPDATE_CONSENT_ERROR", null).json().path(0);

    assertThat(event.path("error").asText()).isEqualTo("notice_not_current");
    assertThat(event.at("/details/hosting_decision").asText()).isEqualTo("PERMIT");
    assertThat(event.path("details").toString()).doesNotContain("pat-alice", HOSTING);
  }

  @Test
  void anAdministratorWithoutTheRightGetsNothing() {
    grant(realm.user("users", ""), "view-users", "manage-users");
    grant(realm.user("viewer", ""), "view-realm");
    grant(realm.user("auditor", ""), "view-realm", "view-users");
    String hosting = json("{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT'}");

    String users = realm.token("users");
    for (String path :
        List.of(
            "/hosts",
            "/hosts/nuage-sante",
            "/hostings",
            "/hostings/" + HOSTING,
            "/hostings/" + HOSTING + "/notices",
            "/entries?patient=pat-alice",
            "/ledger/verify")) {
      forbidden(realm.admin("GET", "/consent" + path, users, null));
    }
    forbidden(realm.admin("PUT", "/consent/hosts/nuage-sante", users, Examples.hostDocument()));
    String viewer = realm.token("viewer");
    forbidden(realm.admin("GET", "/consent/entries?patient=pat-alice", viewer, null));
    forbidden(realm.admin("PUT", "/consent/hostings/" + HOSTING, viewer, hosting));
    forbidden(realm.admin("POST", "/consent/hostings/" + HOSTING + "/notices", viewer, "{}"));
    assertThat(
            realm.admin("GET", "/consent/entries?patient=x", realm.token("auditor"), null).status())
        .isEqualTo(200);
  }

  @Test
  void whoManagesOrganizationsManagesTheirHostingsAndNothingElse() {
    realm.assumePermissionsOnOrganizations();
    grant(realm.user("office", ""), "manage-organizations");
    String hosting = json("{'purposes':['x'],'legalBasis':'EXPLICIT_CONSENT'}");
    String office = realm.token("office");
    forbidden(realm.admin("PUT", "/consent/hosts/nuage-sante", office, Examples.hostDocument()));
    assertThat(realm.admin("PUT", "/consent/hostings/" + HOSTING, office, hosting).status())
        .isEqualTo(200);
  }

  @Test
  void anAdministratorOfAnotherRealmGetsNothing(TestRealm other) {
    grant(realm.user("boss", ""), "realm-admin");
    String boss = realm.token("boss");
    assertThat(realm.admin("GET", "/consent/hosts", boss, null).status()).isEqualTo(200);

    assertThat(other.admin("GET", "/consent/hosts", boss, null).status()).isIn(401, 403);
    assertThat(
            other
                .admin("PUT", "/consent/hosts/nuage-sante", boss, Examples.hostDocument())
                .status())
        .isIn(401, 403);
  }

  @Test
  void readingAPatientsLedgerGoesInPagesAndIsAnAdminEvent() {
    realm.patient("alice", LILAS, TILLEULS);
    String alice = realm.token("alice");
    for (int i = 0; i < 5; i++) {
      realm.decide(alice, "DENY", 1).ok();
    }

    Answer first = realm.consent("GET", "/entries?patient=pat-alice&limit=2", null).ok();
    assertThat(positions(first, "entries")).containsExactly(5L, 4L);
    assertThat(first.header("Link"))
        .contains("patient=pat-alice", "limit=2", "before=4", "rel=\"next\"");
    assertThat(
            positions(
                realm.consent("GET", "/entries?patient=pat-alice&limit=2&before=2", null),
                "entries"))
        .containsExactly(1L);
    assertThat(realm.admin("GET", "/admin-events?max=500", null).json())
        .extracting(e -> e.path("resourcePath").asText())
        .contains("consent/entries/pat-alice");

    Answer mine = realm.call("GET", "/consent/me/decisions?limit=3", alice, null);
    assertThat(positions(mine, "decisions")).containsExactly(5L, 4L, 3L);
    assertThat(mine.header("Link")).contains("before=3");
  }

  @Test
  void aFollowerSeesEachEntryOnceAndInOrderWhileManyDecide() throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      realm.patient("patient-" + i, LILAS);
      tokens.add(realm.token("patient-" + i));
    }
    String feed = realm.serviceToken();
    ExecutorService pool = Executors.newFixedThreadPool(tokens.size());
    List<Long> seen = new ArrayList<>();
    try {
      List<Future<?>> deciders = new ArrayList<>();
      for (String token : tokens) {
        deciders.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    realm.decide(token, i % 2 == 0 ? "PERMIT" : "WITHDRAW", 1).ok();
                  }
                }));
      }
      while (seen.size() < 120) {
        // asked before the look: what is appended after it would be missed otherwise
        boolean decided = deciders.stream().allMatch(Future::isDone);
        long after = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
        Answer page = realm.call("GET", "/consent/changes?limit=7&after=" + after, feed, null).ok();
        seen.addAll(positions(page, "entries"));
        long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
        assertThat(page.header("Link").isEmpty())
            .isEqualTo(last == page.json().path("ledger").asLong());
        if (decided && page.header("Link").isEmpty()) {
          break;
        }
      }
      for (Future<?> decider : deciders) {
        decider.get();
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(seen).hasSize(120).doesNotHaveDuplicates().isSorted();
    assertThat(seen.get(119)).isEqualTo(120);
  }

  private static List<Long> positions(Answer answer, String name) {
    List<Long> positions = new ArrayList<>();
    answer.json().path(name).forEach(entry -> positions.add(entry.path("position").asLong()));
    return positions;
  }

  private static void forbidden(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.json().path("type").asText()).isEqualTo("urn:prunelle:problem:not-permitted");
  }

  private void audience(String audience) {
    ObjectNode realmNow = (ObjectNode) realm.admin("GET", "", null).json();
    ((ObjectNode) realmNow.get("attributes")).put("prunelle.audience", audience);
    realm.admin("PUT", "", realmNow.toString()).ok();
  }

  private void grant(String user, String... roles) {
    String management = realm.client("realm-management");
    for (String role : roles) {
      JsonNode found = realm.admin("GET", "/clients/" + management + "/roles/" + role, null).json();
      realm
          .admin(
              "POST", "/users/" + user + "/role-mappings/clients/" + management, "[" + found + "]")
          .ok();
    }
  }
}
