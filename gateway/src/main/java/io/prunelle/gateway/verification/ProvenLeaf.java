// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.chain.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A leaf, and what leads from it to a signature.
 *
 * @param canonical what it says
 * @param index its place in the block
 * @param path the siblings up to the root (RFC 9162, 2.1.3.1)
 */
record ProvenLeaf(Octets canonical, int index, List<byte[]> path, Block block) {

  /** As a proof has it; canonical itself. */
  byte[] json() {
    StringBuilder hashes = new StringBuilder();
    path.forEach(
        hash ->
            hashes
                .append(hashes.isEmpty() ? "" : ",")
                .append('"')
                .append(Octets.of(hash))
                .append('"'));
    String text =
        "{\"block\":%s,\"index\":%d,\"leaf\":%s,\"path\":[%s]}"
            .formatted(
                new String(block.canonical(), StandardCharsets.UTF_8),
                index,
                new String(canonical.bytes(), StandardCharsets.UTF_8),
                hashes);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one. What is signed is what it says in one form alone: in another one it would say what
   * nobody has signed.
   *
   * @throws IOException when it is none
   */
  static ProvenLeaf parse(Map<String, Object> json) throws IOException {
    List<byte[]> path = new ArrayList<>();
    for (Object hash : StrictJson.member(json, "path", List.class)) {
      path.add(octets(hash).bytes());
    }
    return new ProvenLeaf(
        Octets.of(StrictJson.canonical(StrictJson.object(json, "leaf"))),
        number(json, "index"),
        path,
        block(StrictJson.object(json, "block")));
  }

  private static Block block(Map<String, Object> json) throws IOException {
    Block block =
        new Block(
            number(json, "chain"),
            StrictJson.member(json, "number", Long.class),
            time(StrictJson.member(json, "at", String.class)),
            number(json, "leaves"),
            octets(StrictJson.member(json, "root", String.class)),
            octets(StrictJson.member(json, "previous", String.class)),
            StrictJson.member(json, "key", String.class),
            octets(StrictJson.member(json, "signature", String.class)));
    if (!Arrays.equals(StrictJson.canonical(json), block.canonical())) {
      throw new IOException("the block is not as it is signed");
    }
    return block;
  }

  private static Instant time(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException noTime) {
      throw new IOException("at is not a time", noTime);
    }
  }

  private static int number(Map<String, Object> json, String name) throws IOException {
    long number = StrictJson.member(json, name, Long.class);
    if (number != (int) number) {
      throw new IOException(name + " is too great");
    }
    return (int) number;
  }

  private static Octets octets(Object hexadecimal) throws IOException {
    try {
      Octets octets = Octets.parse((String) hexadecimal);
      if (octets.toString().equals(hexadecimal)) {
        return octets;
      }
    } catch (IllegalArgumentException | ClassCastException wrong) {
      throw new IOException("not hexadecimal", wrong);
    }
    throw new IOException("hexadecimal, but not in lower case");
  }

  /** Null when all holds; else what does not, in words. */
  @Nullable String flaw(Keyring keys) {
    MerkleTree trees = new MerkleTree();
    if (!trees.proves(
        index, block.leaves(), trees.leaf(canonical.bytes()), path, block.root().bytes())) {
      return "it is not what stands in place %d of block %d of chain %d"
          .formatted(index, block.number(), block.chain());
    } else if (!keys.knows(block.key())) {
      return "its block names key %s, which is not among those that are trusted"
          .formatted(block.key());
    } else if (!keys.signed(block)) {
      return "key %s has not signed its block like this".formatted(block.key());
    }
    return null;
  }
}
