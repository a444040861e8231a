// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it;

import static io.prunelle.keycloak.it.TestRealm.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;

/** A realm's keys, as its administrator turns them and as somebody outside sees them. */
final class Keys {
  private final TestRealm realm;

  Keys(TestRealm realm) {
    this.realm = realm;
  }

  /** Whether the signature holds under the public keys alone, by the reckoning of Nimbus. */
  boolean verify(String jws) {
    return verify(jws, realm.call("GET", "/protocol/openid-connect/certs", null, null).ok().body());
  }

  static boolean verify(String jws, String jwks) {
    try {
      JWSObject parsed = JWSObject.parse(jws);
      JWK key = JWKSet.parse(jwks).getKeyByKeyId(parsed.getHeader().getKeyID());
      return key != null
          && parsed.verify(
              new DefaultJWSVerifierFactory()
                  .createJWSVerifier(parsed.getHeader(), ((AsymmetricJWK) key).toPublicKey()));
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(jws, e);
    }
  }

  /** Brings a new RSA key that takes the place of the active one. */
  void rotate() {
    realm
        .admin(
            "POST",
            "/components",
            json(
                "{'name':'rotated','providerId':'rsa-generated',"
                    + "'providerType':'org.keycloak.keys.KeyProvider','config':{"
                    + "'priority':['500'],'active':['true'],'enabled':['true'],"
                    + "'algorithm':['RS256'],'keySize':['2048']}}"))
        .ok();
  }

  /** Takes a key out of the realm for good. */
  void remove(String kid) {
    for (JsonNode key : realm.admin("GET", "/keys", null).ok().json().path("keys")) {
      if (key.path("kid").asText().equals(kid)) {
        realm.admin("DELETE", "/components/" + key.path("providerId").asText(), null).ok();
        return;
      }
    }
    throw new AssertionError("no key " + kid);
  }

  void signWith(String algorithm) {
    ObjectNode representation = (ObjectNode) realm.admin("GET", "", null).ok().json();
    representation.put("defaultSignatureAlgorithm", algorithm);
    realm.admin("PUT", "", representation.toString()).ok();
  }
}
