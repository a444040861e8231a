// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

/**
 * Adds {@code fhirUser}: the patient's own resource, relative to the FHIR server that the
 * application asks (SMART App Launch 2.2, "Scopes for requesting identity data").
 */
public final class FhirUserMapper extends PatientMapper {
  public static final String ID = "prunelle-fhir-user-mapper";

  private static final String CLAIM = "fhirUser";

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getDisplayType() {
    return "SMART: fhirUser";
  }

  @Override
  public String getHelpText() {
    return "Adds fhirUser to the tokens of patients: Patient/{id}. For a client scope named"
        + " fhirUser.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    List<ProviderConfigProperty> properties = new ArrayList<>();
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, FhirUserMapper.class);
    return properties;
  }

  @Override
  void add(IDToken token, ProtocolMapperModel mapping, KeycloakSession session, Told told) {
    token.setOtherClaims(CLAIM, "Patient/" + told.patient().id());
  }
}
