// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was under way when a chain ended whose writer is gone. However much there is to be looked
 * through, it comes to an end. For one transaction.
 */
final class Unsettled {

  /** However busy a chain was: longer than most requests and steps of transfers take. */
  private static final Duration AT_LEAST = Duration.ofHours(1);

  /** Longer than any archive is packed for, and any client takes for a large answer. */
  private static final Duration AT_MOST = Duration.ofHours(24);

  /** Of a chain that was busier than this, less far back: a block may have many leaves. */
  private static final long BLOCKS = 20_000;

  /** For all that goes further back than has to be. */
  private static final Duration FOR_MORE = Duration.ofSeconds(20);

  private static final String CANCELLED = "57014";

  private final ChainTable table;
  private final PgConnection connection;
  private final Duration longest;
  private final long begun = System.nanoTime();

  /**
   * @param longest how long a statement of the transaction may take
   */
  Unsettled(ChainTable table, PgConnection connection, Duration longest) {
    this.table = table;
    this.connection = connection;
    this.longest = longest;
  }

  /**
   * How entries of a chain ended whose end nobody has seen.
   *
   * @param last block of the chain
   */
  Future<List<Leaf>> at(Block last, Instant now) {
    Instant latest = last.at().minus(AT_LEAST);
    return table
        .recorded(connection, last.chain(), last.number() - BLOCKS)
        .compose(
            busy -> {
              Instant earliest = last.at().minus(AT_MOST);
              Instant from = busy != null && busy.isAfter(earliest) ? busy : earliest;
              Duration left = FOR_MORE.minusNanos(System.nanoTime() - begun);
              return from.isBefore(latest) && left.toMillis() > 0
                  ? within(left, last.chain(), from, latest, now)
                  : table.unsettled(connection, last.chain(), latest, now);
            });
  }

  /** What was cancelled would else have ended the whole transaction. */
  private Future<List<Leaf>> within(
      Duration time, int chain, Instant from, Instant latest, Instant now) {
    return run("SAVEPOINT further_back")
        .compose(saved -> table.takeTime(connection, time))
        .compose(may -> table.unsettled(connection, chain, from, now))
        .compose(found -> table.takeTime(connection, longest).map(found))
        .recover(
            failure ->
                failure instanceof PgException known && CANCELLED.equals(known.getSqlState())
                    // With it goes what time the statement was given
                    ? run("ROLLBACK TO SAVEPOINT further_back")
                        .compose(back -> table.unsettled(connection, chain, latest, now))
                    : Future.failedFuture(failure));
  }

  private Future<Void> run(String statement) {
    return connection.query(statement).execute().mapEmpty();
  }
}
