// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.chain.CanonicalJson;
import io.prunelle.gateway.chain.PublicKey;
import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** A certificate as somebody checks it who has the published keys, and another JOSE library. */
class OtherToolTest {

  /** What {@link ErasureSamples} are signed with. */
  private static final PublicKey KEY = SigningKey.of(new byte[32]).verifying();

  private static final PublicKey OTHER =
      SigningKey.of("another key of 32 bytes, exactly".getBytes(StandardCharsets.US_ASCII))
          .verifying();

  private static JsonWebSignature read(String compact) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(
        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
    jws.setCompactSerialization(compact);
    return jws;
  }

  /** The key that the certificate names. */
  private static JsonWebKey named(JsonWebSignature jws, PublicKey... published)
      throws JoseException {
    byte[] set =
        new CanonicalJson()
            .objects("keys", List.of(published).stream().map(PublicKey::jwk).toList())
            .bytes();
    return new VerificationJwkSelector()
        .select(jws, new JsonWebKeySet(new String(set, StandardCharsets.UTF_8)).getJsonWebKeys());
  }

  @Test
  void itIsVerifiedWithTheKeyThatItNames() throws JoseException {
    JsonWebSignature jws = read(ErasureSamples.certificate(true).jws());

    jws.setKey(named(jws, OTHER, KEY).getKey());

    assertThat(jws.verifySignature()).isTrue();
    assertThat(new JsonObject(jws.getPayload()).getString("format"))
        .isEqualTo("prunelle-erasure-certificate/1");
  }

  @Test
  void oneThatWasAlteredIsNot() throws JoseException {
    String[] parts = ErasureSamples.certificate(true).jws().split("\\.", -1);
    String said =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("nuage-sante", "nuage-autre");
    String altered =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(said.getBytes(StandardCharsets.UTF_8));

    JsonWebSignature jws = read(parts[0] + "." + altered + "." + parts[2]);
    jws.setKey(named(jws, KEY).getKey());

    assertThat(jws.verifySignature()).isFalse();
  }

  @Test
  void whoHasAnotherKeyAloneFindsNoneThatItNames() throws JoseException {
    JsonWebSignature jws = read(ErasureSamples.certificate(true).jws());

    assertThat(named(jws, OTHER)).isNull();
  }
}
