// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.List;

/** A connection, and the chains that it alone writes for as long as it lives. */
final class Session {

  private final PgConnection connection;
  private final Chain requests;
  private final int transactions;

  /**
   * One that owns both chains.
   *
   * @param requests the end of the chain for requests
   * @param transactions the chain for what is appended within the transactions of others
   */
  Session(PgConnection connection, Chain requests, int transactions) {
    this.connection = connection;
    this.requests = requests;
    this.transactions = transactions;
  }

  PgConnection connection() {
    return connection;
  }

  Chain requests() {
    return requests;
  }

  int transactions() {
    return transactions;
  }

  /** Fails when the block was not committed, or when it is not known whether it was. */
  Future<Void> commit(Block block, List<Leaf> leaves) {
    return CommitStatement.execute(connection, block, leaves);
  }
}
