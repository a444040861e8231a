// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.ops.Remembered.Changes;
import io.prunelle.gateway.ops.Remembered.Reading;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code hosts.placement}. */
final class Placements {

  private static final String FIND =
      "SELECT host, since FROM hosts.placement WHERE practice = $1 AND patient = $2";

  /** One by one: PostgreSQL plans once for any number, and would read the whole table for three. */
  private static final String FIND_EACH =
      "SELECT asked.practice, asked.patient, p.host, p.since, ("
          + Hosts.REVISION
          + ") FROM unnest($1::text[], $2::text[]) AS asked (practice, patient)"
          + " LEFT JOIN LATERAL (SELECT host, since FROM hosts.placement"
          + " WHERE practice = asked.practice AND patient = asked.patient LIMIT 1) p ON true";

  /** A row always, with the revision. */
  private static final String CHANGED =
      "SELECT ("
          + Hosts.REVISION
          + "), p.practice, p.patient FROM (SELECT 1) AS one LEFT JOIN LATERAL"
          + " (SELECT practice, patient FROM hosts.placement WHERE changed > $1"
          + " ORDER BY changed LIMIT $2) p ON true";

  private static final String FIND_ALL =
      "SELECT patient, host, since FROM hosts.placement WHERE practice = $1 AND patient = ANY($2)";
  private static final String ANY_ON_HOST =
      "SELECT EXISTS (SELECT 1 FROM hosts.placement WHERE practice = $1 AND host = $2)";
  private static final String ANY_OF_PATIENT =
      "SELECT EXISTS (SELECT 1 FROM hosts.placement"
          + " WHERE practice = ANY($1) AND patient = $2 AND host = ANY($3))";
  private static final String ON_HOST =
      "SELECT patient FROM hosts.placement WHERE practice = $1 AND host = $2"
          + " AND patient COLLATE \"C\" > $3 ORDER BY patient COLLATE \"C\" LIMIT $4";
  private static final String COUNT_ON_HOST =
      "SELECT count(*) FROM hosts.placement WHERE practice = $1 AND host = $2";
  private static final String PLACE =
      "INSERT INTO hosts.placement (practice, patient, host) VALUES ($1, $2, $3)"
          + " ON CONFLICT (practice, patient) DO UPDATE SET host = excluded.host, since = now()"
          + " WHERE hosts.placement.host IS NOT NULL";

  /** What a practice has no more, it is not given back by a move. */
  private static final String DEPART =
      "INSERT INTO hosts.placement (practice, patient, host) VALUES ($1, $2, NULL)"
          + " ON CONFLICT (practice, patient) DO UPDATE SET host = NULL, since = now()";

  private static final String RETURN =
      "UPDATE hosts.placement SET host = $3, since = now()"
          + " WHERE practice = $1 AND patient = $2 AND host IS NULL";

  /**
   * A row as it stands.
   *
   * @param host null when the practice has the record no more
   */
  record Found(@Nullable String host, OffsetDateTime since) {}

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

  /** Of whichever practices, each with the revision; empty for a record that has no row. */
  Future<Map<PatientRecord, Reading<Optional<Found>>>> find(
      SqlClient client, Set<PatientRecord> records) {
    return client
        .preparedQuery(FIND_EACH)
        .execute(
            Tuple.tuple()
                .addArrayOfString(
                    records.stream().map(PatientRecord::practice).toArray(String[]::new))
                .addArrayOfString(
                    records.stream().map(PatientRecord::patient).toArray(String[]::new)))
        .map(
            rows -> {
              Map<PatientRecord, Reading<Optional<Found>>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found.put(
                          new PatientRecord(row.getString(0), row.getString(1)),
                          new Reading<>(
                              Optional.ofNullable(row.getOffsetDateTime(3))
                                  .map(since -> new Found(row.getString(2), since)),
                              row.getLong(4))));
              return found;
            });
  }

  Future<Long> revision(SqlClient client) {
    return client
        .preparedQuery(Hosts.REVISION)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** What was written since the revision. */
  Future<Changes<PatientRecord>> changes(SqlClient client, long from) {
    return Changes.since(from, client, CHANGED, PatientRecord::new);
  }

  /** By patient; none for who has no row. */
  Future<Map<String, Found>> find(SqlClient client, String practice, Set<String> patients) {
    return client
        .preparedQuery(FIND_ALL)
        .execute(
            Tuple.tuple().addString(practice).addArrayOfString(patients.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Found> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found.put(
                          row.getString(0), new Found(row.getString(1), row.getOffsetDateTime(2))));
              return found;
            });
  }

  Future<Boolean> any(SqlClient client, String practice, Host host) {
    return client
        .preparedQuery(ANY_ON_HOST)
        .execute(Tuple.of(practice, host.id()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  Future<Boolean> any(SqlClient client, Set<String> practices, String patient, Set<String> hosts) {
    return client
        .preparedQuery(ANY_OF_PATIENT)
        .execute(
            Tuple.tuple()
                .addArrayOfString(practices.toArray(String[]::new))
                .addString(patient)
                .addArrayOfString(hosts.toArray(String[]::new)))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  Future<Long> count(SqlClient client, String practice, Host host) {
    return client
        .preparedQuery(COUNT_ON_HOST)
        .execute(Tuple.of(practice, host.id()))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** In the order of their ids' bytes. */
  Future<List<String>> on(SqlClient client, String practice, Host host, String after, int limit) {
    return client
        .preparedQuery(ON_HOST)
        .execute(Tuple.of(practice, host.id(), after, limit))
        .map(
            rows -> {
              List<String> patients = new ArrayList<>();
              rows.forEach(row -> patients.add(row.getString(0)));
              return patients;
            });
  }

  /** Whether that was so, or could be: a record that has left its practice is not placed. */
  Future<Boolean> place(SqlClient client, PatientRecord record, Host host) {
    return client
        .preparedQuery(PLACE)
        .execute(Tuple.of(record.practice(), record.patient(), host.id()))
        .map(rows -> rows.rowCount() == 1);
  }

  Future<Void> depart(SqlClient client, PatientRecord record) {
    return client
        .preparedQuery(DEPART)
        .execute(Tuple.of(record.practice(), record.patient()))
        .mapEmpty();
  }

  /** Changes nothing for a record that has not left its practice. */
  Future<Void> returned(SqlClient client, PatientRecord record, Host host) {
    return client
        .preparedQuery(RETURN)
        .execute(Tuple.of(record.practice(), record.patient(), host.id()))
        .mapEmpty();
  }
}
