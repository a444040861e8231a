// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static io.prunelle.keycloak.it.TestRealm.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
  void whatIsKeptOfAPatientWhoDecidedNothingGoesWithTheirIdToo() {
    // Given a patient who has decided nothing, with an emergency and a choice of mail
    realm.patient("alice", LILAS);
    realm.service("reporter", "emergency-report");
    Instant now = Instant.now();
    realm
        .call(
            "PUT",
            "/consent/practices/" + LILAS + "/patients/pat-alice/emergencies/" + UUID.randomUUID(),
            realm.serviceToken("reporter"),
            json(
                "{'practitioner':'Dr Lemoine','reason':'sans connaissance','from':'%s',"
                    + "'until':'%s'}",
                now.minusSeconds(60), now.plusSeconds(600)))
        .ok();
    wantsMail("alice");
    assertThat(emergencies("alice")).hasSize(1);
    assertThat(mail("alice")).isEqualTo("ON");
    for (String user : List.of("bob", "carol")) {
      realm.patient(user, LILAS);
      realm.decide(realm.token(user), "DENY", 1).ok();
    }

    // When an administrator gives the user another id, and its time has come: when both who come
    // after have been taken out, one after the other, so has been who went before them
    realm
        .admin(
            "PUT",
            "",
            json(
                "{'attributes':{'prunelle.page':'https://page.example/my',"
                    + "'prunelle.pseudonymise-after':'P0D'}}"))
        .ok();
    realm.attribute("alice", "patient_id", "pat-merged");
    realm.attribute("bob", "patient_id", "pat-bobs");
    assertThat(awaitPseudonym(0, "pat-bob").path("patient").asText()).startsWith("~");
    realm.attribute("carol", "patient_id", "pat-carols");
    assertThat(awaitPseudonym(1, "pat-carol").path("patient").asText()).startsWith("~");

    // Then there is nothing left under the old id
    realm.attribute("alice", "patient_id", "pat-alice");
    assertThat(emergencies("alice")).isEmpty();
    assertThat(mail("alice")).isEqualTo("OFF");
  }

  private JsonNode emergencies(String username) {
    return realm
        .call("GET", "/consent/me/emergencies", realm.token(username), null)
        .ok()
        .json()
        .path("emergencies");
  }

  private String mail(String username) {
    return realm
        .call("GET", "/consent/me/mail", realm.token(username), null)
        .ok()
        .json()
        .path("state")
        .asText();
  }

  /** Where the realm could send mail, which nobody does here. */
  private void wantsMail(String username) {
    realm
        .admin(
            "PUT",
            "",
            json(
                "{'smtpServer':{'host':'127.0.0.1','port':'9','from':'noreply@example.org'},"
                    + "'attributes':{'prunelle.page':'https://page.example/my'}}"))
        .ok();
    String id = realm.userId(username);
    ObjectNode user = (ObjectNode) realm.admin("GET", "/users/" + id, null).ok().json();
    user.put("emailVerified", true);
    realm.admin("PUT", "/users/" + id, user.toString()).ok();
    realm.call("PUT", "/consent/me/mail", realm.token(username), json("{'wanted':true}")).ok();
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

  private JsonNode awaitPseudonym() {
    return awaitPseudonym(0, "pat-alice");
  }

  /** The sweep runs every few seconds in the tests. */
  private JsonNode awaitPseudonym(int entry, String patient) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
    JsonNode found = realm.ledger().path("entries").path(entry);
    while (found.path("patient").asText().equals(patient) && Instant.now().isBefore(deadline)) {
      found = realm.ledger().path("entries").path(entry);
    }
    return found;
  }
}
