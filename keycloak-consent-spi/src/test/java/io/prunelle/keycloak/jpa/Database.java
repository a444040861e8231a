// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.ConsentProvider;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.exception.LiquibaseException;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** A real database with the tables that the changelog makes, seen through the entities. */
final class Database implements AutoCloseable {
  private final String url;
  private final EntityManagerFactory entities;

  private Database(String url, EntityManagerFactory entities) {
    this.url = url;
    this.entities = entities;
  }

  /** Runs the changelog on an empty database and boots Hibernate on it. */
  static Database at(String url) {
    try (Connection connection = DriverManager.getConnection(url)) {
      new CommandScope(UpdateCommandStep.COMMAND_NAME)
          .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, ConsentEntitiesFactory.CHANGELOG)
          .addArgumentValue(
              DbUrlConnectionArgumentsCommandStep.DATABASE_ARG,
              liquibase.database.DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(
                      new liquibase.database.jvm.JdbcConnection(connection)))
          .execute();
    } catch (SQLException | LiquibaseException e) {
      throw new IllegalStateException(e);
    }
    return new Database(
        url,
        new HibernatePersistenceConfiguration("consent")
            .managedClasses(ConsentEntitiesFactory.ENTITIES)
            .jdbcUrl(url)
            .jdbcPoolSize(20)
            .property("hibernate.generate_statistics", "true")
            .createEntityManagerFactory());
  }

  /** A provider each of whose calls is a transaction of its own. */
  ConsentProvider provider() {
    return (ConsentProvider)
        Proxy.newProxyInstance(
            ConsentProvider.class.getClassLoader(),
            new Class<?>[] {ConsentProvider.class},
            (proxy, method, arguments) ->
                inTransaction(
                    em -> {
                      try {
                        return method.invoke(new JpaConsentProvider(em, transactions()), arguments);
                      } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
  }

  private <T> T inTransaction(Function<EntityManager, T> work) {
    try (EntityManager em = entities.createEntityManager()) {
      EntityTransaction transaction = em.getTransaction();
      transaction.begin();
      try {
        T result = work.apply(em);
        transaction.commit();
        return result;
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  /** Changes rows behind everybody's back, as whoever has the database's password can. */
  int tamper(String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The columns of a table, in upper case. */
  List<String> columns(String table) {
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet row = connection.createStatement().executeQuery("select * from " + table)) {
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        columns.add(row.getMetaData().getColumnName(i).toUpperCase(Locale.ROOT));
      }
      return columns;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many SQL statements the program has sent so far. */
  long statements() {
    return entities.unwrap(SessionFactory.class).getStatistics().getPrepareStatementCount();
  }

  @Override
  public void close() {
    entities.close();
  }

  private Transactions transactions() {
    return new Transactions() {
      @Override
      public <T> T inOne(Function<EntityManager, T> work) {
        return inTransaction(work);
      }
    };
  }
}
