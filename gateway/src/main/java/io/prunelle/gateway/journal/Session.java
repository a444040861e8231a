// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.ops.OwnConnection;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.List;

/** A connection, and the chains that it alone writes for as long as it lives. */
final class Session {

  private final OwnConnection own;
  private final Warnings warnings;
  private final Chain requests;
  private final int transactions;
  private final CommitStatement statement;

  /**
   * One that owns both chains.
   *
   * @param warnings of the connection
   * @param requests the end of the chain for requests
   * @param transactions the chain for what is appended within the transactions of others
   * @param statement how blocks are committed
   */
  Session(
      OwnConnection own,
      Warnings warnings,
      Chain requests,
      int transactions,
      CommitStatement statement) {
    this.own = own;
    this.warnings = warnings;
    this.requests = requests;
    this.transactions = transactions;
    this.statement = statement;
  }

  PgConnection connection() {
    return own.connection();
  }

  Future<Void> close() {
    return own.close();
  }

  Chain requests() {
    return requests;
  }

  int transactions() {
    return transactions;
  }

  /**
   * Gives what was read with it; fails when the block was not committed, or when it is not known
   * whether it was.
   */
  Future<List<Long>> commit(Block block, List<Leaf> leaves) {
    return statement.writeAndRead(own.connection(), block, leaves).compose(warnings::none);
  }
}
