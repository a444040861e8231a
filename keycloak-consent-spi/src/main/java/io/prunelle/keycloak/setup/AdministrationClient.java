// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * The client through which administrators sign in to the extension's pages. It is public, for no
 * code is redeemed with it, and leads nowhere but there. As Keycloak's own console it sees all of
 * the administrator's roles.
 */
public final class AdministrationClient {
  /** The client's id. */
  public static final String ID = "prunelle-administration";

  private static final String WHAT = "client " + ID;

  private final RealmModel realm;

  AdministrationClient(RealmModel realm) {
    this.realm = realm;
  }

  void run(Report report) {
    ClientModel client = realm.getClientByClientId(ID);
    if (client == null) {
      create();
      report.created().add(WHAT);
    } else if (!client.isEnabled() || !client.isStandardFlowEnabled()) {
      report.wrong().add(WHAT + ": cannot be signed in to, so that there are no pages");
    } else if (!redirects().containsAll(client.getRedirectUris())) {
      report
          .wrong()
          .add(WHAT + ": leads elsewhere, so that others come by an administrator's code");
    } else if (client.isDirectAccessGrantsEnabled() || client.isImplicitFlowEnabled()) {
      report.wrong().add(WHAT + ": gives tokens, which the pages do not need");
    } else {
      report.present().add(WHAT);
    }
  }

  private void create() {
    ClientModel client = realm.addClient(ID);
    client.setName("Hosting administration");
    client.setEnabled(true);
    client.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    client.setPublicClient(true);
    client.setStandardFlowEnabled(true);
    client.setImplicitFlowEnabled(false);
    client.setDirectAccessGrantsEnabled(false);
    client.setFullScopeAllowed(true);
    client.setRootUrl(Constants.AUTH_BASE_URL_PROP);
    client.setBaseUrl(page());
    client.setRedirectUris(redirects());
    client.setAttribute(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, "S256");
    client.setAttribute(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, "+");
  }

  private Set<String> redirects() {
    return Set.of(page(), page() + "/*");
  }

  private String page() {
    return "/realms/" + realm.getName() + "/consent/administration";
  }
}
