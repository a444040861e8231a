// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A hold that is a transaction. While it lasts, something is said on its connection now and then: a
 * connection that is silent is taken for dead, and a dead one would keep who holds it waiting.
 */
final class TransactionHold implements Hold {

  private static final Duration SPEAK = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final SqlConnection connection;
  private final Transaction transaction;
  private final Function<SqlConnection, Future<Void>> giveBack;
  private final AtomicBoolean over = new AtomicBoolean();
  private final long begun = System.nanoTime();
  private final long speaking;

  private TransactionHold(
      Vertx vertx,
      SqlConnection connection,
      Transaction transaction,
      Function<SqlConnection, Future<Void>> giveBack) {
    this.vertx = vertx;
    this.connection = connection;
    this.transaction = transaction;
    this.giveBack = giveBack;
    this.speaking = vertx.setPeriodic(SPEAK.toMillis(), tick -> speak());
  }

  /**
   * A hold that begins.
   *
   * @param giveBack called once with the connection when it is over
   */
  static Hold keep(
      Vertx vertx,
      SqlConnection connection,
      Transaction transaction,
      Function<SqlConnection, Future<Void>> giveBack) {
    return new TransactionHold(vertx, connection, transaction, giveBack);
  }

  private void speak() {
    if (System.nanoTime() - begun < Hosts.LONGEST_HOLD.toNanos()) {
      connection.query("SELECT 1").execute();
    }
  }

  @Override
  public SqlConnection connection() {
    return connection;
  }

  @Override
  public Future<Void> commit() {
    vertx.cancelTimer(speaking);
    return transaction.commit().eventually(this::end);
  }

  @Override
  public Future<Void> abandon() {
    vertx.cancelTimer(speaking);
    return over.get()
        ? Future.succeededFuture()
        : transaction.rollback().eventually(this::end).otherwiseEmpty();
  }

  private Future<Void> end() {
    return over.compareAndSet(false, true) ? giveBack.apply(connection) : Future.succeededFuture();
  }
}
