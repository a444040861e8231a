// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The end of a chain, and what comes after it. For one writer; blocks are made one at a time. */
final class Chain {

  /**
   * Where a chain ends.
   *
   * @param number of its last block; -1 for none
   * @param digest what the next block has as its previous one
   */
  record Head(long number, Octets digest) {}

  private final int id;
  private final SigningKey key;
  private final MerkleTree digests = new MerkleTree();
  private Head head;

  Chain(int id, SigningKey key, Head head) {
    this.id = id;
    this.key = key;
    this.head = head;
  }

  int id() {
    return id;
  }

  Head head() {
    return head;
  }

  /** The block that these would be. It is none before it has been committed. */
  Block next(List<Leaf> leaves, Instant now) {
    List<byte[]> hashes = new ArrayList<>(leaves.size());
    leaves.forEach(leaf -> hashes.add(digests.leaf(leaf.canonical())));
    return Block.sign(
        id,
        head.number() + 1,
        now.truncatedTo(ChronoUnit.MICROS),
        leaves.size(),
        Octets.of(digests.root(hashes)),
        head.digest(),
        key);
  }

  Head after(Block block) {
    return new Head(block.number(), block.digest(digests));
  }

  /** It has been committed. */
  void append(Block block) {
    head = after(block);
  }
}
