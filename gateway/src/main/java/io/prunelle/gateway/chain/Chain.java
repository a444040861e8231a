// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.vertx.core.Future;
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
  private final List<Block> doubtful = new ArrayList<>();
  private List<Block> confirmed = List.of();
  private Head head;

  public Chain(int id, SigningKey key, Head head) {
    this.id = id;
    this.key = key;
    this.head = head;
  }

  public int id() {
    return id;
  }

  /** Where it ends as far as that is certain. */
  public Head head() {
    return head;
  }

  private Head tip() {
    return doubtful.isEmpty() ? head : after(doubtful.get(doubtful.size() - 1));
  }

  /**
   * The block that these would be. It is none before it has been committed. Fails when the key does
   * not sign it.
   *
   * @param leaves as canonical bytes, in their order
   */
  public Future<Block> next(List<byte[]> leaves, Instant now) {
    List<byte[]> hashes = new ArrayList<>(leaves.size());
    leaves.forEach(leaf -> hashes.add(digests.leaf(leaf)));
    Head last = tip();
    return Block.sign(
        id,
        last.number() + 1,
        now.truncatedTo(ChronoUnit.MICROS),
        leaves.size(),
        Octets.of(digests.root(hashes)),
        last.digest(),
        key);
  }

  private Head after(Block block) {
    return new Head(block.number(), block.digest(digests));
  }

  /** It has been committed. */
  public void append(Block block) {
    head = after(block);
  }

  /** It may have been committed, and may be lost again though it was: nobody knows. */
  public void doubt(Block block) {
    doubtful.add(block);
  }

  /**
   * Forgets those that are in doubt and that a chain that ends there does not have.
   *
   * @return whether this one can end there; if not, all of them are forgotten
   */
  public boolean canEnd(Head stored) {
    for (int last = doubtful.size(); last > 0; last--) {
      if (stored.equals(after(doubtful.get(last - 1)))) {
        doubtful.subList(last, doubtful.size()).clear();
        return true;
      }
    }
    doubtful.clear();
    return stored.equals(head);
  }

  /** All that was in doubt has been committed, since what came after it has. */
  public void confirm() {
    head = tip();
    confirmed = List.copyOf(doubtful);
    doubtful.clear();
  }

  /** Whether the last time that anything was confirmed, this was. */
  public boolean isConfirmed(Block block) {
    return confirmed.contains(block);
  }
}
