// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.ProofKey;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each algorithm that realms and clients may sign by holds, and the one that is meant alone. */
final class AlgorithmsTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static TestRealm realm;

  @BeforeAll
  static void start() {
    realm = TestRealm.start(VERTX);
    realm.publish("key-2");
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
  void aRealmSignsByTheOneThatIsConfigured(String algorithm) {
    ProofKey key = key(algorithm, "key-1");
    String name = "key-of-" + algorithm;
    realm.publish(key.jwk().put("kid", name).put("alg", algorithm).put("use", "sig"));
    Tokens tokens = tokens(TestSettings.signedBy(TestSettings.of(realm), algorithm));
    JsonObject header = realm.header(name).put("alg", algorithm);
    JsonObject claims = realm.practitionerClaims();
    String token = key.signed(header, claims);

    assertThat(tokens.verify(token).await().subject()).isEqualTo("user-doctor");
    // by another key of the same kind
    String forged = key(algorithm, "key-2").signed(header, claims);
    assertThatThrownBy(() -> tokens.verify(forged).await()).hasMessage("token-not-valid");
    // the realm's own, but not the one that is configured
    String other = algorithm.equals("RS256") ? "RS512" : "RS256";
    String otherwise = key.signed(header.copy().put("alg", other), claims);
    assertThatThrownBy(() -> tokens.verify(otherwise).await()).hasMessage("token-algorithm");
    tokens.stop().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "PS256", "RS256"})
  void aClientProvesItsKeyByTheOneThatItsKeyIsFor(String algorithm) {
    Settings settings = TestSettings.of(realm);
    Tokens tokens = tokens(settings);
    ProofKey key = key(algorithm, "key-1");
    String token =
        realm.token(
            realm
                .patientClaims("p1")
                .put("typ", "DPoP")
                .put("cnf", new JsonObject().put("jkt", key.thumbprint())));
    String path = "/fhir/cabinet-des-lilas/Patient/p1";
    String url = settings.publicUrl() + path;

    assertThat(prove(tokens, token, key.proof("GET", url, token), path).subject())
        .isEqualTo("user-p1");
    String forged =
        key(algorithm, "key-2")
            .proof("GET", url, token, header -> header.put("jwk", key.jwk()), claims -> {});
    assertThatThrownBy(() -> prove(tokens, token, forged, path)).hasMessage("proof-not-valid");
    tokens.stop().await();
  }

  private static ProofKey key(String algorithm, String rsa) {
    return algorithm.startsWith("ES")
        ? new ProofKey(algorithm)
        : new ProofKey(algorithm, realm.key(rsa));
  }

  private static Caller prove(Tokens tokens, String token, String proof, String path) {
    return tokens
        .verify(
            MultiMap.caseInsensitiveMultiMap()
                .add("Authorization", "DPoP " + token)
                .add("DPoP", proof),
            "GET",
            path,
            null,
            Reception.NONE)
        .await();
  }

  private static Tokens tokens(Settings settings) {
    Tokens tokens = new Tokens(VERTX, settings, WebClient.create(VERTX));
    tokens.start().await();
    Awaitility.await().until(() -> tokens.ready().succeeded());
    return tokens;
  }
}
