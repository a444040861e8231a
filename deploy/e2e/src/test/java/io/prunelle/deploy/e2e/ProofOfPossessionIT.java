// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that asks Keycloak for a token that nobody else can use (RFC 9449). */
@ExtendWith(RunningDemo.class)
@Order(17)
final class ProofOfPossessionIT {

  private final Http http = new Http();
  private final Demo demo;

  ProofOfPossessionIT(Demo demo) {
    this.demo = demo;
  }

  @Test
  void aTokenOfKeycloaksIsWorthNothingWithoutItsKey() throws JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    Demo.User patient = demo.patient("PERMIT", 0);
    String url = demo.fhir() + "/Patient/" + patient.patientId();
    String token = token(patient, key);
    assertThat(Realm.claims(token).at("/cnf/jkt").asText())
        .isEqualTo(key.computeThumbprint().toString());

    String proof = proof(key, "GET", url, token);
    assertThat(get(url, "DPoP " + token, proof).status()).isEqualTo(200);

    // the same proof again, another's key, no proof at all
    assertThat(get(url, "DPoP " + token, proof).header("www-authenticate"))
        .contains("invalid_dpop_proof");
    ECKey other = new ECKeyGenerator(Curve.P_256).generate();
    assertThat(get(url, "DPoP " + token, proof(other, "GET", url, token)).status()).isEqualTo(401);
    assertThat(http.get(url, token).status()).isEqualTo(401);
    assertThat(get(url, "DPoP " + token, proof(key, "GET", url, token)).status()).isEqualTo(200);
  }

  private String token(Demo.User user, ECKey key) throws JOSEException {
    String endpoint = demo.text("/tokenEndpoint");
    Map<String, String> form =
        Map.of(
            "grant_type", "password",
            "client_id", demo.text("/clients/app/id"),
            "scope", "openid",
            "username", user.username(),
            "password", user.password());
    Http.Answer answer =
        http.send(
            "POST",
            endpoint,
            null,
            "application/x-www-form-urlencoded",
            form.entrySet().stream()
                .map(field -> field.getKey() + "=" + Http.encode(field.getValue()))
                .collect(Collectors.joining("&")),
            "DPoP",
            proof(key, "POST", endpoint, null));
    assertThat(answer.json().at("/token_type").asText()).isEqualTo("DPoP");
    return answer.json().at("/access_token").asText();
  }

  private Http.Answer get(String url, String authorization, String proof) {
    return http.send("GET", url, null, null, null, "Authorization", authorization, "DPoP", proof);
  }

  private static String proof(ECKey key, String method, String url, String token)
      throws JOSEException {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .jwtID(UUID.randomUUID().toString())
            .claim("htm", method)
            .claim("htu", url)
            .issueTime(Date.from(Instant.now()));
    if (token != null) {
      claims.claim("ath", hash(token));
    }
    SignedJWT proof =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build(),
            claims.build());
    proof.sign(new ECDSASigner(key));
    return proof.serialize();
  }

  private static String hash(String token) {
    try {
      return Base64URL.encode(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)))
          .toString();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
