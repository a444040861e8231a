// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.patient.Patients;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;
import org.keycloak.utils.JsonUtils;

/** Adds {@code patient_id} and {@code hosting_consent}; the latter may be given another name. */
public final class HostingConsentMapper extends PatientMapper {
  public static final String ID = "prunelle-hosting-consent-mapper";

  @Override
  public String getId() {
    return ID;
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
    OIDCAttributeMapperHelper.addTokenClaimNameConfig(properties);
    ProviderConfigProperty name = properties.get(0);
    name.setDefaultValue(HostingConsentClaim.NAME);
    name.setRequired(false);
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, HostingConsentMapper.class);
    return properties;
  }

  @Override
  public void validateConfig(
      KeycloakSession session,
      RealmModel realm,
      ProtocolMapperContainerModel client,
      ProtocolMapperModel mapping)
      throws ProtocolMapperConfigException {
    String name = mapping.getConfig().get(OIDCAttributeMapperHelper.TOKEN_CLAIM_NAME);
    if (!ClaimName.allowed(name)) {
      throw new ProtocolMapperConfigException(
          "prunelleClaimTaken", "The claim {0} has another meaning", name);
    }
  }

  @Override
  void add(IDToken token, ProtocolMapperModel mapping, KeycloakSession session, Told told) {
    token.setOtherClaims(Patients.ATTRIBUTE, told.patient().id());
    ClaimPath.put(
        token.getOtherClaims(),
        JsonUtils.splitClaimPath(ClaimName.of(mapping)),
        HostingConsentClaim.of(told.known(), told.now()));
  }
}
