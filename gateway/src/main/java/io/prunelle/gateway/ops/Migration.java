// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Brings the database up to the schema this gateway expects, as the owner of its tables. */
public final class Migration {

  private Migration() {}

  /**
   * Migrates and grants. Blocks; not for the event loop.
   *
   * @return how many migrations ran
   * @throws InvalidSettings without the owner's credentials
   * @throws IllegalStateException when the database is not in UTF-8: nothing is made there then
   */
  public static int run(Settings settings) {
    Settings.Credentials owner = settings.migration();
    if (owner == null) {
      throw new InvalidSettings("gateway.migration.user", "is missing");
    }
    Settings.Database database = settings.database();
    return Flyway.configure()
        .dataSource(Connections.jdbcUrl(database), owner.id(), owner.secret())
        .locations("classpath:db/migration")
        .schemas("migration")
        .placeholders(Map.of("gatewayRole", quoted(database.credentials().id())))
        .connectRetries(5)
        .callbacks(new Connected())
        .load()
        .migrate()
        .migrationsExecuted;
  }

  /** Looks at the database before anything is made there. */
  private static final class Connected extends BaseCallback {

    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.AFTER_CONNECT;
    }

    @Override
    public void handle(Event event, Context context) {
      try (Statement statement = context.getConnection().createStatement();
          ResultSet row = statement.executeQuery(Encoding.QUERY)) {
        row.next();
        Encoding.check(row.getString(1));
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private static String quoted(String role) {
    return '"' + role.replace("\"", "\"\"") + '"';
  }
}
