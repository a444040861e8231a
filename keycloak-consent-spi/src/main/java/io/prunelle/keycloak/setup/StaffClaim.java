// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.setup;

import io.prunelle.keycloak.token.StaffMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.utils.JsonUtils;

/**
 * What tells where a patient works, beside whatever tells of which practices somebody is a member:
 * so no choice of scopes gets a token that has the one without the other.
 */
final class StaffClaim {
  private static final String ORGANIZATION = "organization";
  private static final String MEMBERSHIP = "oidc-organization-membership-mapper";

  private final RealmModel realm;

  StaffClaim(RealmModel realm) {
    this.realm = realm;
  }

  void run(Report report) {
    for (ClientScopeModel scope : realm.getClientScopesStream().toList()) {
      run(scope, "client scope " + scope.getName(), report);
    }
    for (ClientModel client : realm.getClientsStream().toList()) {
      run(client, "client " + client.getClientId(), report);
    }
  }

  private static void run(ProtocolMapperContainerModel holder, String name, Report report) {
    List<ProtocolMapperModel> mappers = holder.getProtocolMappersStream().toList();
    if (mappers.stream().noneMatch(StaffClaim::tellsMembership)) {
      return;
    }
    String what = "mapper " + StaffMapper.ID + " of " + name;
    Optional<ProtocolMapperModel> there =
        mappers.stream()
            .filter(mapper -> StaffMapper.ID.equals(mapper.getProtocolMapper()))
            .findFirst();
    if (there.isEmpty()) {
      holder.addProtocolMapper(mapper());
      report.created().add(what);
    } else if (!OIDCAttributeMapperHelper.includeInAccessToken(there.get())) {
      report.wrong().add(what + ": not in access tokens, so that patients have staff's roles");
    } else {
      report.present().add(what);
    }
  }

  private static boolean tellsMembership(ProtocolMapperModel mapper) {
    String claim = mapper.getConfig().get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
    return MEMBERSHIP.equals(mapper.getProtocolMapper())
        || (claim != null
            && JsonUtils.splitClaimPath(claim).stream()
                .findFirst()
                .equals(Optional.of(ORGANIZATION)));
  }

  private static ProtocolMapperModel mapper() {
    Map<String, String> config = new HashMap<>();
    for (String token :
        List.of(
            OIDCAttributeMapperHelper.INCLUDE_IN_ID_TOKEN,
            OIDCAttributeMapperHelper.INCLUDE_IN_USERINFO,
            OIDCAttributeMapperHelper.INCLUDE_IN_ACCESS_TOKEN,
            OIDCAttributeMapperHelper.INCLUDE_IN_INTROSPECTION,
            OIDCAttributeMapperHelper.INCLUDE_IN_LIGHTWEIGHT_ACCESS_TOKEN)) {
      config.put(token, "true");
    }
    ProtocolMapperModel mapper = new ProtocolMapperModel();
    mapper.setName("staff of");
    mapper.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
    mapper.setProtocolMapper(StaffMapper.ID);
    mapper.setConfig(config);
    return mapper;
  }
}
