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
 * The client scopes of applications that see consent, and of those in which people decide. An
 * application that a patient lets look at the record needs the first, and would decide in the
 * patient's name with the second.
 */
final class ConsentScope {
  private static final RequestedScope SEEN =
      new RequestedScope("hosting_consent", "Where the patient's health record may be hosted");
  private static final RequestedScope DECIDED =
      new RequestedScope(
          "hosting_decisions", "Deciding in your name where health records may be hosted");

  private final RealmModel realm;

  ConsentScope(RealmModel realm) {
    this.realm = realm;
  }

  void run(Report report) {
    SEEN.run(realm, report)
        .ifPresent(
            scope -> {
              mapper(scope, HostingConsentMapper.ID, "hosting consent", true, report);
              mapper(scope, GuardianMapper.ID, "guardian of", true, report);
              mapper(scope, IhePcfMapper.ID, "IHE PCF", false, report);
            });
    DECIDED.run(realm, report);
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
