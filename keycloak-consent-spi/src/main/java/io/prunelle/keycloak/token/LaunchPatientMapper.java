// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.patient.Impersonation;
import io.prunelle.keycloak.patient.Patients;
import java.util.List;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenResponseMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessTokenResponse;

/**
 * Tells an application beside the token whose record it is about: {@code patient}, the launch
 * context of a standalone launch (SMART App Launch 2.2, "Scopes for requesting context data"). That
 * of a patient is their own; others have none here. It opens nothing: access is decided by the
 * token.
 */
public final class LaunchPatientMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenResponseMapper {
  public static final String ID = "prunelle-launch-patient-mapper";

  private static final String PARAMETER = "patient";

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getDisplayType() {
    return "SMART: launch/patient";
  }

  @Override
  public String getDisplayCategory() {
    return TOKEN_MAPPER_CATEGORY;
  }

  @Override
  public String getHelpText() {
    return "Adds patient to the token response of patients: the FHIR Patient id. For a client scope"
        + " named launch/patient.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of();
  }

  @Override
  public AccessTokenResponse transformAccessTokenResponse(
      AccessTokenResponse response,
      ProtocolMapperModel mapping,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext clientSession) {
    if (!Impersonation.of(userSession)) {
      new Patients(session)
          .of(userSession.getRealm(), userSession.getUser())
          .ifPresent(patient -> response.setOtherClaims(PARAMETER, patient.id()));
    }
    return response;
  }
}
