// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Checkpoint;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.verification.Finding.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the chains to what a witness was told: whatever it has seen has to be there still. */
final class WitnessCheck {

  private final Keyring keys;
  private final MerkleTree digests = new MerkleTree();
  private long lines;
  private @Nullable Finding first;

  WitnessCheck(Keyring keys) {
    this.keys = keys;
  }

  /** How many lines were held against the chains. */
  long lines() {
    return lines;
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
    long read = 0;
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        read += line.getBytes(StandardCharsets.UTF_8).length + 1L;
        // A last line without an end was not finished
        if (read <= bytes) {
          found(check(file + " line " + number, line, connection));
          lines++;
        }
      }
    }
  }

  /** Looks at the lines that a database had before the journal was looked at. */
  void check(WitnessRows told, Connection connection) throws SQLException {
    told.each(
        (id, line) -> {
          found(check("line " + id + " of the witness's database", line, connection));
          lines++;
        });
  }

  private void found(@Nullable Finding finding) {
    if (finding != null && (first == null || finding.compareTo(first) < 0)) {
      first = finding;
    }
  }

  private @Nullable Finding check(String where, String line, Connection connection)
      throws SQLException {
    Checkpoint seen = Checkpoint.parse(line);
    if (seen == null) {
      return new Finding(
          Kind.ALTERED,
          0,
          Finding.BEGINNING,
          where + ", which is not what a gateway writes to a witness");
    } else if (!keys.knows(seen.key())) {
      return new Finding(
          Kind.UNTRUSTED,
          seen.chain(),
          seen.head().number(),
          "%s names key %s, which is not among those that are trusted"
              .formatted(where, seen.key()));
    } else if (!keys.signed(seen.key(), seen.signed(), seen.signature().bytes())) {
      return new Finding(
          Kind.ALTERED,
          seen.chain(),
          seen.head().number(),
          "%s, which key %s has not signed like this".formatted(where, seen.key()));
    }
    List<Block> blocks =
        BlockRows.read(connection, seen.chain(), seen.head().number(), seen.head().number());
    if (blocks.isEmpty()) {
      return new Finding(
          Kind.TRUNCATED,
          seen.chain(),
          Finding.END,
          "block %d of chain %d is not there; the witness saw it on %s (%s)"
              .formatted(seen.head().number(), seen.chain(), seen.at(), where));
    } else if (!blocks.get(0).digest(digests).equals(seen.head().digest())) {
      return new Finding(
          Kind.ALTERED,
          seen.chain(),
          seen.head().number(),
          "%s, which is not the one that the witness saw on %s (%s)"
              .formatted(BlocksCheck.where(blocks.get(0)), seen.at(), where));
    }
    return null;
  }
}
