// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.ConsentProvider;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.io.FileNotFoundException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** A real database with the tables that the changelog makes, seen through the entities. */
final class Database implements AutoCloseable {
  /** How many decisions of a patient on a hosting are taken in a day. */
  static final int PER_DAY = 200;

  private final String url;
  private final EntityManagerFactory entities;

  private final AtomicReference<String> last;

  private Database(String url, EntityManagerFactory entities, AtomicReference<String> last) {
    this.url = url;
    this.entities = entities;
    this.last = last;
  }

  /** Runs the changelog and boots Hibernate on its tables. */
  static Database at(String url) {
    update(url, new ClassLoaderResourceAccessor());
    AtomicReference<String> last = new AtomicReference<>("");
    StatementInspector inspector =
        sql -> {
          last.set(sql);
          return sql;
        };
    return new Database(
        url,
        new HibernatePersistenceConfiguration("consent")
            .managedClasses(ConsentEntitiesFactory.ENTITIES)
            .jdbcUrl(url)
            .jdbcPoolSize(20)
            .property("hibernate.generate_statistics", "true")
            .property("hibernate.session_factory.statement_inspector", inspector)
            .createEntityManagerFactory(),
        last);
  }

  /** Makes the tables of version 0.1.0, by its own changelog. */
  static void previous(String url) {
    try {
      update(url, new DirectoryResourceAccessor(Path.of("src/test/resources/0.1.0")));
    } catch (FileNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(String url, ResourceAccessor changelogs) {
    try (Connection connection = DriverManager.getConnection(url)) {
      Scope.child(
          Scope.Attr.resourceAccessor,
          changelogs,
          () ->
              new CommandScope(UpdateCommandStep.COMMAND_NAME)
                  .addArgumentValue(
                      UpdateCommandStep.CHANGELOG_FILE_ARG, ConsentEntitiesFactory.CHANGELOG)
                  .addArgumentValue(
                      DbUrlConnectionArgumentsCommandStep.DATABASE_ARG,
                      DatabaseFactory.getInstance()
                          .findCorrectDatabaseImplementation(new JdbcConnection(connection)))
                  .execute());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** As some time after the realm was deleted. */
  void forget(String realm) {
    provider().gone(realm, Instant.EPOCH);
    if (!provider().forget(Set.of(), Instant.EPOCH).contains(realm)) {
      throw new AssertionError("not forgotten: " + realm);
    }
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
                        return method.invoke(
                            new JpaConsentProvider(em, transactions(), PER_DAY), arguments);
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

  /** Does something while somebody else's transaction has rows of a table locked. */
  void whileLocked(String rows, Runnable meanwhile) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeQuery("select * from " + rows + " for update").close();
      meanwhile.run();
      connection.rollback();
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

  /**
   * How PostgreSQL carries out the statement that was sent last.
   *
   * @param parameters of the statement, in their order
   */
  List<String> explain(List<String> parameters) {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement =
            connection.prepareStatement(
                "explain (analyze, buffers, costs off, timing off, summary off) " + last.get())) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      List<String> plan = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      }
      return plan;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
