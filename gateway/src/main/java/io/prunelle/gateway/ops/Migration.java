// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Brings the database up to the schema this gateway expects, as the owner of its tables. */
public final class Migration {

  private Migration() {}

  /**
   * Migrates and grants. Blocks; not for the event loop.
   *
   * @return how many migrations ran
   * @throws InvalidSettings without the owner's credentials
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
        .load()
        .migrate()
        .migrationsExecuted;
  }

  private static String quoted(String role) {
    return '"' + role.replace("\"", "\"\"") + '"';
  }
}
