// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.token;

import io.prunelle.keycloak.consent.Addresses;
import io.prunelle.keycloak.server.Issuer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

/** Adds {@code extensions.ihe_pcf}, beside what other mappers put into {@code extensions}. */
public final class IhePcfMapper extends PatientMapper {
  public static final String ID = "prunelle-ihe-pcf-mapper";
  static final String FHIR_BASE = "fhir.base";

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getDisplayType() {
    return "IHE PCF";
  }

  @Override
  public String getHelpText() {
    return "Adds extensions.ihe_pcf (IHE Privacy Consent on FHIR): the patient and the Consents in"
        + " force.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    List<ProviderConfigProperty> properties = new ArrayList<>();
    properties.add(
        new ProviderConfigProperty(
            FHIR_BASE,
            "FHIR base address",
            "Of the server that has the Patient, such as https://records.example/fhir/practice."
                + " Without it the patient is referred to as Patient/{id}.",
            ProviderConfigProperty.STRING_TYPE,
            null));
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, IhePcfMapper.class);
    return properties;
  }

  @Override
  public void validateConfig(
      KeycloakSession session,
      RealmModel realm,
      ProtocolMapperContainerModel client,
      ProtocolMapperModel mapping)
      throws ProtocolMapperConfigException {
    String base = mapping.getConfig().get(FHIR_BASE);
    if (base != null && !base.isBlank() && !absolute(base)) {
      throw new ProtocolMapperConfigException(
          "prunelleFhirBase", "The FHIR base address must be http or https");
    }
  }

  @Override
  void add(IDToken token, ProtocolMapperModel mapping, KeycloakSession session, Told told) {
    String issuer = Issuer.of(session);
    String patient = patient(mapping.getConfig().get(FHIR_BASE), told.patient().id());
    IhePcfClaim.of(patient, told, new Addresses(issuer))
        .ifPresent(
            claim ->
                ClaimPath.put(token.getOtherClaims(), List.of("extensions", "ihe_pcf"), claim));
  }

  static String patient(@Nullable String base, String id) {
    if (base == null || base.isBlank()) {
      return "Patient/" + id;
    }
    return base.strip().replaceAll("/+$", "") + "/Patient/" + id;
  }

  private static boolean absolute(String address) {
    try {
      URI uri = new URI(address.strip());
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
