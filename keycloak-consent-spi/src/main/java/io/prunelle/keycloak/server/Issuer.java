// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.server;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/** The issuer of a realm's tokens. */
public final class Issuer {
  private Issuer() {}

  /** That of the session's realm, as clients see it. */
  public static String of(KeycloakSession session) {
    return Urls.realmIssuer(
        session.getContext().getUri(UrlType.FRONTEND).getBaseUri(),
        session.getContext().getRealm().getName());
  }
}
