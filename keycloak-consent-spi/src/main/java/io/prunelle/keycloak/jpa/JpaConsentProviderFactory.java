// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.ConsentProviderFactory;
import jakarta.persistence.EntityManager;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The default consent provider, {@code jpa}. */
public final class JpaConsentProviderFactory implements ConsentProviderFactory {
  @Override
  public ConsentProvider create(KeycloakSession session) {
    return new JpaConsentProvider(entityManager(session), new NestedTransactions(session));
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
