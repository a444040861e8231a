// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.patient.Impersonation;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.patient.Subject;
import io.prunelle.keycloak.server.ServerTime;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
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
 * Adds {@code guardian_of}: the patients whose guardian the user is now.
 *
 * <p>Adds nothing for who is no guardian, in realms whose user profile lets users make themselves
 * one, and in sessions that an administrator opened in the user's name. The users are read each
 * time, so a refreshed token and an introspection know of a guardianship that has ended.
 */
public final class GuardianMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper,
        OIDCIDTokenMapper,
        UserInfoTokenMapper,
        TokenIntrospectionTokenMapper {
  public static final String ID = "prunelle-guardian-mapper";

  private static final Logger LOG = Logger.getLogger(GuardianMapper.class);

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
    return "Guardian of";
  }

  @Override
  public String getHelpText() {
    return "Adds guardian_of: the FHIR Patient ids of the minors and protected adults whose guardian"
        + " the user is now, with their practices.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    List<ProviderConfigProperty> properties = new ArrayList<>();
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, GuardianMapper.class);
    return properties;
  }

  @Override
  protected void setClaim(
      IDToken token,
      ProtocolMapperModel mapping,
      UserSessionModel userSession,
      KeycloakSession session,
      ClientSessionContext clientSession) {
    if (Impersonation.of(userSession)) {
      return;
    }
    RealmModel realm = userSession.getRealm();
    AskedPractices asked = new AskedPractices(new Practices(session, realm));
    List<Subject> wards =
        new Patients(session)
            .eachWard(realm, userSession.getUser(), ServerTime.now())
            .map(ward -> ward.with(asked.narrow(ward.patient(), clientSession)))
            .filter(ward -> !ward.patient().practices().isEmpty())
            .limit(GuardianClaim.MOST + 1L)
            .toList();
    if (wards.size() > GuardianClaim.MOST) {
      LOG.warnf(
          "user %s of realm %s: guardian of many patients, the token names the first %d of them",
          userSession.getUser().getId(), realm.getName(), GuardianClaim.MOST);
    }
    if (!wards.isEmpty()) {
      token.setOtherClaims(Patients.GUARDIAN_OF, GuardianClaim.of(wards));
    }
  }
}
