// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import io.prunelle.gateway.config.InvalidSettings;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.ops.Connections;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Forgets what was read of the ledger, so that gateways read it from its beginning: for a ledger
 * that was restored from a backup, which does not continue what was followed. Until one of them has
 * read it to its end, cloud hosts are closed. Hostings that are over stay so.
 */
public final class Rebuild {

  /** As whoever follows the ledger does first. */
  private static final String LOCK = "SELECT position FROM consent.feed FOR UPDATE";

  /** First, as whoever notes one does; it holds those up that follow the ledger, too. */
  private static final String AWAIT_NOTHING = "DELETE FROM consent.awaited";

  private static final String FORGET = "DELETE FROM consent.decision";
  private static final String BEGIN = "UPDATE consent.feed SET position = 0, hash = NULL";

  private Rebuild() {}

  /**
   * Forgets all of it at once, as the owner of the tables. Blocks; not for the event loop.
   *
   * @return how many decisions were forgotten
   * @throws InvalidSettings without the owner's credentials
   * @throws SQLException when it could not be done; then nothing was
   */
  public static int run(Settings settings) throws SQLException {
    Settings.Credentials owner = settings.migration();
    if (owner == null) {
      throw new InvalidSettings("gateway.migration.user", "is missing");
    }
    try (Connection connection =
            DriverManager.getConnection(
                Connections.jdbcUrl(settings.database()), owner.id(), owner.secret());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate(AWAIT_NOTHING);
      statement.execute(LOCK);
      int forgotten = statement.executeUpdate(FORGET);
      statement.executeUpdate(BEGIN);
      connection.commit();
      return forgotten;
    }
  }
}
