// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Checkpoint;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.verification.Finding.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds the chains to what a witness was told: whatever it has seen has to be there still. */
final class WitnessCheck {

  private static final int AT_ONCE = 1_000;

  /** A line, and where it stands. */
  private record Line(String where, Checkpoint seen) {

    BlockRows.Place place() {
      return new BlockRows.Place(seen.chain(), seen.head().number());
    }
  }

  private final Keyring keys;
  private final MerkleTree digests = new MerkleTree();
  private final List<Line> waiting = new ArrayList<>();
  private long lines;
  private long torn;
  private @Nullable Finding first;

  WitnessCheck(Keyring keys) {
    this.keys = keys;
  }

  /** How many lines were held against the chains. */
  long lines() {
    return lines;
  }

  /** How many were begun and not ended. */
  long torn() {
    return torn;
  }

  /** The first in the order of chains; null when all fits. */
  @Nullable Finding first() {
    return first;
  }

  /**
   * Looks at the lines that a file had at a time.
   *
   * @param bytes its length before the journal was looked at: what was written later may tell of
   *     blocks that are later, too
   */
  void check(Path file, long bytes, Connection connection) throws IOException, SQLException {
    WitnessFile.each(
        file, bytes, (number, line) -> check(file + " line " + number, line, connection));
  }

  /** Looks at the lines that a database had before the journal was looked at. */
  void check(WitnessRows told, Connection connection) throws SQLException {
    told.each((id, line) -> check("line " + id + " of the witness's database", line, connection));
  }

  private void found(@Nullable Finding finding) {
    if (finding != null && (first == null || finding.compareTo(first) < 0)) {
      first = finding;
    }
  }

  private void check(String where, String written, Connection connection) throws SQLException {
    String line = whole(written);
    if (line.isEmpty()) {
      return;
    }
    lines++;
    Checkpoint seen = Checkpoint.parse(line);
    if (seen == null) {
      found(
          new Finding(
              Kind.ALTERED,
              0,
              Finding.BEGINNING,
              where + ", which is not what a gateway writes to a witness"));
    } else if (!keys.knows(seen.key())) {
      found(
          new Finding(
              Kind.UNTRUSTED,
              seen.chain(),
              seen.head().number(),
              "%s names key %s, which is not among those that are trusted"
                  .formatted(where, seen.key())));
    } else {
      waiting.add(new Line(where, seen));
    }
    if (waiting.size() == AT_ONCE) {
      compare(connection);
    }
  }

  /** Once all lines have been given: holds those to the chains that have not been yet. */
  void finish(Connection connection) throws SQLException {
    compare(connection);
  }

  private void compare(Connection connection) throws SQLException {
    Map<BlockRows.Place, Block> blocks =
        BlockRows.read(connection, waiting.stream().map(Line::place).collect(Collectors.toSet()));
    // By all processors: signatures are what this spends its time with
    Set<Line> signed = waiting.parallelStream().filter(this::isSigned).collect(Collectors.toSet());
    for (Line line : waiting) {
      found(signed.contains(line) ? differs(line, blocks.get(line.place())) : unsigned(line));
    }
    waiting.clear();
  }

  /** Without what was begun and not ended before it; empty when there is nothing else. */
  private String whole(String written) {
    String line = written;
    for (int next = line.indexOf(Checkpoint.BEGINNING, 1);
        next > 0 && Checkpoint.isTorn(line.substring(0, next));
        next = line.indexOf(Checkpoint.BEGINNING, 1)) {
      torn++;
      line = line.substring(next);
    }
    // Where nothing stands, somebody has ended what another one was about to end
    if (line.isEmpty() || Checkpoint.isTorn(line)) {
      torn++;
      return "";
    }
    return line;
  }

  private boolean isSigned(Line line) {
    Checkpoint seen = line.seen();
    return keys.signed(seen.key(), seen.signed(), seen.signature().bytes());
  }

  private static Finding unsigned(Line line) {
    Checkpoint seen = line.seen();
    return new Finding(
        Kind.ALTERED,
        seen.chain(),
        seen.head().number(),
        "%s, which key %s has not signed like this".formatted(line.where(), seen.key()));
  }

  private @Nullable Finding differs(Line line, @Nullable Block block) {
    Checkpoint seen = line.seen();
    if (block == null) {
      return new Finding(
          Kind.TRUNCATED,
          seen.chain(),
          Finding.END,
          "block %d of chain %d is not there; the witness saw it on %s (%s)"
              .formatted(seen.head().number(), seen.chain(), seen.at(), line.where()));
    } else if (!block.digest(digests).equals(seen.head().digest())) {
      return new Finding(
          Kind.ALTERED,
          seen.chain(),
          seen.head().number(),
          "%s, which is not the one that the witness saw on %s (%s)"
              .formatted(BlocksCheck.where(block), seen.at(), line.where()));
    }
    return null;
  }
}
