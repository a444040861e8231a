// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The walk along the ledger, asked for by an administrator. */
@ExtendWith(KeycloakExtension.class)
class VerifyIT {
  private final TestRealm realm;

  VerifyIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void anIntactLedgerIsToldWithItsLengthAndItsHead() {
    decisions();

    JsonNode told = verify("").ok().json();

    assertThat(told.path("intact").asBoolean()).isTrue();
    assertThat(told.path("entries").asLong()).isEqualTo(3);
    assertThat(told.path("pseudonymised").asInt(-1)).isZero();
    assertThat(told.path("head")).isEqualTo(realm.ledger().at("/entries/2/hash"));
  }

  @Test
  void aWitnessKeptElsewhereIsLookedFor() {
    decisions();
    String hash = realm.ledger().at("/entries/1/hash").asText();

    assertThat(verify("?position=2&hash=" + hash).ok().json().path("intact").asBoolean()).isTrue();
    JsonNode broken = verify("?position=3&hash=" + hash).ok().json();
    assertThat(broken.path("intact").asBoolean()).isFalse();
    assertThat(broken.path("position").asLong()).isEqualTo(3);
    assertThat(broken.path("reason").asText()).isEqualTo("not the witness");
  }

  @Test
  void aLongLedgerIsWalkedInStretches() {
    decisions();

    JsonNode first = verify("?limit=2").ok().json();
    assertThat(first.path("from").asLong()).isEqualTo(2);
    assertThat(first.path("ledger").asLong()).isEqualTo(3);
    JsonNode last =
        verify("?limit=2&from=2&from-hash=" + first.path("from-hash").asText()).ok().json();

    assertThat(last.path("entries").asLong()).isEqualTo(3);
    assertThat(last.path("head")).isEqualTo(realm.ledger().at("/entries/2/hash"));
    assertThat(verify("?from=2").detail()).startsWith("from, from-hash: ");
    assertThat(verify("?limit=0").status()).isEqualTo(400);
  }

  @Test
  void halfAWitnessOrOneThatIsNoHashIsRefused() {
    for (String query :
        new String[] {
          "?position=2", "?hash=" + "0".repeat(64), "?position=2&hash=x", "?position=x&hash=00"
        }) {
      assertThat(verify(query).status()).isEqualTo(400);
    }
    assertThat(verify("?position=-1&hash=" + "0".repeat(64)).detail()).startsWith("position: ");
  }

  @Test
  void onlyAnAdministratorOfTheRealmMayAsk() {
    realm.patient("alice", LILAS);

    assertThat(realm.admin("GET", "/consent/ledger/verify", realm.token("alice"), null).status())
        .isEqualTo(403);
    assertThat(realm.admin("GET", "/consent/ledger/verify", realm.serviceToken(), null).status())
        .isEqualTo(403);
  }

  private void decisions() {
    realm.patient("alice", LILAS);
    String alice = realm.token("alice");
    realm.decide(alice, "PERMIT", 1).ok();
    realm.decide(alice, "WITHDRAW", null).ok();
    realm.decide(alice, "DENY", null).ok();
  }

  private Answer verify(String query) {
    return realm.consent("GET", "/ledger/verify" + query, null);
  }
}
