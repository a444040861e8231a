// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The journal's database, as its owner reads it. */
record AccessJournal(Demo demo) {

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        demo.text("/journal/jdbcUrl"), demo.text("/journal/user"), demo.text("/journal/password"));
  }

  /** The entry and the outcome that the journal keeps for one request. */
  List<Map<String, Object>> ofRequest(String requestId) {
    return rows(
        "SELECT e.*, o.status, o.bytes FROM journal.entry e LEFT JOIN journal.outcome o ON o.entry = e.id"
            + " WHERE e.request_id = ?",
        requestId);
  }

  /** The entries about a patient's record, newest first. */
  List<Map<String, Object>> ofPatient(String patient) {
    return rows(
        "SELECT * FROM journal.entry WHERE patient = ? ORDER BY id DESC LIMIT 100", patient);
  }

  /**
   * The host on which the gateway keeps a patient's record; null while it never left the practice.
   */
  String placement(String patient) {
    List<Map<String, Object>> rows =
        rows("SELECT host FROM hosts.placement WHERE patient = ?", patient);
    return rows.isEmpty() ? null : (String) rows.get(0).get("host");
  }

  /** How many emergencies in a patient's record the realm has yet to be told of. */
  long untold(String patient) {
    return (long)
        rows(
                "SELECT count(*) AS untold FROM purpose.telling t"
                    + " JOIN purpose.opening o ON o.id = t.opening"
                    + " WHERE t.told_at IS NULL AND o.patient = ?",
                patient)
            .get(0)
            .get("untold");
  }

  private List<Map<String, Object>> rows(String sql, String parameter) {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      List<Map<String, Object>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Map<String, Object> row = new LinkedHashMap<>();
          for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
