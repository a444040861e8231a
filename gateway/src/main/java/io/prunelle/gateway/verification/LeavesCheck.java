// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.verification.Finding.Kind;
import io.prunelle.gateway.verification.KeptLeaves.Kept;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.stream.Collectors;

/** Holds the leaves that are there to what their block was signed with. For one thread. */
final class LeavesCheck {

  /** Up to here, all pairs are tried to tell which leaves were swapped. */
  private static final int MOST_TRIED = 256;

  private static final int MOST_NAMED = 6;

  private final MerkleTree trees = new MerkleTree();
  private final Dropped dropped;

  LeavesCheck(Dropped dropped) {
    this.dropped = dropped;
  }

  /**
   * Refuses them when they do not fit.
   *
   * @param block authentic
   * @param found in any order
   */
  void check(Block block, List<FoundLeaf> found) throws DoesNotFit {
    found.sort(Comparator.comparingInt(FoundLeaf::leaf));
    NavigableMap<Integer, Kept> kept = dropped.kept(block);
    List<byte[]> hashes = new ArrayList<>(found.size());
    boolean inPlace = found.size() == block.leaves();
    for (int i = 0; i < found.size(); i++) {
      inPlace &= found.get(i).leaf() == i;
      hashes.add(found.get(i).hash().bytes());
    }
    if (!inPlace) {
      misplaced(block, found, kept);
    } else if (!isRoot(block, hashes)) {
      throw altered(block, found, hashes);
    }
    agrees(block, found, kept);
  }

  /**
   * Of leaves that are still there, nothing else is kept than what they say, and by nobody but who
   * was about to drop their month.
   */
  private static void agrees(Block block, List<FoundLeaf> found, NavigableMap<Integer, Kept> kept)
      throws DoesNotFit {
    if (kept.isEmpty()) {
      return;
    }
    for (FoundLeaf leaf : found) {
      Kept one = kept.get(leaf.leaf());
      if (one != null && (!one.hash().equals(leaf.hash()) || isLater(leaf, one))) {
        throw does(
            one.hash().equals(leaf.hash()) ? Kind.INSERTED : Kind.ALTERED,
            block,
            "what journal.dropped_leaf has of place %d in %s, where %s stands"
                .formatted(leaf.leaf(), where(block), leaf.name()));
      }
    }
    if (kept.firstKey() < 0 || kept.lastKey() >= block.leaves()) {
      throw does(
          Kind.INSERTED,
          block,
          "what journal.dropped_leaf has of a place in %s, which holds %d"
              .formatted(where(block), block.leaves()));
    }
  }

  private static boolean isLater(FoundLeaf leaf, Kept kept) {
    return !leaf.isBefore(kept.month().plusMonths(1));
  }

  private boolean isRoot(Block block, List<byte[]> hashes) {
    return Arrays.equals(trees.root(hashes), block.root().bytes());
  }

  private void misplaced(Block block, List<FoundLeaf> found, NavigableMap<Integer, Kept> kept)
      throws DoesNotFit {
    FoundLeaf before = null;
    for (FoundLeaf leaf : found) {
      if (leaf.leaf() < 0 || leaf.leaf() >= block.leaves()) {
        throw does(
            found.size() > block.leaves() ? Kind.INSERTED : Kind.ALTERED,
            block,
            "%s says that it has place %d in %s, which holds %d"
                .formatted(leaf.name(), leaf.leaf(), where(block), block.leaves()));
      } else if (before != null && leaf.leaf() == before.leaf()) {
        throw twoInOnePlace(block, found, before, leaf);
      }
      before = leaf;
    }
    missing(block, found, kept);
  }

  private DoesNotFit twoInOnePlace(
      Block block, List<FoundLeaf> found, FoundLeaf one, FoundLeaf other) {
    if (found.size() <= block.leaves()) {
      return does(
          Kind.ALTERED,
          block,
          "%s and %s both have place %d in %s"
              .formatted(one.name(), other.name(), one.leaf(), where(block)));
    }
    String which = one.name() + " or " + other.name();
    for (FoundLeaf candidate : List.of(one, other)) {
      List<FoundLeaf> others = new ArrayList<>(found);
      others.remove(candidate);
      if (isRoot(block, others.stream().map(leaf -> leaf.hash().bytes()).toList())) {
        which = candidate.name();
      }
    }
    return does(
        Kind.INSERTED,
        block,
        "%s, into %s, which was signed with %d leaves and has %d"
            .formatted(which, where(block), block.leaves(), found.size()));
  }

  /** Those that were dropped with their month may be. */
  private void missing(Block block, List<FoundLeaf> found, NavigableMap<Integer, Kept> kept)
      throws DoesNotFit {
    List<byte[]> hashes = new ArrayList<>();
    int at = 0;
    List<Kept> used = new ArrayList<>();
    int vacant = -1;
    for (int place = 0; place < block.leaves() && vacant < 0; place++) {
      if (at < found.size() && found.get(at).leaf() == place) {
        hashes.add(found.get(at++).hash().bytes());
      } else if (kept.containsKey(place)) {
        used.add(kept.get(place));
        hashes.add(kept.get(place).hash().bytes());
      } else {
        vacant = place;
      }
    }
    if (vacant < 0) {
      if (!isRoot(block, hashes)) {
        throw altered(block, found, hashes);
      }
      dropped.usedKept(block, used);
    } else if (!found.isEmpty() || !dropped.claim(block)) {
      throw does(
          Kind.MISSING,
          block,
          "an entry or an outcome: place %d of %d in %s"
              .formatted(vacant, block.leaves(), where(block)));
    }
  }

  private DoesNotFit altered(Block block, List<FoundLeaf> found, List<byte[]> hashes) {
    if (hashes.size() <= MOST_TRIED && hashes.size() == found.size()) {
      List<byte[]> tried = new ArrayList<>(hashes);
      for (int i = 0; i < tried.size(); i++) {
        for (int j = i + 1; j < tried.size(); j++) {
          Collections.swap(tried, i, j);
          if (isRoot(block, tried)) {
            return does(
                Kind.REORDERED,
                block,
                "%s and %s stand in each other's place in %s"
                    .formatted(found.get(i).name(), found.get(j).name(), where(block)));
          }
          Collections.swap(tried, i, j);
        }
      }
    }
    String names =
        found.stream().limit(MOST_NAMED).map(FoundLeaf::name).collect(Collectors.joining(", "));
    String which =
        found.size() == 1
            ? names
            : "one of "
                + names
                + (found.size() > MOST_NAMED
                    ? " and %d more".formatted(found.size() - MOST_NAMED)
                    : "");
    return does(Kind.ALTERED, block, "%s, in %s".formatted(which, where(block)));
  }

  private static DoesNotFit does(Kind kind, Block block, String text) {
    return new DoesNotFit(kind, block.chain(), block.number(), text);
  }

  private static String where(Block block) {
    return BlocksCheck.where(block);
  }
}
