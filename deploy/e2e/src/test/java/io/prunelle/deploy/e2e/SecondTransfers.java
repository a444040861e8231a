// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** How the records of a gateway stand, by its database. */
record SecondTransfers(Demo demo) {

  private static final String UNDER_WAY =
      "SELECT concat_ws(' ', kind, source, '->', destination, state, failed_in, attempts, reason)"
          + " FROM hosts.transfer WHERE ended_at IS NULL AND patient LIKE 'second-%'";

  /**
   * Until each of these patients' records is at its host, by practice, and nothing is under way.
   */
  void settled(Map<String, String> hosts, String practice, Duration patience) {
    try {
      await()
          .atMost(patience)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  placed(practice).entrySet().containsAll(hosts.entrySet())
                      && rows(UNDER_WAY).isEmpty());
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(
          "wanted %s, but placed are %s, and under way %s"
              .formatted(hosts, placed(practice), rows(UNDER_WAY)),
          late);
    }
  }

  /** Where records are, by patient; those that have left their practice are at {@code none}. */
  Map<String, String> placed(String practice) {
    Map<String, String> placed = new java.util.TreeMap<>();
    for (String row :
        rows(
            "SELECT patient || ' ' || coalesce(host, 'none') FROM hosts.placement WHERE practice = '"
                + practice
                + "'")) {
      placed.put(row.split(" ", -1)[0], row.split(" ", -1)[1]);
    }
    return placed;
  }

  /** Until the receiving practice has a copy of the record. */
  void copied(String patient, Duration patience) {
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                rows(
                    "SELECT state FROM hosts.transfer WHERE kind = 'copy' AND patient = '%s'"
                        .formatted(patient)),
            List.of("copied")::equals);
  }

  /** In compact form, of a patient, oldest first. */
  List<String> certificates(String patient) {
    return rows(
        "SELECT jws FROM hosts.erasure_certificate WHERE patient = '%s' ORDER BY certified_at"
            .formatted(patient));
  }

  /** A column of text. */
  List<String> rows(String sql) {
    try (Connection connection = new AccessJournal(demo).connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
