// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Tells Keycloak of {@link ConsentProvider}; configured as {@code spi-hosting-consent-…}. */
public final class ConsentSpi implements Spi {
  @Override
  public boolean isInternal() {
    return false;
  }

  @Override
  public String getName() {
    return "hosting-consent";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return ConsentProvider.class;
  }

  @Override
  public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
    return ConsentProviderFactory.class;
  }
}
