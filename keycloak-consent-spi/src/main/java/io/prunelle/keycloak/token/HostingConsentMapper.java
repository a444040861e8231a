// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.patient.Impersonation;
import io.prunelle.keycloak.patient.Patients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.common.util.Time;
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
 * Adds {@code patient_id} and {@code hosting_consent} to the tokens of patients.
 *
 * <p>Adds nothing for users who are no patients, in realms whose user profile lets users choose
 * their {@code patient_id}, and in sessions that an administrator opened in the user's name. The
 * tables are read each time, so a refreshed token and an introspection know the latest decision.
 */
public final class HostingConsentMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper,
        OIDCIDTokenMapper,
        UserInfoTokenMapper,
        TokenIntrospectionTokenMapper {

  @Override
  public String getId() {
    return "prunelle-hosting-consent-mapper";
  }

  @Override
  public String getDisplayCategory() {
    return TOKEN_MAPPER_CATEGORY;
  }

  @Override
  public String getDisplayType() {
    return "Hosting consent";
  }

  @Override
  public String getHelpText() {
    return "Adds patient_id and hosting_consent: the FHIR Patient id and the patient's decisions on"
        + " where the health record may be hosted.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    List<ProviderConfigProperty> properties = new ArrayList<>();
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, HostingConsentMapper.class);
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
    new Patients(session)
        .of(realm, userSession.getUser())
        .ifPresent(
            patient -> {
              ConsentProvider consent = session.getProvider(ConsentProvider.class);
              Known known = consent.known(realm.getId(), patient);
              Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
              token.setOtherClaims(Patients.ATTRIBUTE, patient.id());
              token.setOtherClaims(HostingConsentClaim.NAME, HostingConsentClaim.of(known, now));
            });
  }
}
