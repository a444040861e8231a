// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Puts {@link ConsentResource} at {@code /realms/{realm}/consent}. */
public final class ConsentResourceFactory implements RealmResourceProviderFactory {
  private static final String PER_MINUTE = "decisions-per-minute";
  private static final int DEFAULT = 30;
  private static final int CALLERS = 10_000;
  private static final int HOSTINGS = 1_000;

  private final DailyTallies tallies = new DailyTallies(HOSTINGS);
  private Rate rate = new Rate(DEFAULT, CALLERS, System::nanoTime);

  @Override
  public RealmResourceProvider create(KeycloakSession session) {
    return new RealmResourceProvider() {
      @Override
      public Object getResource() {
        return new ConsentResource(session, rate, tallies);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void init(Config.Scope config) {
    int perMinute = config.getInt(PER_MINUTE, DEFAULT);
    if (perMinute < 0) {
      throw new IllegalArgumentException(
          "spi-realm-restapi-extension--consent--" + PER_MINUTE + ": must not be negative");
    }
    rate = new Rate(perMinute, CALLERS, System::nanoTime);
  }

  @Override
  public List<ProviderConfigProperty> getConfigMetadata() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(PER_MINUTE)
        .type("int")
        .helpText("How many decisions one user may send per minute to one node; 0 for any number.")
        .defaultValue(DEFAULT)
        .add()
        .build();
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "consent";
  }
}
