// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import java.util.Optional;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * A client scope that tokens name. Which applications have it, the administrator says: it is no
 * default scope of the realm.
 *
 * @param description as the realm's page for agreeing to an application tells it
 */
record RequestedScope(String name, String description) {

  /** The scope, created if need be; empty when what has its name cannot be it. */
  Optional<ClientScopeModel> run(RealmModel realm, Report report) {
    String what = "client scope " + name;
    Optional<ClientScopeModel> there =
        realm.getClientScopesStream().filter(each -> each.getName().equals(name)).findFirst();
    if (there.isEmpty()) {
      report.created().add(what);
      return Optional.of(create(realm));
    }
    if (!OIDCLoginProtocol.LOGIN_PROTOCOL.equals(there.get().getProtocol())) {
      report.wrong().add(what + ": its protocol is not openid-connect");
      return Optional.empty();
    }
    if (there.get().isIncludeInTokenScope()) {
      report.present().add(what);
    } else {
      report.wrong().add(what + ": not included in the token scope, so that REST refuses patients");
    }
    return there;
  }

  private ClientScopeModel create(RealmModel realm) {
    ClientScopeModel scope = realm.addClientScope(name);
    scope.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    scope.setDescription(description);
    scope.setIncludeInTokenScope(true);
    scope.setDisplayOnConsentScreen(true);
    return scope;
  }
}
