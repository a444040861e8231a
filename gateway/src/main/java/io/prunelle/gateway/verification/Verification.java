// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Keyring;
import io.prunelle.gateway.verification.Finding.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Walks the whole journal as it is at one moment. Blocks: for a program of its own. */
final class Verification {

  /** What a thread takes at a time. */
  private static final long BLOCKS = 2_000;

  private record Segment(ChainRecord chain, long from, long to) {}

  private final Snapshot snapshot;
  private final Keyring keys;
  private final boolean allSignatures;
  private final Partitions partitions;
  private final Dropped dropped;
  private final Pairing pairs = new Pairing();
  private final Tally tally = new Tally();
  private final List<ChainRecord> chains;

  // Where the threads are: all below is guarded by this
  private @Nullable Finding first;
  private int chain;
  private long from;

  private Verification(
      Snapshot snapshot,
      Keyring keys,
      boolean allSignatures,
      List<ChainRecord> chains,
      Partitions partitions,
      Dropped dropped) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.allSignatures = allSignatures;
    this.chains = chains;
    this.partitions = partitions;
    this.dropped = dropped;
  }

  /**
   * What was found.
   *
   * @param first that does not fit; null when all fits
   */
  record Result(
      @Nullable Finding first,
      List<ChainRecord> chains,
      Tally tally,
      Dropped dropped,
      Pairing pairs) {

    /** With what something else has found. */
    Result with(@Nullable Finding other) {
      return other == null || (first != null && first.compareTo(other) <= 0)
          ? this
          : new Result(other, chains, tally, dropped, pairs);
    }
  }

  /** Verifies everything. */
  static Result of(
      Snapshot snapshot, Keyring keys, boolean allSignatures, int threads, InstantSource clock)
      throws SQLException, InterruptedException {
    Connection connection = snapshot.connection();
    Finding odd = Tables.odd(connection);
    if (odd != null) {
      return new Result(odd, List.of(), new Tally(), Dropped.none(clock.instant()), new Pairing());
    }
    ChainRecords records = new ChainRecords(connection);
    Verification verification =
        new Verification(
            snapshot,
            keys,
            allSignatures,
            records.read(),
            Partitions.read(connection),
            Dropped.read(connection, clock.instant()));
    verification.found(verification.dropped.odd());
    try {
      records.complete();
    } catch (DoesNotFit finding) {
      verification.found(finding.finding());
    }
    verification.walk(threads);
    return verification.result(connection);
  }

  private Result result(Connection connection) throws SQLException {
    if (first == null) {
      found(dropped.judge());
    }
    if (first == null) {
      pairs.settle(connection);
      found(pairs.orphan());
    }
    return new Result(first, chains, tally, dropped, pairs);
  }

  private void walk(int threads) throws SQLException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> walkers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        walkers.add(
            pool.submit(
                () -> {
                  step();
                  return null;
                }));
      }
      for (Future<?> walker : walkers) {
        walker.get();
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof SQLException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void step() throws SQLException {
    try (Connection connection = snapshot.another()) {
      SegmentCheck check =
          new SegmentCheck(
              connection, new BlocksCheck(keys, allSignatures), partitions, dropped, pairs, tally);
      for (Segment next = next(); next != null; next = next()) {
        try {
          check.verify(next.chain(), next.from(), next.to());
        } catch (DoesNotFit finding) {
          found(finding.finding());
        } catch (RuntimeException unreadable) {
          // Columns take what no gateway writes: times without end, numbers without a value
          found(
              new Finding(
                  Kind.ALTERED,
                  next.chain().id(),
                  next.from(),
                  "something in blocks %d to %d of chain %d, which no gateway has written (%s)"
                      .formatted(
                          next.from(),
                          next.to(),
                          next.chain().id(),
                          Report.oneLine(unreadable.toString()))));
        }
      }
    }
  }

  /** Null when there is nothing left before the first that does not fit. */
  private synchronized @Nullable Segment next() {
    while (chain < chains.size()) {
      ChainRecord current = chains.get(chain);
      Long last = current.last();
      if (from == 0) {
        begins(current);
      }
      if (last == null || from > last || isBehind(current.id(), from)) {
        chain++;
        from = 0;
      } else {
        Segment segment = new Segment(current, from, Math.min(last, from + BLOCKS - 1));
        from = segment.to() + 1;
        return segment;
      }
    }
    return null;
  }

  private boolean isBehind(int id, long block) {
    return first != null && (id > first.chain() || (id == first.chain() && block > first.block()));
  }

  private void begins(ChainRecord record) {
    Long begin = record.first();
    if (begin == null) {
      found(
          new Finding(
              Kind.MISSING, record.id(), 0, "all blocks of chain %d".formatted(record.id())));
    } else if (begin < 0) {
      found(
          new Finding(
              Kind.INSERTED,
              record.id(),
              Finding.BEGINNING,
              "block %d of chain %d, before its block 0".formatted(begin, record.id())));
    }
  }

  private synchronized void found(@Nullable Finding finding) {
    if (finding != null && (first == null || finding.compareTo(first) < 0)) {
      first = finding;
    }
  }
}
