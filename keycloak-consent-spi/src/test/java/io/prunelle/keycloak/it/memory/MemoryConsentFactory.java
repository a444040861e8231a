// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.it.memory;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.ConsentProviderFactory;
import java.lang.reflect.Proxy;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Somebody else's provider, {@code memory}: in a jar of its own, put beside the extension's. */
public final class MemoryConsentFactory implements ConsentProviderFactory {
  private final MemoryConsent consent = new MemoryConsent();

  @Override
  public ConsentProvider create(KeycloakSession session) {
    return (ConsentProvider)
        Proxy.newProxyInstance(
            MemoryConsentFactory.class.getClassLoader(),
            new Class<?>[] {ConsentProvider.class},
            consent);
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "memory";
  }
}
