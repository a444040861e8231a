// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.receipt;

import io.prunelle.keycloak.server.Issuer;
import java.nio.charset.StandardCharsets;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Signs with the realm's active key, as Keycloak signs its tokens. */
public final class RealmSigner {
  /** RFC 8725 3.11: a type of its own, so that a receipt is not taken for a token. */
  static final String TYPE = "consent-receipt+jwt";

  private final KeycloakSession session;
  private final RealmModel realm;

  public RealmSigner(KeycloakSession session) {
    this.session = session;
    this.realm = session.getContext().getRealm();
  }

  /** The issuer of the realm's tokens, as clients see it. */
  String issuer() {
    return Issuer.of(session);
  }

  /** Signs a JSON text; the header names algorithm, type and key. */
  String sign(String payload) {
    return new JWSBuilder()
        .type(TYPE)
        .content(payload.getBytes(StandardCharsets.UTF_8))
        .sign(provider().signer());
  }

  // a symmetric default would let nobody but the realm itself check a receipt
  private SignatureProvider provider() {
    String algorithm = realm.getDefaultSignatureAlgorithm();
    SignatureProvider preferred =
        algorithm == null || algorithm.isEmpty()
            ? null
            : session.getProvider(SignatureProvider.class, algorithm);
    return preferred != null && preferred.isAsymmetricAlgorithm()
        ? preferred
        : session.getProvider(SignatureProvider.class, Algorithm.RS256);
  }
}
