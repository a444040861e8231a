// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;

/**
 * Blocks within the transactions of others. They have a chain of their own, whose end is read and
 * moved by one transaction at a time; the one for requests need not wait for any of them.
 */
final class Transactional {

  private final SigningKey key;
  private final Keyring own;
  private final InstantSource clock;
  private final ChainTable table = new ChainTable();

  Transactional(SigningKey key, InstantSource clock) {
    this.key = key;
    this.own = new Keyring(List.of(key.verifying()));
    this.clock = clock;
  }

  /** Committed exactly if the transaction is. */
  Future<Void> append(SqlConnection connection, int chain, List<Leaf> leaves) {
    return table
        .hold(connection, chain)
        .compose(held -> table.isOpen(connection, chain))
        .compose(
            open ->
                open
                    ? table.last(connection, chain)
                    : Future.failedFuture(new Unwritten("another instance has closed the chain")))
        .compose(
            last -> {
              if (last == null || !own.signed(last)) {
                return Future.failedFuture(
                    new Unwritten("the chain does not end with a block of this instance"));
              }
              Head head = new Head(last.number(), last.digest(new MerkleTree()));
              Block block =
                  new Chain(chain, key, head).next(Leaf.canonical(leaves), clock.instant());
              return CommitStatement.execute(connection, block, leaves);
            });
  }
}
