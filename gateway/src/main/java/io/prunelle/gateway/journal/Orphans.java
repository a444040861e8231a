// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chains whose writers are gone, and where they end for who closes them. */
final class Orphans {

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

  private final Keyring trusted;
  private final ChainTable table = new ChainTable();
  private final Map<Integer, Head> contradicted = new ConcurrentHashMap<>();

  Orphans(Keyring trusted) {
    this.trusted = trusted;
  }

  /** That a chain ends before this, where it ended: it is closed as it was. */
  void contradict(int chain, Head end) {
    contradicted.put(chain, end);
  }

  boolean isContradicted(int chain) {
    return contradicted.containsKey(chain);
  }

  /** Of these chains, those that nobody writes any more. They are this session's to close. */
  Future<List<Integer>> among(PgConnection connection, List<Integer> open) {
    List<Integer> found = new ArrayList<>();
    return InTurn.each(
            open,
            chain ->
                table
                    .own(connection, chain)
                    .onSuccess(
                        owned -> {
                          if (owned) {
                            found.add(chain);
                          }
                        })
                    .mapEmpty())
        .map(found);
  }

  /** Once they are closed. */
  Future<Void> disown(PgConnection connection, List<Integer> chains) {
    return InTurn.each(chains, chain -> table.disown(connection, chain));
  }

  /** Where these chains end, and go on ending until this transaction is over. */
  Future<SortedMap<Integer, Head>> ends(PgConnection connection, List<Integer> chains) {
    SortedMap<Integer, Head> ends = new TreeMap<>();
    return InTurn.each(
            chains,
            chain ->
                table
                    .hold(connection, chain)
                    .compose(held -> table.isOpen(connection, chain))
                    .compose(
                        open ->
                            open
                                ? table
                                    .last(connection, chain)
                                    .compose(last -> end(connection, chain, last, ends))
                                // By another one meanwhile
                                : Future.succeededFuture()))
        .map(ends);
  }

  private Future<Void> end(
      PgConnection connection, int chain, @Nullable Block last, SortedMap<Integer, Head> ends) {
    Head known = contradicted.get(chain);
    return (known == null
            ? Future.succeededFuture((Head) null)
            : table
                .block(connection, chain, known.number())
                .map(there -> there != null && head(there).equals(known) ? null : known))
        .onSuccess(lost -> end(chain, last, lost, ends))
        .mapEmpty();
  }

  /**
   * Nobody vouches for an end that none of the trusted keys has signed.
   *
   * @param known where it ended, if that is lost; null else. What is there again is not: the chain
   *     may have gone on since then, and is closed where it ends
   */
  private void end(
      int chain, @Nullable Block last, @Nullable Head known, SortedMap<Integer, Head> ends) {
    if (known != null) {
      LOG.atError()
          .addKeyValue("chain", chain)
          .addKeyValue("block", known.number())
          .log("The journal has not what was committed to it; a new chain says so");
      ends.put(chain, known);
    } else if (last == null || !trusted.signed(last)) {
      LOG.atError()
          .addKeyValue("chain", chain)
          .log("The journal has a chain whose end is not signed by a trusted key: verify it");
    } else {
      contradicted.remove(chain);
      ends.put(chain, head(last));
    }
  }

  private static Head head(Block block) {
    return new Head(block.number(), block.digest(new MerkleTree()));
  }
}
