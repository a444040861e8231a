// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import io.prunelle.keycloak.token.GuardianMapper;
import io.prunelle.keycloak.token.HostingConsentMapper;
import io.prunelle.keycloak.token.IhePcfMapper;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;

/**
 * The client scope of applications that see consent. Which ones do, the administrator says: it is
 * no default scope of the realm.
 */
final class ConsentScope {
  static final String NAME = "hosting_consent";

  private static final String WHAT = "client scope " + NAME;

  private final RealmModel realm;

  ConsentScope(RealmModel realm) {
    this.realm = realm;
  }

  void run(Report report) {
    ClientScopeModel scope =
        realm
            .getClientScopesStream()
            .filter(each -> each.getName().equals(NAME))
            .findFirst()
            .orElse(null);
    if (scope == null) {
      scope = create();
      report.created().add(WHAT);
    } else if (!OIDCLoginProtocol.LOGIN_PROTOCOL.equals(scope.getProtocol())) {
      report.wrong().add(WHAT + ": its protocol is not openid-connect");
      return;
    } else if (!scope.isIncludeInTokenScope()) {
      report.wrong().add(WHAT + ": not included in the token scope, so that REST refuses patients");
    } else {
      report.present().add(WHAT);
    }
    mapper(scope, HostingConsentMapper.ID, "hosting consent", true, report);
    mapper(scope, GuardianMapper.ID, "guardian of", true, report);
    mapper(scope, IhePcfMapper.ID, "IHE PCF", false, report);
  }

  private ClientScopeModel create() {
    ClientScopeModel scope = realm.addClientScope(NAME);
    scope.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    scope.setDescription("Where the patient's health record may be hosted");
    scope.setIncludeInTokenScope(true);
    scope.setDisplayOnConsentScreen(true);
    return scope;
  }

  private static void mapper(
      ClientScopeModel scope, String provider, String name, boolean forClients, Report report) {
    String what = "mapper " + provider;
    if (scope
        .getProtocolMappersStream()
        .anyMatch(mapper -> mapper.getProtocolMapper().equals(provider))) {
      report.present().add(what);
      return;
    }
    Map<String, String> config = new HashMap<>();
    // IHE IUA: extensions are the resource server's, not the client's
    config.put(OIDCAttributeMapperHelper.INCLUDE_IN_ID_TOKEN, Boolean.toString(forClients));
    config.put(OIDCAttributeMapperHelper.INCLUDE_IN_USERINFO, Boolean.toString(forClients));
    config.put(OIDCAttributeMapperHelper.INCLUDE_IN_ACCESS_TOKEN, "true");
    config.put(OIDCAttributeMapperHelper.INCLUDE_IN_INTROSPECTION, "true");
    config.put(OIDCAttributeMapperHelper.INCLUDE_IN_LIGHTWEIGHT_ACCESS_TOKEN, "true");
    ProtocolMapperModel mapper = new ProtocolMapperModel();
    mapper.setName(name);
    mapper.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    mapper.setProtocolMapper(provider);
    mapper.setConfig(config);
    scope.addProtocolMapper(mapper);
    report.created().add(what);
  }
}
