// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.patient.Staff;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

/**
 * Adds {@code staff_of}: of a patient, the practices where they work, none included.
 *
 * <p>It takes away what {@code organization} and the roles would give, so it belongs wherever
 * {@code organization} comes from, and says it in every session: those that an administrator
 * opened, too. Absent for who is no patient.
 */
public final class StaffMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper,
        OIDCIDTokenMapper,
        UserInfoTokenMapper,
        TokenIntrospectionTokenMapper {
  public static final String ID = "prunelle-staff-mapper";

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getDisplayCategory() {
    return TOKEN_MAPPER_CATEGORY;
  }

  @Override
  public String getDisplayType() {
    return "Staff of";
  }

  @Override
  public String getHelpText() {
    return "Adds staff_of to the tokens of patients: the practices where they work, so that they"
        + " have their roles nowhere else. For every scope that adds organization.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    List<ProviderConfigProperty> properties = new ArrayList<>();
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, StaffMapper.class);
    return properties;
  }

  @Override
  protected void setClaim(
      IDToken token,
      ProtocolMapperModel mapping,
      UserSessionModel userSession,
      KeycloakSession session,
      ClientSessionContext clientSession) {
    new Staff(session, userSession.getRealm())
        .told(userSession.getUser())
        .ifPresent(
            practices ->
                token.setOtherClaims(Staff.STAFF_OF, List.copyOf(new TreeSet<>(practices))));
  }
}
