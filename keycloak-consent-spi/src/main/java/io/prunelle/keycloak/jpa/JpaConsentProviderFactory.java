// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.ConsentProviderFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The default consent provider, {@code jpa}. */
public final class JpaConsentProviderFactory implements ConsentProviderFactory {
  @Override
  public ConsentProvider create(KeycloakSession session) {
    return new JpaConsentProvider(session);
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "jpa";
  }
}
