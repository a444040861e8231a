// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Merkle trees as RFC 9162, 2.1 has them, with SHA-256. For one thread. */
public final class MerkleTree {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256;

  public MerkleTree() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      // every Java platform has it
      throw new IllegalStateException(impossible);
    }
  }

  public byte[] digest(byte[] bytes) {
    return sha256.digest(bytes);
  }

  public byte[] leaf(byte[] bytes) {
    sha256.update(LEAF);
    return sha256.digest(bytes);
  }

  public byte[] leaf(byte[] bytes, int length) {
    sha256.update(LEAF);
    sha256.update(bytes, 0, length);
    return sha256.digest();
  }

  /** RFC 9162, 2.1.1. Of none: the digest of nothing. */
  public byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return sha256.digest();
    }
    // Level by level: a last node without a partner is carried up, which is the same tree
    byte[][] level = leaves.toArray(byte[][]::new);
    for (int size = level.length; size > 1; size = (size + 1) / 2) {
      for (int i = 0; i < size / 2; i++) {
        level[i] = node(level[2 * i], level[2 * i + 1]);
      }
      if (size % 2 == 1) {
        level[size / 2] = level[size - 1];
      }
    }
    return level[0];
  }

  /** RFC 9162, 2.1.3.1: the siblings that lead from a leaf to the root, the lowest first. */
  public List<byte[]> path(int index, List<byte[]> leaves) {
    List<byte[]> path = new ArrayList<>();
    List<byte[]> level = leaves;
    for (int at = index; level.size() > 1; at /= 2) {
      int sibling = at % 2 == 0 ? at + 1 : at - 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(i + 1 < level.size() ? node(level.get(i), level.get(i + 1)) : level.get(i));
      }
      level = above;
    }
    return path;
  }

  /** RFC 9162, 2.1.3.2: whether a leaf is what the root says stands at this place. */
  public boolean proves(int index, int size, byte[] leaf, List<byte[]> path, byte[] root) {
    if (index < 0 || index >= size) {
      return false;
    }
    int at = index;
    int last = size - 1;
    byte[] computed = leaf;
    for (byte[] sibling : path) {
      if (last == 0) {
        return false;
      }
      if (at % 2 == 1 || at == last) {
        computed = node(sibling, computed);
        while (at % 2 == 0 && at != 0) {
          at /= 2;
          last /= 2;
        }
      } else {
        computed = node(computed, sibling);
      }
      at /= 2;
      last /= 2;
    }
    return last == 0 && Arrays.equals(computed, root);
  }

  private byte[] node(byte[] left, byte[] right) {
    sha256.update(NODE);
    sha256.update(left);
    return sha256.digest(right);
  }
}
