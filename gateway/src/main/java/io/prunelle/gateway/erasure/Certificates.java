// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.erasure;

import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Certificates as they are kept, for the patients whose records they are about. Futures fail with
 * {@link io.prunelle.gateway.refusal.Refused} when the database cannot be asked.
 */
public final class Certificates {

  /** So many are shown at once, however many there are. */
  public static final int MOST_SHOWN = 50;

  private static final String COLUMNS =
      "SELECT transfer, practice, host, certified_at, key, jws, (SELECT t.kind = 'move' FROM"
          + " hosts.transfer t WHERE t.id = c.transfer) AS moved FROM hosts.erasure_certificate c"
          + " WHERE patient = $1 ";

  private static final String OF_PATIENT =
      COLUMNS + "ORDER BY certified_at DESC, transfer LIMIT " + MOST_SHOWN;

  private static final String PAGE =
      COLUMNS
          + "AND ($2::timestamptz IS NULL OR (certified_at, transfer) < ($2, $3))"
          + " ORDER BY certified_at DESC, transfer DESC LIMIT "
          + MOST_SHOWN;

  private static final String ONE = COLUMNS + "AND transfer = $2";

  private final Pool pool;

  public Certificates(Pool pool) {
    this.pool = pool;
  }

  /** The patient's own, newest first. */
  public Future<List<Certificate>> of(String patient) {
    return asked(pool.preparedQuery(OF_PATIENT).execute(Tuple.of(patient)))
        .map(Certificates::certificates);
  }

  /**
   * All of the patient's own, newest first.
   *
   * @param last of the page before; null for the first page
   */
  public Future<List<Certificate>> page(String patient, @Nullable Certificate last) {
    Tuple values = Tuple.tuple().addString(patient);
    values.addOffsetDateTime(last == null ? null : last.certifiedAt().atOffset(ZoneOffset.UTC));
    values.addUUID(last == null ? null : last.id());
    return asked(pool.preparedQuery(PAGE).execute(values)).map(Certificates::certificates);
  }

  /** Empty for one that is not there, and for another patient's. */
  public Future<Optional<Certificate>> one(String patient, UUID id) {
    return asked(pool.preparedQuery(ONE).execute(Tuple.of(patient, id)))
        .map(rows -> certificates(rows).stream().findFirst());
  }

  private static <T> Future<T> asked(Future<T> answer) {
    return DatabaseDown.unless(answer, "hosts.erasure_certificate");
  }

  private static List<Certificate> certificates(RowSet<Row> rows) {
    List<Certificate> found = new ArrayList<>();
    rows.forEach(
        row ->
            found.add(
                new Certificate(
                    row.getUUID("transfer"),
                    row.getString("practice"),
                    row.getString("host"),
                    row.getBoolean("moved"),
                    row.get(OffsetDateTime.class, "certified_at").toInstant(),
                    row.getString("key"),
                    row.getString("jws"))));
    return found;
  }
}
