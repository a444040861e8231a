// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.config.Host;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code hosts.placement}. */
final class Placements {

  private static final String FIND =
      "SELECT host, since FROM hosts.placement WHERE practice = $1 AND patient = $2";
  private static final String ON_HOST =
      "SELECT patient FROM hosts.placement WHERE practice = $1 AND host = $2";
  private static final String PLACE =
      "INSERT INTO hosts.placement (practice, patient, host) VALUES ($1, $2, $3)"
          + " ON CONFLICT (practice, patient) DO UPDATE SET host = excluded.host, since = now()";

  /** A row as it stands. */
  record Found(String host, OffsetDateTime since) {}

  Future<Optional<Found>> find(SqlClient client, PatientRecord record) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(record.practice(), record.patient()))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(new Found(row.getString(0), row.getOffsetDateTime(1)));
              }
              return Optional.empty();
            });
  }

  Future<List<PatientRecord>> on(SqlClient client, String practice, Host host) {
    return client
        .preparedQuery(ON_HOST)
        .execute(Tuple.of(practice, host.id()))
        .map(
            rows -> {
              List<PatientRecord> records = new ArrayList<>();
              rows.forEach(row -> records.add(new PatientRecord(practice, row.getString(0))));
              return records;
            });
  }

  Future<Void> place(SqlClient client, PatientRecord record, Host host) {
    return client
        .preparedQuery(PLACE)
        .execute(Tuple.of(record.practice(), record.patient(), host.id()))
        .mapEmpty();
  }
}
