// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.hosts.transfer.Order.Done;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people order, in the tables {@code hosts.transfer} and {@code hosts.pause}. A transfer's row
 * is locked while it is decided what becomes of an order: the switch waits, or comes first.
 */
final class OrderTable {

  private static final String LOCK =
      "SELECT practice, patient, source, coalesce(failed_in, state) AS step, state,"
          + " paused_at IS NOT NULL AS paused, cancel_asked_at IS NOT NULL AS cancel_asked,"
          + " coalesce(starts_with(reason, 'no-record'), false) AS nothing_there,"
          + " retry_at <= now() AS due,"
          + " kind = 'move' AND starts_with(coalesce(reason, ''), 'copy-differs:') AS differs,"
          + " starts_with(coalesce(reason, ''), 'left-changed:') AS finds,"
          + " onward_at IS NOT NULL AS onward"
          + " FROM hosts.transfer"
          + " WHERE id = $1 AND ($2::text IS NULL OR practice = $2) FOR UPDATE";

  private static final String PAUSE =
      "UPDATE hosts.transfer SET paused_at = now(), paused_by = $2 WHERE id = $1";
  private static final String RESUME =
      "UPDATE hosts.transfer SET paused_at = NULL, paused_by = NULL, retry_at = now()"
          + " WHERE id = $1";
  private static final String RETRY = "UPDATE hosts.transfer SET retry_at = now() WHERE id = $1";
  private static final String LIFT =
      "UPDATE hosts.transfer SET cancel_asked_at = NULL, retry_at = now() WHERE id = $1";
  private static final String CANCEL =
      "UPDATE hosts.transfer SET cancel_asked_at = now(), cancel_asked_by = $2, paused_at = NULL,"
          + " paused_by = NULL, retry_at = now() WHERE id = $1";

  /** All of them or none. */
  private static final String ACCEPT =
      "UPDATE hosts.transfer_item SET accepted_at = now(), accepted_by = $3 WHERE transfer = $1"
          + " AND resource = ANY($2) AND "
          + LostItems.MISSING
          + " AND cardinality($2) = (SELECT count(*) FROM hosts.transfer_item"
          + " WHERE transfer = $1 AND resource = ANY($2) AND "
          + LostItems.MISSING
          + ")";

  /** The same, in the form that was looked at. */
  private static final String ACCEPT_FOUND =
      "UPDATE hosts.transfer_found SET accepted_at = now(), accepted_by = $3 WHERE transfer = $1"
          + " AND "
          + FoundItems.FORM
          + " = ANY($2) AND "
          + FoundItems.OPEN
          + " AND cardinality($2) = (SELECT count(*) FROM hosts.transfer_found"
          + " WHERE transfer = $1 AND "
          + FoundItems.FORM
          + " = ANY($2) AND "
          + FoundItems.OPEN
          + ")";

  private static final String PAUSE_HOST =
      "INSERT INTO hosts.pause (practice, host, paused_by) VALUES ($1, $2, $3)"
          + " ON CONFLICT DO NOTHING";
  private static final String RESUME_HOST =
      "DELETE FROM hosts.pause WHERE practice = $1 AND host = $2";

  /** A transfer whose row is locked. */
  record Locked(
      UUID id,
      PatientRecord record,
      String source,
      State step,
      State state,
      boolean paused,
      boolean cancelAsked,
      boolean nothingThere,
      boolean due,
      boolean differs,
      boolean finds,
      boolean onward) {

    /** What becomes of an order; nothing is changed unless it is {@link Done#DONE}. */
    Done would(Order order) {
      if (state == State.CANCELLED && order == Order.RETRY && cancelAsked) {
        return Done.DONE;
      } else if (state == State.CANCELLED && order == Order.RETRY && nothingThere) {
        // The host is asked again
        return due ? Done.ALREADY : Done.DONE;
      } else if (state.ended()) {
        return Done.ENDED;
      }
      return switch (order) {
        case PAUSE -> paused ? Done.ALREADY : Done.DONE;
        case RESUME -> paused ? Done.DONE : Done.ALREADY;
        case RETRY -> state == State.FAILED && !due ? Done.DONE : Done.ALREADY;
        case CANCEL ->
            step.switched() || onward
                ? Done.SWITCHED
                : cancelAsked || step == State.CANCELLING ? Done.ALREADY : Done.DONE;
        case ACCEPT ->
            state == State.FAILED && ((step == State.ERASING && differs) || finds)
                ? Done.DONE
                : Done.ALREADY;
      };
    }
  }

  /**
   * Locks a transfer.
   *
   * @param practice whose it has to be; null for any
   */
  Future<Optional<Locked>> lock(SqlClient sql, UUID id, @Nullable String practice) {
    return sql.preparedQuery(LOCK)
        .execute(Tuple.of(id, practice))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Locked(
                        id,
                        new PatientRecord(row.getString("practice"), row.getString("patient")),
                        row.getString("source"),
                        State.of(row.getString("step")),
                        State.of(row.getString("state")),
                        row.getBoolean("paused"),
                        row.getBoolean("cancel_asked"),
                        row.getBoolean("nothing_there"),
                        row.getBoolean("due"),
                        row.getBoolean("differs"),
                        row.getBoolean("finds"),
                        row.getBoolean("onward")));
              }
              return Optional.empty();
            });
  }

  /**
   * Whether that changed anything.
   *
   * @param resources that an order to accept is about; empty for any other
   */
  Future<Boolean> carryOut(
      SqlClient sql, Locked transfer, Order order, Set<String> resources, String by) {
    Tuple named = Tuple.of(transfer.id(), by);
    Tuple alone = Tuple.of(transfer.id());
    return switch (order) {
      case PAUSE -> sql.preparedQuery(PAUSE).execute(named).map(true);
      case RESUME -> sql.preparedQuery(RESUME).execute(alone).map(true);
      case RETRY ->
          sql.preparedQuery(transfer.state().ended() ? LIFT : RETRY).execute(alone).map(true);
      case CANCEL -> sql.preparedQuery(CANCEL).execute(named).map(true);
      case ACCEPT ->
          sql.preparedQuery(transfer.finds() ? ACCEPT_FOUND : ACCEPT)
              .execute(
                  Tuple.of(transfer.id())
                      .addArrayOfString(resources.toArray(String[]::new))
                      .addString(by))
              .compose(
                  accepted ->
                      accepted.rowCount() == 0
                          ? Future.succeededFuture(false)
                          : sql.preparedQuery(RETRY).execute(alone).map(true));
    };
  }

  /** Whether that changed anything. */
  Future<Boolean> host(SqlClient sql, String practice, String host, boolean pause, String by) {
    return (pause
            ? sql.preparedQuery(PAUSE_HOST).execute(Tuple.of(practice, host, by))
            : sql.preparedQuery(RESUME_HOST).execute(Tuple.of(practice, host)))
        .map(rows -> rows.rowCount() == 1);
  }
}
