// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import io.prunelle.deploy.demo.keycloak.Hostings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Where the gateway says that records are. */
final class Placements {

  private static final String QUERY =
      "select patient from hosts.placement where practice = ? and host = ?";
  private static final long BETWEEN_LOOKS_MILLIS = 250;

  private final String jdbcUrl;
  private final String user;
  private final String password;

  Placements(String jdbcUrl, String user, String password) {
    this.jdbcUrl = jdbcUrl;
    this.user = user;
    this.password = password;
  }

  /** Waits until the records of all these patients are at the cloud host. */
  void awaitCloud(Collection<String> patients, Duration patience)
      throws SQLException, IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Set<String> missing = new HashSet<>(patients);
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, Hostings.PRACTICE);
      query.setString(2, Hostings.CLOUD);
      while (!missing.isEmpty()) {
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            missing.remove(rows.getString(1));
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "after %d s the records of %s are not at %s"
                  .formatted(patience.toSeconds(), missing, Hostings.CLOUD));
        }
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      }
    }
  }
}
