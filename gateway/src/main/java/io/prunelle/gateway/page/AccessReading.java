// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.History;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Reads the patient's own journal, which writes into it that the patient did. */
final class AccessReading {

  static final int PAGE = 25;

  /** So many by others are shown in short. */
  private static final int LAST = 3;

  private final Reader journal;

  /** Commits an entry, then gives what others did; a seam for tests. */
  @FunctionalInterface
  interface Reader {
    Future<List<Line>> others(Entry reading, int limit);
  }

  /** What others did, of an entry that is committed. */
  @FunctionalInterface
  interface Looking {
    Future<List<Line>> others(UUID id, Entry reading, int limit);
  }

  AccessReading(Journal journal, History history) {
    this(
        concluded(
            AccessDownload.Source.of(journal),
            (id, reading, limit) ->
                history.others(id, reading.where().patient(), reading.agent().subject(), limit)));
  }

  AccessReading(Reader journal) {
    this.journal = journal;
  }

  /**
   * The newest of the accesses that others made to the visitor's own record, newest first; how many
   * the visitor made since does not matter.
   */
  Future<List<Line>> newest(Visit visit) {
    return journal.others(reading(visit), LAST);
  }

  /** Whether it succeeds or not, that it ended is committed. */
  static Reader concluded(AccessDownload.Source journal, Looking looking) {
    return (reading, limit) -> {
      long begun = System.nanoTime();
      return journal
          .begin(reading)
          .compose(
              id ->
                  Concluding.of(
                      looking.others(id, reading, limit),
                      () -> since(begun),
                      lines -> new Outcome(200, 0, since(begun), "completed"),
                      outcome -> journal.end(id, outcome)));
    };
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** What the journal says of the reader. */
  static Entry reading(Visit visit) {
    Caller caller = visit.caller();
    SocketAddress from = visit.context().request().remoteAddress();
    return new Entry(
        RequestIds.of(visit.context()),
        new Entry.Agent(
            caller.subject(),
            caller.name(),
            visit.role(),
            caller.client(),
            caller.tokenId(),
            from == null ? null : from.hostAddress()),
        new Entry.Act("journal-read", null, null, null, "GET", visit.context().normalizedPath()),
        // Whatever a request names, it is the journal of whom they may act for
        new Entry.Where(null, visit.patient(), null, null, null),
        true,
        visit.ward() == null ? "own-journal" : "ward-journal");
  }
}
