// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.SigningKey;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks within the transactions of others. They have a chain of their own, whose end is read and
 * moved by one transaction at a time; the one for requests need not wait for any of them.
 *
 * <p>Where it has been seen to end, committed, it does not end earlier again: who cut it would have
 * the next block signed over the cut.
 */
final class Transactional {

  private final SigningKey key;
  private final Keyring own;
  private final InstantSource clock;
  private final BiConsumer<Integer, Head> lost;
  private final ChainTable table = new ChainTable();
  private final Map<Integer, Head> seen = new ConcurrentHashMap<>();

  /**
   * Writes nothing by itself.
   *
   * @param lost told of a chain that ends before this, where it has been seen to end
   */
  Transactional(SigningKey key, InstantSource clock, BiConsumer<Integer, Head> lost) {
    this.key = key;
    this.own = new Keyring(List.of(key.verifying()));
    this.clock = clock;
    this.lost = lost;
  }

  /** Committed exactly if the transaction is. */
  Future<Void> append(SqlConnection connection, int chain, List<Leaf> leaves) {
    return table
        .hold(connection, chain)
        .compose(held -> table.isOpen(connection, chain))
        .compose(
            open ->
                open
                    ? table.tail(connection, chain)
                    : Future.failedFuture(new Unwritten("another instance has closed the chain")))
        .compose(
            tail -> {
              Block last = tail.last();
              Head head = head(last);
              return (tail.own()
                      ? Future.succeededFuture(true)
                      : isWhole(connection, chain, seen.get(chain), head))
                  .compose(
                      whole -> {
                        if (!whole) {
                          return Future.failedFuture(
                              new Unwritten(
                                  "the database has not what was committed to the chain"));
                        } else if (last == null || head == null || !own.signed(last)) {
                          return Future.failedFuture(
                              new Unwritten(
                                  "the chain does not end with a block of this instance"));
                        }
                        return append(connection, new Chain(chain, key, head), leaves);
                      });
            });
  }

  private Future<Void> append(SqlConnection connection, Chain chain, List<Leaf> leaves) {
    return chain
        .next(Leaf.canonical(leaves), clock.instant())
        .recover(unsigned -> Future.failedFuture(Unwritten.unsigned(unsigned)))
        .compose(block -> CommitStatement.execute(connection, block, leaves));
  }

  /**
   * Sees where it ends by now: nobody is told which of the transactions were committed.
   *
   * @param pool whose connections are outside of all of them
   */
  Future<Void> look(Pool pool, int chain) {
    // What is committed while it is asked is not missing from the answer
    Head before = seen.get(chain);
    return pool.withTransaction(
            connection ->
                table
                    .last(connection, chain)
                    .compose(last -> isWhole(connection, chain, before, head(last))))
        .mapEmpty();
  }

  private static @Nullable Head head(@Nullable Block last) {
    return last == null ? null : new Head(last.number(), last.digest(new MerkleTree()));
  }

  /**
   * Remembers an end that was committed; false when an earlier one was behind it.
   *
   * @param connection within the transaction that has read the end: it stays read-only where the
   *     server is promoted meanwhile
   * @param before what had been seen when this was asked for
   */
  private Future<Boolean> isWhole(
      SqlConnection connection, int chain, @Nullable Head before, @Nullable Head head) {
    if (before != null
        && (head == null
            || head.number() < before.number()
            || (head.number() == before.number() && !head.equals(before)))) {
      return table
          .isWritable(connection)
          .map(
              writable -> {
                // A standby may be behind with what it shows: nothing is lost by that
                if (writable) {
                  lost.accept(chain, before);
                }
                return false;
              });
    }
    if (head != null) {
      seen.merge(chain, head, (one, other) -> one.number() > other.number() ? one : other);
    }
    return Future.succeededFuture(true);
  }
}
