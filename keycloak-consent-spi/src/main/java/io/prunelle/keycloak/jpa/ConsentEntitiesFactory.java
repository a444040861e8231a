// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Tells Keycloak of this package's entities and of the changelog that makes their tables. */
public final class ConsentEntitiesFactory implements JpaEntityProviderFactory {
  // names the changelog's table, DATABASECHANGELOG_PRUNELLE; never change it
  static final String ID = "prunelle";
  static final String CHANGELOG = "META-INF/prunelle-changelog.xml";
  static final List<Class<?>> ENTITIES =
      List.of(
          HostEntity.class,
          HostingEntity.class,
          NoticeTextEntity.class,
          LedgerEntity.class,
          EntryEntity.class,
          ObjectionEntity.class,
          DepartureEntity.class,
          CircumstancesEntity.class,
          DecidedUnderEntity.class,
          EmergencyEntity.class,
          MailEntity.class);

  @Override
  public JpaEntityProvider create(KeycloakSession session) {
    return new ConsentEntities();
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return ID;
  }

  private static final class ConsentEntities implements JpaEntityProvider {
    @Override
    public List<Class<?>> getEntities() {
      return ENTITIES;
    }

    @Override
    public String getChangelogLocation() {
      return CHANGELOG;
    }

    @Override
    public String getFactoryId() {
      return ID;
    }

    @Override
    public void close() {}
  }
}
