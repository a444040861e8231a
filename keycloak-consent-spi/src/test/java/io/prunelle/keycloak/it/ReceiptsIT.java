// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.HOSTING;
import static io.prunelle.keycloak.it.TestRealm.LILAS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Receipts of a real Keycloak, checked with another JOSE implementation. */
@ExtendWith(KeycloakExtension.class)
class ReceiptsIT {
  private static final String RECORD = "/dpv:hasRecordOfActivity/0";

  private final TestRealm realm;
  private final Receiver receiver;
  private final Keys keys;

  ReceiptsIT(TestRealm realm) {
    this.realm = realm;
    this.receiver = new Receiver(realm);
    this.keys = new Keys(realm);
  }

  @BeforeEach
  void aliceHasPermitted() {
    realm.patient("alice", LILAS);
    realm.decide(realm.token("alice"), "PERMIT", 1).ok();
  }

  @Test
  void aReceiptIsCheckedWithTheRealmsPublicKeysAlone() {
    Answer answer = receiver.ask(realm.token("alice"), 1, "*/*", "fr");
    JWSObject receipt = receiver.receipt("alice", 1);
    JsonNode payload = payload(receipt);

    assertThat(answer.header("Content-Type")).startsWith("application/jwt");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"receipt-1.jwt\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(keys.verify(answer.body())).isTrue();
    assertThat(receipt.getHeader().getType().getType()).isEqualTo("consent-receipt+jwt");
    assertThat(receipt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(payload.path("iss").asText()).isEqualTo(realm.url());
    assertThat(payload.at(RECORD + "/dpv:hasDataController/dpv:hasName").asText())
        .isEqualTo("Cabinet des Lilas");
    assertThat(payload.at(RECORD + "/dpv:hasConsentStatus/@type/0").asText())
        .isEqualTo("dpv:ConsentGiven");
    assertThat(payload.at(RECORD + "/ledgerEntry")).isEqualTo(realm.ledger().at("/entries/0"));
    assertThat(payload.at(RECORD + "/dpv:hasNotice/textDigest"))
        .isEqualTo(realm.ledger().at("/entries/0/textDigest"));
  }

  @Test
  void anAlteredReceiptAndAnotherRealmsKeysAreNotBelieved() throws Exception {
    JWSObject receipt = receiver.receipt("alice", 1);
    String altered =
        receipt.getHeader().toBase64URL()
            + "."
            + Base64URL.encode(
                receipt.getPayload().toString().replace("ConsentGiven", "ConsentRefused"))
            + "."
            + receipt.getSignature();
    String master =
        realm.elsewhere("GET", "/realms/master/protocol/openid-connect/certs").ok().body();

    assertThat(keys.verify(receipt.serialize())).isTrue();
    assertThat(keys.verify(altered)).isFalse();
    assertThat(Keys.verify(receipt.serialize(), master)).isFalse();
  }

  @Test
  void anOldReceiptStillVerifiesWhenTheKeyWasRotatedAndCanBeIssuedAgainWhenItIsGone() {
    JWSObject old = receiver.receipt("alice", 1);

    keys.rotate();
    JWSObject rotated = receiver.receipt("alice", 1);

    assertThat(rotated.getHeader().getKeyID()).isNotEqualTo(old.getHeader().getKeyID());
    assertThat(keys.verify(old.serialize())).isTrue();
    assertThat(keys.verify(rotated.serialize())).isTrue();

    keys.remove(old.getHeader().getKeyID());
    JWSObject again = receiver.receipt("alice", 1);

    assertThat(keys.verify(old.serialize())).isFalse();
    assertThat(keys.verify(again.serialize())).isTrue();
    assertThat(butForTheTime(again)).isEqualTo(butForTheTime(old));
  }

  @Test
  void theRealmsAlgorithmIsUsedUnlessOnlyTheRealmCouldCheckIt() {
    for (Map.Entry<String, String> each :
        Map.of("ES256", "ES256", "PS256", "PS256", "HS256", "RS256").entrySet()) {
      keys.signWith(each.getKey());

      JWSObject receipt = receiver.receipt("alice", 1);

      assertThat(receipt.getHeader().getAlgorithm().getName()).isEqualTo(each.getValue());
      assertThat(keys.verify(receipt.serialize())).isTrue();
    }
  }

  @Test
  void aReceiptIsNoToken() {
    String receipt = receiver.receipt("alice", 1).serialize();

    // in a form: as a header it would be refused for its length alone
    assertThat(realm.userinfo(receipt).status()).isEqualTo(401);
    assertThat(realm.userinfo(realm.token("alice")).status()).isEqualTo(200);
    assertThat(realm.introspect(receipt).path("active").asBoolean()).isFalse();
  }

  @Test
  void anotherPatientsDecisionIsAsIfItWereNotThere() {
    realm.patient("bob", LILAS);
    String bob = realm.token("bob");

    Answer others = receiver.ask(bob, 1, "*/*", "fr");
    Answer none = receiver.ask(bob, 99, "*/*", "fr");

    assertThat(others.status()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(none.body());
    for (String odd : new String[] {"0", "-1", "1.0", "abc", "99999999999999999999"}) {
      assertThat(receiver.ask(bob, odd, "*/*", "fr").status()).as(odd).isEqualTo(400);
    }
  }

  @Test
  void onlyThePatientsOwnTokenWithTheScopeGetsOne() {
    String plain = realm.grant("plain", "alice").ok().json().path("access_token").asText();

    assertThat(receiver.ask(plain, 1, "*/*", "fr").status()).isEqualTo(403);
    assertThat(receiver.ask(realm.serviceToken(), 1, "*/*", "fr").status()).isEqualTo(403);
    assertThat(receiver.ask("nonsense", 1, "*/*", "fr").status()).isEqualTo(401);
  }

  @Test
  void eachDecisionHasItsReceiptInTheFormThatIsWanted() {
    String token = realm.token("alice");
    realm.decide(token, "WITHDRAW", null).ok();

    Answer json = receiver.ask(token, 2, "application/json", "fr");
    Answer none = receiver.ask(token, 2, "application/pdf", "fr");

    assertThat(json.ok().header("Content-Type")).startsWith("application/json");
    assertThat(keys.verify(json.json().path("receipt").asText())).isTrue();
    assertThat(
            TestRealm.claims(json.json().path("receipt").asText())
                .at(RECORD + "/dpv:hasConsentStatus/@type/0")
                .asText())
        .isEqualTo("dpv:ConsentWithdrawn");
    assertThat(none.status()).isEqualTo(406);
    assertThat(none.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void theReceiptHoldsWhatWasShownWhenTheNoticeHasChanged() {
    realm.publish(HOSTING, "Autre chose.");

    JsonNode notice = payload(receiver.receipt("alice", 1)).at(RECORD + "/dpv:hasNotice");

    assertThat(notice.path("dct:hasVersion").asInt()).isEqualTo(1);
    assertThat(notice.path("dct:description").asText()).startsWith("Librement.");
  }

  @Test
  void theReceiptHoldsTheHostAsItWasWhenThePatientDecided() {
    ObjectNode host = (ObjectNode) realm.consent("GET", "/hosts/nuage-sante", null).ok().json();
    String officer = host.at("/sheet/dataProtectionOfficer/email").asText();
    ObjectNode changed = host.deepCopy();
    changed.remove("id");
    changed.remove("assessment");
    ((ObjectNode) changed.at("/sheet/dataProtectionOfficer")).put("email", "other@example.org");
    realm.consent("PUT", "/hosts/nuage-sante", changed.toString()).ok();

    JsonNode record = payload(receiver.receipt("alice", 1)).at(RECORD);

    assertThat(record.path("circumstancesAsOf").asText()).isEqualTo("DECISION");
    assertThat(
            record.at("/dpv:hasDataProcessor/dpv:hasDataProtectionOfficer/dpv:hasContact").asText())
        .isEqualTo(officer);
  }

  private static JsonNode payload(JWSObject receipt) {
    return TestRealm.claims(receipt.serialize());
  }

  private static String butForTheTime(JWSObject receipt) {
    ObjectNode payload = (ObjectNode) payload(receipt);
    payload.remove("iat");
    payload.remove("dct:created");
    return payload.toString();
  }
}
