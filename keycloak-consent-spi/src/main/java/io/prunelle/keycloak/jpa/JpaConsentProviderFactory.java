// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.ConsentProviderFactory;
import io.prunelle.keycloak.departure.Departures;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The default consent provider, {@code jpa}. */
public final class JpaConsentProviderFactory implements ConsentProviderFactory {
  private static final String DEPARTURES = "departures-every";
  private static final long HOUR = 3_600;
  private static final String PER_DAY = "decisions-per-day";
  // nobody changes their mind so often; far more than a test of many patients at once takes
  private static final int DEFAULT_PER_DAY = 1_000;

  private static final String AT_ONCE = "decisions-at-once";
  // they take turns on the ledger's lock anyway; few, since it must be less than there are
  // connections, and how many those are is not known here
  private static final int DEFAULT_AT_ONCE = 4;

  private long departuresEvery = HOUR;
  private int decisionsPerDay = DEFAULT_PER_DAY;
  private Turns turns = new Turns(DEFAULT_AT_ONCE);

  @Override
  public ConsentProvider create(KeycloakSession session) {
    return new JpaConsentProvider(
        entityManager(session),
        new TakingTurns(new NestedTransactions(session), turns),
        decisionsPerDay);
  }

  @Override
  public void init(Config.Scope config) {
    departuresEvery = config.getLong(DEPARTURES, HOUR);
    if (departuresEvery < 1) {
      throw new IllegalArgumentException(
          "spi-hosting-consent--jpa--" + DEPARTURES + ": must be at least 1 second");
    }
    decisionsPerDay = config.getInt(PER_DAY, DEFAULT_PER_DAY);
    if (decisionsPerDay < 0) {
      throw new IllegalArgumentException(
          "spi-hosting-consent--jpa--" + PER_DAY + ": must not be negative");
    }
    int atOnce = config.getInt(AT_ONCE, DEFAULT_AT_ONCE);
    if (atOnce < 1) {
      throw new IllegalArgumentException(
          "spi-hosting-consent--jpa--" + AT_ONCE + ": must be at least 1");
    }
    turns = new Turns(atOnce);
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    Departures.watch(factory, departuresEvery);
  }

  @Override
  public List<ProviderConfigProperty> getConfigMetadata() {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(DEPARTURES)
        .type("int")
        .helpText("How often, in seconds, to look for deleted patients to take out of the ledger.")
        .defaultValue(HOUR)
        .add()
        .property()
        .name(PER_DAY)
        .type("int")
        .helpText(
            "How many decisions of one patient on one hosting there may be in a day before nothing"
                + " is permitted any more; 0 for any number.")
        .defaultValue(DEFAULT_PER_DAY)
        .add()
        .property()
        .name(AT_ONCE)
        .type("int")
        .helpText(
            "How many decisions are taken at once, the others wait; less than the connections to"
                + " the database that there are.")
        .defaultValue(DEFAULT_AT_ONCE)
        .add()
        .build();
  }

  @Override
  public void close() {}

  @Override
  public String getId() {
    return "jpa";
  }

  /** The default also beside another provider, as long as nothing else is configured. */
  @Override
  public int order() {
    return 1;
  }

  private static EntityManager entityManager(KeycloakSession session) {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  private record NestedTransactions(KeycloakSession session) implements Transactions {
    @Override
    public <T> T inOne(Function<EntityManager, T> work) {
      return KeycloakModelUtils.runJobInTransactionWithResult(
          session.getKeycloakSessionFactory(), nested -> work.apply(entityManager(nested)));
    }
  }
}
