// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a patient whose user was deleted. */
@ExtendWith(KeycloakExtension.class)
class DepartureIT {
  private final TestRealm realm;

  DepartureIT(TestRealm realm) {
    this.realm = realm;
  }

  @Test
  void aDeletedUsersDecisionsStayProvable() {
    String alice = realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();

    realm.admin("DELETE", "/users/" + alice, null).ok();

    assertThat(realm.ledger().at("/entries/0/patient").asText()).isEqualTo("pat-alice");
    assertThat(verified().path("intact").asBoolean()).isTrue();
  }

  @Test
  void onceItsTimeHasComeTheNameIsTakenOutAndTheLedgerStillVerifies() {
    String alice = realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    realm.decide(realm.token("bob"), "DENY", 1).ok();
    realm.admin("PUT", "", json("{'attributes':{'prunelle.pseudonymise-after':'P0D'}}")).ok();

    realm.admin("DELETE", "/users/" + alice, null).ok();

    JsonNode entry = awaitPseudonym();
    assertThat(entry.path("patient").asText()).startsWith("~");
    assertThat(entry.at("/by/subject").isNull()).isTrue();
    assertThat(entry.path("salt").isNull()).isTrue();
    assertThat(entry.path("decision").asText()).isEqualTo("PERMIT");
    assertThat(realm.ledger().at("/entries/1/patient").asText()).isEqualTo("pat-bob");
    assertThat(realm.ledger().at("/entries/2/pseudonymised")).hasSize(1).first().hasToString("1");
    assertThat(verified().path("intact").asBoolean()).isTrue();
  }

  @Test
  void whoseUserIsAnotherPatientByNowIsTakenOutToo() {
    realm.patient("alice", LILAS);
    realm.patient("bob", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    realm.decide(realm.token("bob"), "DENY", 1).ok();
    realm.admin("PUT", "", json("{'attributes':{'prunelle.pseudonymise-after':'P0D'}}")).ok();

    realm.attribute("alice", "patient_id", "pat-merged");

    assertThat(awaitPseudonym().path("patient").asText()).startsWith("~");
    assertThat(realm.ledger().at("/entries/1/patient").asText()).isEqualTo("pat-bob");
    assertThat(verified().path("intact").asBoolean()).isTrue();
  }

  @Test
  void aRealmThatIsDeletedToBeImportedAgainKeepsItsLedger() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
    assertThat(realm.consent("GET", "/hosts", null).ok().json().path("hosts")).hasSize(1);

    // as kc.sh import does, which overrides by default
    realm.replaceByAnEmptyOne();

    assertThat(realm.consent("GET", "/hosts", null).ok().json().path("hosts")).hasSize(1);
    assertThat(verified().path("entries").asLong()).isEqualTo(1);
    assertThat(verified().path("intact").asBoolean()).isTrue();
  }

  private JsonNode verified() {
    return realm.consent("GET", "/ledger/verify", null).ok().json();
  }

  /** The sweep runs every few seconds in the tests. */
  private JsonNode awaitPseudonym() {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    JsonNode entry = realm.ledger().at("/entries/0");
    while (entry.path("patient").asText().equals("pat-alice") && Instant.now().isBefore(deadline)) {
      entry = realm.ledger().at("/entries/0");
    }
    return entry;
  }
}
