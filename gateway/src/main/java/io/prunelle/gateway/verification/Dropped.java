// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Block;
import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.verification.Finding.Kind;
import io.prunelle.gateway.verification.KeptLeaves.Kept;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which leaves may be gone: those of months that a signed entry says were dropped, and that were
 * old enough when it was written. Blocks that also hold leaves of other months are verified by the
 * digests that were kept of the dropped ones; the same entry vouches for these.
 */
final class Dropped {

  /** What nobody may drop earlier, whatever was signed: Regulation (EU) 2025/327, article 9. */
  private static final int YEARS = 3;

  /** What leaves are gone, and which month has to have been dropped for it. */
  private record Claim(YearMonth month, int chain, long block) {

    Claim earlier(Claim other) {
      int byChain = Integer.compare(chain, other.chain);
      int order = byChain == 0 ? Long.compare(block, other.block) : byChain;
      return order <= 0 ? this : other;
    }
  }

  private final KeptLeaves rows;
  private final Instant now;
  private final Map<BlockRows.Place, NavigableMap<Integer, Kept>> kept = new HashMap<>();

  /** Blocks of which something is kept, and that have not been seen yet. */
  private final Set<BlockRows.Place> unseen = new HashSet<>();

  private final NavigableMap<YearMonth, Claim> claims = new TreeMap<>();
  private final List<Retention> stated = new ArrayList<>();
  private long leaves;

  private Dropped(KeptLeaves rows, Instant now) {
    this.rows = rows;
    this.now = now;
    rows.each(
        leaf -> {
          BlockRows.Place place = new BlockRows.Place(leaf.chain(), leaf.block());
          kept.computeIfAbsent(place, block -> new TreeMap<>()).put(leaf.leaf(), leaf);
          unseen.add(place);
        });
  }

  static Dropped read(Connection connection, Instant now) throws SQLException {
    return new Dropped(KeptLeaves.read(connection), now);
  }

  /** Where nothing was read. */
  static Dropped none(Instant now) {
    return new Dropped(KeptLeaves.none(), now);
  }

  /** A row that no gateway has written; null when there is none. */
  @Nullable Finding odd() {
    return rows.odd();
  }

  /** Once all has been verified: what was kept of months that were dropped, as it was signed. */
  KeptLeaves vouched() {
    YearMonth through = through();
    return through == null ? KeptLeaves.none() : rows.through(through);
  }

  /** What is kept of leaves of a block that is there, by their place. */
  NavigableMap<Integer, Kept> kept(Block block) {
    if (kept.isEmpty()) {
      return Collections.emptyNavigableMap();
    }
    BlockRows.Place place = place(block);
    seen(place);
    return kept.getOrDefault(place, Collections.emptyNavigableMap());
  }

  private synchronized void seen(BlockRows.Place place) {
    unseen.remove(place);
  }

  private static BlockRows.Place place(Block block) {
    return new BlockRows.Place(block.chain(), block.number());
  }

  /**
   * That digests were needed for a block. Of leaves that are still there some may be kept, too:
   * those of a month that is about to be dropped.
   */
  synchronized void usedKept(Block block, List<Kept> used) {
    used.stream()
        .map(Kept::month)
        .max(Comparator.naturalOrder())
        .ifPresent(month -> claim(month, block, used.size()));
  }

  /** Whether all of a block may be gone, as far as its age tells. To be judged at the end. */
  synchronized boolean claim(Block block) {
    // By a clock that was set back it was signed before its leaves have their identifiers from
    Instant latest = block.at().plus(Identifiers.DRIFT);
    YearMonth month = YearMonth.from(latest.atOffset(ZoneOffset.UTC));
    if (droppable(month).isAfter(now)) {
      return false;
    }
    claim(month, block, block.leaves());
    return true;
  }

  private void claim(YearMonth month, Block block, int count) {
    leaves += count;
    Claim claim = new Claim(month, block.chain(), block.number());
    claims.merge(month, claim, Claim::earlier);
  }

  /** From when on a month may be dropped. */
  static Instant droppable(YearMonth month) {
    return month.plusMonths(1).plusYears(YEARS).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** An entry that says what was dropped, and that has been verified. */
  synchronized void stated(byte[] canonical) {
    Retention retention = Retention.parse(new JsonObject(Buffer.buffer(canonical)));
    if (retention != null && !droppable(retention.through()).isAfter(retention.at())) {
      stated.add(retention);
    }
  }

  /** How many leaves are gone. */
  synchronized long leaves() {
    return leaves;
  }

  /** The last month that was dropped; null for none. */
  synchronized @Nullable YearMonth through() {
    return stated.stream().map(Retention::through).max(YearMonth::compareTo).orElse(null);
  }

  /** Once all has been verified: null when everything that is gone was dropped rightly. */
  synchronized @Nullable Finding judge() {
    YearMonth through = through();
    for (Claim claim : claims.values()) {
      if (through == null || claim.month().isAfter(through)) {
        return new Finding(
            Kind.MISSING,
            claim.chain(),
            claim.block(),
            "leaves of block %d of chain %d; no signed entry says that %s was dropped"
                .formatted(claim.block(), claim.chain(), claim.month()));
      }
    }
    if (through != null) {
      Octets digest = rows.digest(through);
      if (stated.stream()
          .noneMatch(one -> one.through().equals(through) && one.digest().equals(digest))) {
        return new Finding(
            Kind.ALTERED,
            0,
            Finding.BEGINNING,
            "the digests kept of leaves that were dropped through %s are not those that were signed"
                .formatted(through));
      }
    }
    return unseen.stream()
        .min(
            Comparator.comparingInt(BlockRows.Place::chain)
                .thenComparingLong(BlockRows.Place::number))
        .map(
            block ->
                new Finding(
                    Kind.INSERTED,
                    block.chain(),
                    block.number(),
                    "what journal.dropped_leaf has of block %d of chain %d, which is not there"
                        .formatted(block.number(), block.chain())))
        .orElse(null);
  }
}
