// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The end of a chain, and what comes after it. For one writer; blocks are made one at a time. */
public final class Chain {

  /**
   * Where a chain ends.
   *
   * @param number of its last block; -1 for none
   * @param digest what the next block has as its previous one
   */
  public record Head(long number, Octets digest) {}

  private final int id;
  private final SigningKey key;
  private final MerkleTree digests = new MerkleTree();
  private Head head;

  public Chain(int id, SigningKey key, Head head) {
    this.id = id;
    this.key = key;
    this.head = head;
  }

  public int id() {
    return id;
  }

  public Head head() {
    return head;
  }

  /**
   * The block that these would be. It is none before it has been committed.
   *
   * @param leaves as canonical bytes, in their order
   */
  public Block next(List<byte[]> leaves, Instant now) {
    List<byte[]> hashes = new ArrayList<>(leaves.size());
    leaves.forEach(leaf -> hashes.add(digests.leaf(leaf)));
    return Block.sign(
        id,
        head.number() + 1,
        now.truncatedTo(ChronoUnit.MICROS),
        leaves.size(),
        Octets.of(digests.root(hashes)),
        head.digest(),
        key);
  }

  public Head after(Block block) {
    return new Head(block.number(), block.digest(digests));
  }

  /** It has been committed. */
  public void append(Block block) {
    head = after(block);
  }
}
