// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import io.vertx.core.Future;
import java.time.Instant;

/**
 * What one commit has written, signed. Each commits to the one before, and so to all before it.
 *
 * @param chain it belongs to
 * @param number from 0, without gaps
 * @param at when it was made; microseconds
 * @param leaves how many there are
 * @param root of their Merkle tree
 * @param previous digest of the block before; for block 0, of what its chain says of itself
 * @param key which key signed
 * @param signature Ed25519 (RFC 8032) over {@link #signed}
 */
public record Block(
    int chain,
    long number,
    Instant at,
    int leaves,
    Octets root,
    Octets previous,
    String key,
    Octets signature) {

  /** Signs it; fails when the key does not. */
  public static Future<Block> sign(
      int chain,
      long number,
      Instant at,
      int leaves,
      Octets root,
      Octets previous,
      SigningKey key) {
    byte[] signed = signed(chain, number, at, leaves, root, previous, key.id());
    return key.sign(signed)
        .map(
            signature ->
                new Block(
                    chain, number, at, leaves, root, previous, key.id(), Octets.of(signature)));
  }

  /** All but the signature. */
  public byte[] signed() {
    return signed(chain, number, at, leaves, root, previous, key);
  }

  private static byte[] signed(
      int chain, long number, Instant at, int leaves, Octets root, Octets previous, String key) {
    return new CanonicalJson()
        .time("at", at)
        .number("chain", chain)
        .text("key", key)
        .number("leaves", leaves)
        .number("number", number)
        .hex("previous", previous)
        .hex("root", root)
        .bytes();
  }

  /** What the next block has as its {@code previous}: of all, the signature too. */
  public Octets digest(MerkleTree digests) {
    return Octets.of(digests.digest(canonical()));
  }

  /** All of it. */
  public byte[] canonical() {
    return new CanonicalJson()
        .time("at", at)
        .number("chain", chain)
        .text("key", key)
        .number("leaves", leaves)
        .number("number", number)
        .hex("previous", previous)
        .hex("root", root)
        .hex("signature", signature)
        .bytes();
  }
}
