// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.SAULES;
import static io.prunelle.keycloak.it.TestRealm.TILLEULS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a practice's consent officer sees of the practice. */
@ExtendWith(KeycloakExtension.class)
class PracticeIT {
  private final TestRealm realm;

  PracticeIT(TestRealm realm) {
    this.realm = realm;
  }

  private String officer(String practice) {
    realm.role(realm.user("officer", "", practice), "consent-officer");
    return realm.token("officer");
  }

  private Answer practice(String practice, @Nullable String token) {
    return realm.call("GET", "/consent/practices/" + practice, token, null);
  }

  @Test
  void anOfficerSeesThePracticesHostingsAndTheirHostsAndNoOthers() {
    realm.informing();

    JsonNode lilas = practice(LILAS, officer(LILAS)).ok().json();

    assertThat(lilas.at("/practice/id").asText()).isEqualTo(LILAS);
    assertThat(lilas.at("/practice/name").asText()).isNotEmpty();
    assertThat(lilas.path("hosts")).hasSize(1);
    assertThat(lilas.at("/hosts/0/sheet/sites")).isNotEmpty();
    assertThat(lilas.at("/hosts/0/assessment/certificate/state").asText()).isNotEmpty();
    assertThat(lilas.path("hostings")).hasSize(1);
    assertThat(lilas.at("/hostings/0/hosting/id").asText()).isEqualTo(LILAS + "@nuage-sante");
    assertThat(lilas.at("/hostings/0/notice/version").asInt()).isEqualTo(1);
    assertThat(lilas.at("/hostings/0/notice/titles/fr").asText()).isEqualTo("Mon dossier");
    assertThat(lilas.path("namesKept").asText()).isEqualTo("P5Y");
    assertThat(lilas.toString()).doesNotContain(TILLEULS, SAULES);
  }

  @Test
  void aDecisionOfTodayMovesNoNumber() {
    for (int i = 0; i < 7; i++) {
      realm.patient("patient" + i, LILAS);
    }
    String officer = officer(LILAS);
    JsonNode before = practice(LILAS, officer).ok().json().at("/hostings/0/counts");

    // When all but two of them refuse
    for (int i = 0; i < 5; i++) {
      realm.decide(realm.token("patient" + i), "DENY", 1).ok();
    }

    JsonNode after = practice(LILAS, officer).ok().json().at("/hostings/0/counts");
    assertThat(after).isEqualTo(before);
    assertThat(after.at("/decisions/DENY").asLong()).isZero();
    // seven patients; the officer is none
    assertThat(after.path("undecided").asLong()).isEqualTo(5);
    assertThat(after.path("step").asInt()).isEqualTo(5);
    assertThat(after.path("asOf").asText()).endsWith("T00:00:00Z");
  }

  @Test
  void nobodyButAnOfficerOfThePracticeSeesIt() {
    String elsewhere = officer(TILLEULS);
    realm.user("doctor", "", LILAS);
    realm.patient("alice", LILAS);

    Answer another = practice(LILAS, elsewhere);
    assertThat(another.problem()).isEqualTo("not-permitted");
    assertThat(practice("no-such-practice", elsewhere).problem()).isEqualTo("not-permitted");
    for (String user : new String[] {"doctor", "alice"}) {
      assertThat(practice(LILAS, realm.token(user)).problem()).isEqualTo("not-permitted");
    }
    assertThat(practice(LILAS, realm.serviceToken()).status()).isEqualTo(403);
    assertThat(practice(LILAS, null).status()).isEqualTo(401);
  }
}
