// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Chain.Head;
import io.prunelle.gateway.chain.ChainStart;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds blocks that follow each other to what was signed. Each commits to the one before, and so
 * one signature speaks for all before it.
 */
final class BlocksCheck {

  /** How far around its place a block that was moved is looked for. */
  private static final int AROUND = 2_000;

  private final Keyring keys;
  private final boolean allSignatures;
  private final MerkleTree digests = new MerkleTree();

  BlocksCheck(Keyring keys, boolean allSignatures) {
    this.keys = keys;
    this.allSignatures = allSignatures;
  }

  static String where(Block block) {
    return "block %d of chain %d (%s)".formatted(block.number(), block.chain(), block.at());
  }

  /**
   * Reads and checks these blocks.
   *
   * @return all of them, authentic
   */
  List<Block> read(Connection connection, ChainRecord chain, long from, long to)
      throws SQLException, DoesNotFit {
    List<Block> blocks = BlockRows.read(connection, chain.id(), from - 1, to);
    List<Block> checked = from == 0 ? blocks : rest(chain.id(), from - 1, blocks);
    Block before = from == 0 ? null : blocks.get(0);
    long expected = from;
    for (Block block : checked) {
      consecutive(chain.id(), expected++, block.number());
      if (!keys.knows(block.key())) {
        throw unknown(block);
      }
      if (!block.previous().equals(previous(chain, before))) {
        throw broken(chain, before, block);
      }
      if (before != null && !before.key().equals(block.key())) {
        signed(before);
      }
      if (allSignatures) {
        signed(block);
      }
      before = block;
    }
    consecutive(chain.id(), expected, to + 1);
    signed(checked.get(checked.size() - 1));
    return checked;
  }

  /** Where it ends, by a block that has been checked. */
  Head head(Block last) {
    return new Head(last.number(), last.digest(digests));
  }

  private static List<Block> rest(int chain, long first, List<Block> blocks) throws DoesNotFit {
    consecutive(chain, first, blocks.isEmpty() ? first + 1 : blocks.get(0).number());
    return blocks.subList(1, blocks.size());
  }

  private static void consecutive(int chain, long expected, long number) throws DoesNotFit {
    if (number > expected) {
      throw new DoesNotFit(
          Kind.MISSING,
          chain,
          expected,
          number == expected + 1
              ? "block %d of chain %d".formatted(expected, chain)
              : "blocks %d to %d of chain %d".formatted(expected, number - 1, chain));
    } else if (number < expected) {
      throw new DoesNotFit(
          Kind.INSERTED,
          chain,
          number,
          "block %d of chain %d, a second one of this number".formatted(number, chain));
    }
  }

  private @Nullable Octets previous(ChainRecord chain, @Nullable Block before) {
    if (before != null) {
      return before.digest(digests);
    }
    ChainStart start = chain.start();
    return start == null ? null : start.head(digests).digest();
  }

  private void signed(Block block) throws DoesNotFit {
    if (!keys.signed(block)) {
      throw unsigned(block);
    }
  }

  /** Which of the two is not what it was. */
  private DoesNotFit broken(ChainRecord chain, @Nullable Block before, Block block) {
    if (before != null && !keys.signed(before)) {
      return keys.knows(before.key()) ? unsigned(before) : unknown(before);
    } else if (!keys.signed(block)) {
      return unsigned(block);
    } else if (before == null) {
      return new DoesNotFit(
          Kind.ALTERED,
          chain.id(),
          Finding.BEGINNING,
          "what chain %d says of itself (which instance began it, for what, when, and which chains it closed where) is not what its block 0 was signed with%s"
              .formatted(chain.id(), absent(chain)));
    }
    return new DoesNotFit(
        Kind.ALTERED,
        block.chain(),
        block.number(),
        "%s does not follow the block before it, although both are signed: one of them took the place of another"
            .formatted(where(block)));
  }

  /** Ids are given in turn; some are given to nobody, when a start fails. */
  private static String absent(ChainRecord chain) {
    return chain.absentBefore().isEmpty()
        ? ""
        : "; there is no chain "
            + chain.absentBefore().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static DoesNotFit unknown(Block block) {
    return new DoesNotFit(
        Kind.UNTRUSTED,
        block.chain(),
        block.number(),
        "%s names key %s, which is not among those that are trusted"
            .formatted(where(block), block.key()));
  }

  private DoesNotFit unsigned(Block block) {
    byte[] signature = block.signature().bytes();
    String signer = keys.signer(block.signed(), signature);
    if (signer != null) {
      return new DoesNotFit(
          Kind.ALTERED,
          block.chain(),
          block.number(),
          "%s was signed by key %s and names key %s".formatted(where(block), signer, block.key()));
    }
    long number = signedAs(block);
    if (number >= 0) {
      return new DoesNotFit(
          Kind.REORDERED,
          block.chain(),
          block.number(),
          "%s was signed as block %d".formatted(where(block), number));
    }
    return new DoesNotFit(
        Kind.ALTERED,
        block.chain(),
        block.number(),
        "%s, which key %s has not signed like this: it was altered, or signed by another"
            .formatted(where(block), block.key()));
  }

  /** Under which number close by; -1 for none. */
  private long signedAs(Block block) {
    for (int distance = 1; distance <= AROUND; distance++) {
      for (long number : new long[] {block.number() - distance, block.number() + distance}) {
        Block moved =
            new Block(
                block.chain(),
                number,
                block.at(),
                block.leaves(),
                block.root(),
                block.previous(),
                block.key(),
                block.signature());
        if (number >= 0 && keys.signed(moved)) {
          return number;
        }
      }
    }
    return -1;
  }
}
