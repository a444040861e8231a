// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.chain.MerkleTree;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.chain.StrictJson;
import io.prunelle.gateway.verification.Finding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry and how it ended, with all that it takes to believe it who trusts the key and nothing
 * else.
 *
 * @param outcome null when there is none
 */
record Proof(ProvenLeaf entry, @Nullable ProvenLeaf outcome) {

  static final String FORMAT = "prunelle-journal-proof/1";

  private record Stored(LeafRows.Place place, Octets canonical) {}

  /** A file, in canonical JSON. */
  byte[] json() {
    String text =
        "{\"entry\":%s,\"format\":\"%s\"%s}\n"
            .formatted(
                new String(entry.json(), StandardCharsets.UTF_8),
                FORMAT,
                outcome == null
                    ? ""
                    : ",\"outcome\":" + new String(outcome.json(), StandardCharsets.UTF_8));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one.
   *
   * @throws IOException when it is none
   */
  static Proof parse(byte[] file) throws IOException {
    Map<String, Object> json = StrictJson.object(file);
    if (!FORMAT.equals(json.get("format"))) {
      throw new IOException("its format is not " + FORMAT);
    }
    return new Proof(
        ProvenLeaf.parse(StrictJson.object(json, "entry")),
        json.containsKey("outcome") ? ProvenLeaf.parse(StrictJson.object(json, "outcome")) : null);
  }

  /**
   * Makes one; null when there is no such entry.
   *
   * @throws DoesNotFit when it cannot be proven
   */
  static @Nullable Proof of(Connection connection, Keyring keys, UUID entry)
      throws SQLException, DoesNotFit {
    ProvenLeaf intent =
        leaf(connection, "SELECT chain, block, leaf FROM journal.entry WHERE id = ?", entry);
    if (intent == null) {
      return null;
    }
    ProvenLeaf end =
        leaf(connection, "SELECT chain, block, leaf FROM journal.outcome WHERE entry = ?", entry);
    holds(intent, keys);
    if (end != null) {
      holds(end, keys);
    }
    return new Proof(intent, end);
  }

  private static void holds(ProvenLeaf leaf, Keyring keys) throws DoesNotFit {
    String flaw = leaf.flaw(keys);
    if (flaw != null) {
      Block block = leaf.block();
      throw new DoesNotFit(Kind.ALTERED, block.chain(), block.number(), flaw);
    }
  }

  private static @Nullable ProvenLeaf leaf(Connection connection, String sql, UUID entry)
      throws SQLException, DoesNotFit {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, entry);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? leaf(connection, row.getInt(1), row.getLong(2), row.getInt(3)) : null;
      }
    }
  }

  private static ProvenLeaf leaf(Connection connection, int chain, long number, int place)
      throws SQLException, DoesNotFit {
    List<Block> blocks = BlockRows.read(connection, chain, number, number);
    if (blocks.isEmpty()) {
      throw new DoesNotFit(
          Kind.MISSING, chain, number, "block %d of chain %d".formatted(number, chain));
    }
    List<Stored> all = new ArrayList<>();
    new LeafRows()
        .read(
            connection,
            chain,
            number,
            number,
            (where, canonical, length, retention) ->
                all.add(new Stored(where, Octets.of(Arrays.copyOf(canonical, length)))));
    MerkleTree trees = new MerkleTree();
    // Of a month that was dropped the hashes are there still; whether they are the right ones is
    // told by the root
    NavigableMap<Integer, byte[]> hashes = dropped(connection, chain, number);
    NavigableMap<Integer, Octets> leaves = new TreeMap<>();
    for (Stored stored : all) {
      leaves.put(stored.place().leaf(), stored.canonical());
      hashes.put(stored.place().leaf(), trees.leaf(stored.canonical().bytes()));
    }
    Octets its = leaves.get(place);
    int size = blocks.get(0).leaves();
    if (its == null
        || hashes.size() != size
        || hashes.firstKey() != 0
        || hashes.lastKey() != size - 1) {
      throw new DoesNotFit(
          Kind.MISSING, chain, number, "leaves of block %d of chain %d".formatted(number, chain));
    }
    return new ProvenLeaf(
        its, place, trees.path(place, List.copyOf(hashes.values())), blocks.get(0));
  }

  private static NavigableMap<Integer, byte[]> dropped(
      Connection connection, int chain, long number) throws SQLException {
    NavigableMap<Integer, byte[]> hashes = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT leaf, hash FROM journal.dropped_leaf WHERE chain = ? AND block = ?")) {
      statement.setInt(1, chain);
      statement.setLong(2, number);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          hashes.put(row.getInt(1), row.getBytes(2));
        }
      }
    }
    return hashes;
  }
}
