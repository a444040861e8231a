// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.refusal.DatabaseDown;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people were let do with a record, as the journal has it: for who moves records, and has to
 * know what may have changed. It shows nothing of who that was.
 *
 * @param client by which it is asked: a transaction does not wait for a connection of its own
 */
public record Dealings(SqlClient client, String practice, String patient) {

  /**
   * Whether anybody was let write to a record since then, whatever came of it, or another
   * practice's record has become a part of it. It shows nothing of who or what that was.
   *
   * @param since by the clocks of the gateways
   */
  public Future<Boolean> written(Instant since) {
    return DatabaseDown.unless(
            client
                .preparedQuery(DealingsSql.WRITTEN)
                .execute(Tuple.of(patient, Identifiers.least(since), practice)),
            "journal.entry")
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * What somebody was let change and a host may not be done with, by the clocks of the gateways.
   *
   * @param unended when the latest was let pass of which it is not written down how it ended, or
   *     nobody has seen it; null for none
   * @param givenUp when the latest ended without an answer of the host, or with one of 5xx, which
   *     may come from what stands before it; null for none
   */
  public record Loose(@Nullable Instant unended, @Nullable Instant givenUp) {}

  /**
   * What a host may still carry out on a record. It shows nothing of who or what that was.
   *
   * @param since what was let pass before is left out
   * @param until what was let pass later, and has not ended, is left out
   */
  public Future<Loose> loose(String host, Instant since, Instant until) {
    return DatabaseDown.unless(
            client
                .preparedQuery(DealingsSql.LOOSE)
                .execute(
                    Tuple.of(
                        patient,
                        Identifiers.least(since),
                        practice,
                        host,
                        until.atOffset(ZoneOffset.UTC))),
            "journal.entry")
        .map(rows -> rows.iterator().next())
        .map(row -> new Loose(instant(row, "unended"), instant(row, "given_up")));
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.get(OffsetDateTime.class, column);
    return time == null ? null : time.toInstant();
  }

  /**
   * What somebody was let change of a record, and was not done with before a time. It shows nothing
   * of who that was.
   *
   * @param begun by the clocks of the gateways, when the earliest of it may have been let pass
   * @param ended when the earliest of it may have ended
   * @param givenUp the same of what a host may have carried out after it had been given up
   * @param most how many changes are told at most
   * @return names of resources as {@code Type/id}; empty where it is not known of each change what
   *     it was of, or there are too many
   */
  public Future<Optional<Set<String>>> changed(
      Instant begun, Instant ended, Instant givenUp, int most) {
    return DatabaseDown.unless(
            client
                .preparedQuery(DealingsSql.CHANGED)
                .execute(
                    Tuple.of(
                        patient,
                        Identifiers.least(begun),
                        practice,
                        ended.atOffset(ZoneOffset.UTC),
                        most + 1,
                        givenUp.atOffset(ZoneOffset.UTC))),
            "journal.entry")
        .map(rows -> Changed.of(rows, most));
  }

  /**
   * What somebody was let delete from a record, and a host may have deleted.
   *
   * @param passed how much
   * @param open of how much it is not known yet, or a host may still do it
   */
  public record Deleting(long passed, long open) {}

  /**
   * How much anybody was let delete from a record. It shows nothing of who or what that was.
   *
   * @param since by the clocks of the gateways; what was let pass before is left out
   * @param givenUp what had been given up before that a host can carry out no more
   */
  public Future<Deleting> deleting(Instant since, Instant givenUp) {
    return DatabaseDown.unless(
            client
                .preparedQuery(DealingsSql.DELETING)
                .execute(
                    Tuple.of(
                        patient,
                        Identifiers.least(since),
                        practice,
                        givenUp.atOffset(ZoneOffset.UTC))),
            "journal.entry")
        .map(rows -> rows.iterator().next())
        .map(row -> new Deleting(row.getLong("passed"), row.getLong("open")));
  }

  /**
   * What anybody was let delete from a record, whatever came of it, as {@code Type/id} in the order
   * of their bytes. It shows nothing of who that was.
   *
   * @param after the last one of the page before; empty for the first
   */
  public Future<List<String>> deleted(String after, int most) {
    return names(DealingsSql.DELETED, Tuple.of(patient, practice, after, most));
  }

  /**
   * Which of these anybody was let delete from a record since then, and a host has deleted. It
   * shows nothing of who that was.
   *
   * @param since by the clocks of the gateways
   * @param names as {@code Type/id}
   */
  public Future<List<String>> deleted(Instant since, Collection<String> names) {
    return names(
        DealingsSql.DELETED_SINCE,
        Tuple.of(patient, practice, Identifiers.least(since))
            .addArrayOfString(names.toArray(String[]::new)));
  }

  /**
   * Each Binary that anybody was let read or write as a part of a record, whatever came of it, as
   * {@code Binary/id} in the order of their bytes: those that were created as the host named them.
   * It shows nothing of who that was.
   *
   * @param after the last one of the page before; empty for the first
   */
  public Future<List<String>> binaries(String after, int most) {
    return names(DealingsSql.BINARIES, Tuple.of(patient, practice, after, most));
  }

  private Future<List<String>> names(String query, Tuple values) {
    return DatabaseDown.unless(client.preparedQuery(query).execute(values), "journal.entry")
        .map(
            rows -> {
              List<String> names = new ArrayList<>();
              rows.forEach(row -> names.add(row.getString("resource")));
              return names;
            });
  }
}
