// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.server;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.MtlsHoKTokenUtil;

/** An access token that is bound to its client's certificate (RFC 8705, 3). */
public final class BoundToken {
  private BoundToken() {}

  /**
   * Whether this request may show the token, as far as certificates go: it is bound to none, or to
   * the one of the connection. Keycloak looks at proofs of a key when it verifies a token, and at
   * certificates only at its own endpoints.
   */
  public static boolean isShown(KeycloakSession session, AccessToken token) {
    AccessToken.Confirmation confirmation = token.getConfirmation();
    return confirmation == null
        || confirmation.getCertThumbprint() == null
        || MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
            token, session.getContext().getHttpRequest(), session);
  }
}
