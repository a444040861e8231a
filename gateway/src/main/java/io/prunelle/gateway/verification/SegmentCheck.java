// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies blocks of a chain that follow each other, and all that they hold. For one thread. */
final class SegmentCheck {

  /** How many leaves are held at a time. */
  private static final int MOST_LEAVES = 20_000;

  private static final String STRAY =
      "SELECT %1$s, block FROM journal.%2$s WHERE chain = ? AND (block > ? OR block < 0 OR block IS NULL)"
          + " ORDER BY block LIMIT 1";

  private final Connection connection;
  private final BlocksCheck blocks;
  private final LeavesCheck leaves;
  private final Partitions partitions;
  private final Dropped dropped;
  private final Pairing pairs;
  private final Tally tally;
  private final LeafRows rows = new LeafRows();
  private final MerkleTree hashes = new MerkleTree();

  SegmentCheck(
      Connection connection,
      BlocksCheck blocks,
      Partitions partitions,
      Dropped dropped,
      Pairing pairs,
      Tally tally) {
    this.connection = connection;
    this.blocks = blocks;
    this.partitions = partitions;
    this.leaves = new LeavesCheck(dropped);
    this.dropped = dropped;
    this.pairs = pairs;
    this.tally = tally;
  }

  /**
   * Verifies these.
   *
   * @param to no greater than the chain's last
   */
  void verify(ChainRecord chain, long from, long to) throws SQLException, DoesNotFit {
    List<Block> authentic = blocks.read(connection, chain, from, to);
    int begin = 0;
    long expected = 0;
    for (int i = 0; i < authentic.size(); i++) {
      expected += authentic.get(i).leaves();
      if (expected >= MOST_LEAVES || i == authentic.size() - 1) {
        contents(chain.id(), authentic.subList(begin, i + 1));
        begin = i + 1;
        expected = 0;
      }
    }
    if (chain.last() != null && to == chain.last()) {
      end(chain, blocks.head(authentic.get(authentic.size() - 1)));
    }
  }

  private void contents(int chain, List<Block> part) throws SQLException, DoesNotFit {
    Found found = new Found(part);
    rows.read(
        connection,
        chain,
        part.get(0).number(),
        part.get(part.size() - 1).number(),
        (place, canonical, length, retention) ->
            found.add(
                new FoundLeaf(place, Octets.of(hashes.leaf(canonical, length))),
                retention ? Arrays.copyOf(canonical, length) : null));
    for (int i = 0; i < part.size(); i++) {
      leaves.check(part.get(i), found.of(i));
      for (FoundLeaf leaf : found.of(i)) {
        partitions.check(chain, leaf);
      }
      tally.block(part.get(i));
    }
    found.retentions().forEach(dropped::stated);
    tally.leaves(found.entries(), found.outcomes());
    pairs.add(chain, found.places(), connection);
  }

  private void end(ChainRecord chain, Head head) throws SQLException, DoesNotFit {
    Head said = chain.end();
    if (said != null && said.number() < 0) {
      throw new DoesNotFit(
          Kind.ALTERED,
          chain.id(),
          Finding.END,
          "where chain %d ended: chain %d, which closed it, names no block of it"
              .formatted(chain.id(), chain.closer()));
    } else if (said != null && said.number() > head.number()) {
      throw new DoesNotFit(
          Kind.TRUNCATED,
          chain.id(),
          Finding.END,
          "chain %d ends with block %d; chain %d, which closed it, says that it ended with block %d"
              .formatted(chain.id(), head.number(), chain.closer(), said.number()));
    } else if (said != null && said.number() < head.number()) {
      throw new DoesNotFit(
          Kind.INSERTED,
          chain.id(),
          said.number() + 1,
          "chain %d goes on after block %d, with which chain %d says that it ended"
              .formatted(chain.id(), said.number(), chain.closer()));
    } else if (said != null && !said.equals(head)) {
      throw new DoesNotFit(
          Kind.ALTERED,
          chain.id(),
          Finding.END,
          "block %d of chain %d is not the one with which chain %d says that it ended"
              .formatted(head.number(), chain.id(), chain.closer()));
    }
    stray(chain.id(), head.number(), "entry", "id", "entry %s");
    stray(chain.id(), head.number(), "outcome", "entry", "the outcome of entry %s");
  }

  private void stray(int chain, long last, String table, String id, String name)
      throws SQLException, DoesNotFit {
    try (PreparedStatement statement = connection.prepareStatement(STRAY.formatted(id, table))) {
      statement.setInt(1, chain);
      statement.setLong(2, last);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          throw new DoesNotFit(
              Kind.INSERTED,
              chain,
              Finding.END,
              (name
                      + " says that it belongs to block %s of chain %d, which ends with block %d:"
                      + " it was inserted, or the block is missing")
                  .formatted(row.getString(1), row.getString(2), chain, last));
        }
      }
    }
  }

  /** What there is of some blocks. No more is kept than they can hold, whatever the tables hold. */
  private static final class Found {

    private final List<Block> blocks;
    private final List<List<FoundLeaf>> leaves = new ArrayList<>();
    private final List<LeafRows.Place> places = new ArrayList<>();
    private final List<byte[]> retentions = new ArrayList<>();
    private long outcomes;

    Found(List<Block> blocks) {
      this.blocks = blocks;
      blocks.forEach(block -> leaves.add(new ArrayList<>()));
    }

    void add(FoundLeaf leaf, byte @Nullable [] retention) {
      int at = (int) (leaf.place().block() - blocks.get(0).number());
      List<FoundLeaf> its = leaves.get(at);
      // One too many is enough to tell
      if (its.size() <= blocks.get(at).leaves()) {
        its.add(leaf);
        places.add(leaf.place());
        outcomes += leaf.place().outcome() ? 1 : 0;
        if (retention != null) {
          retentions.add(retention);
        }
      }
    }

    List<FoundLeaf> of(int block) {
      return leaves.get(block);
    }

    List<LeafRows.Place> places() {
      return places;
    }

    List<byte[]> retentions() {
      return retentions;
    }

    long entries() {
      return places.size() - outcomes;
    }

    long outcomes() {
      return outcomes;
    }
  }
}
