// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.ProofKey;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of requests with a token that is bound to a key, and what is known of them. */
final class KeyBoundTokenTest {

  private static final ProofKey KEY = new ProofKey("ES384");
  private static final int AT_ONCE = 5;

  /** More than anybody gets done while as few are forgotten. */
  private static final int MANY = 200;

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(), settings -> TestSettings.limiting(settings, 1, AT_ONCE));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void proofsWhoseSignatureHasToBeCheckedCount() {
    // Given a token that was found, and what its owner's key is like
    String token = bound("forged", "jti-forged");
    ProofKey other = new ProofKey("ES384");

    // When it comes on and on with proofs that another key has signed
    List<Integer> before = new ArrayList<>();
    String asked = "forged?_elements=" + "x".repeat(3_000);
    Answer answer = get(asked, token, forged(other, "forged", token));
    while (answer.status() == 401 && before.size() < MANY) {
      before.add(answer.status());
      answer = get(asked, token, forged(other, "forged", token));
    }

    // Then their signatures are checked no longer
    assertThat(before).hasSizeGreaterThanOrEqualTo(AT_ONCE);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).isEqualTo("1");
    // And whose token it is has not asked that often: it stands there which one it was
    assertThat(gateway.settled(answer))
        .containsEntry("reason", "too-many-requests")
        .containsEntry("subject", null)
        .containsEntry("name", null)
        .containsEntry("client", "demo-app")
        .containsEntry("token_id", "jti-forged");
    // And as little of what was asked as of any stranger
    assertThat(String.valueOf(gateway.settled(answer).get("raw_query"))).hasSizeLessThan(300);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void whatIsRefusedByAHashKeepsItsOwnerFromNothing() {
    String token = bound("owner", "jti-owner");

    for (int i = 0; i < 3 * AT_ONCE; i++) {
      assertThat(get("owner", token, KEY.proof("POST", url("owner"), token)).status())
          .isEqualTo(401);
    }

    assertThat(get("owner", token, KEY.proof("GET", url("owner"), token)).status()).isEqualTo(200);
    gateway.premises.reset();
  }

  @Test
  void ofATokenThatIsNotItsBearersTheJournalHasWhichOneItWas() {
    String token = bound("found", "jti-found");
    String proof = KEY.proof("GET", url("found"), token);

    assertThat(gateway.settled(get("found", token, proof)))
        .containsEntry("subject", "user-found")
        .containsEntry("status", 200);
    gateway.premises.reset();

    assertFound(get("found", token, proof), "proof-replayed");
    assertFound(gateway.get("/Patient/found", token), "token-bound");
  }

  private static void assertFound(Answer answer, String reason) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(gateway.settled(answer))
        .containsEntry("reason", reason)
        .containsEntry("subject", null)
        .containsEntry("name", null)
        .containsEntry("organization", null)
        .containsEntry("client", "demo-app")
        .containsEntry("token_id", "jti-found");
  }

  private static Answer get(String patient, String token, String proof) {
    return gateway.get(
        "/Patient/" + patient, null, "Authorization", "DPoP " + token, "DPoP", proof);
  }

  private static String url(String patient) {
    return gateway.fhir() + "/Patient/" + patient;
  }

  /** Names the right key. */
  private static String forged(ProofKey by, String patient, String token) {
    return by.proof("GET", url(patient), token, head -> head.put("jwk", KEY.jwk()), says -> {});
  }

  private static String bound(String patient, String id) {
    return gateway.realm.token(
        gateway
            .realm
            .patientClaims(patient)
            .put("typ", "DPoP")
            .put("jti", id)
            .put("cnf", new JsonObject().put("jkt", KEY.thumbprint())));
  }
}
