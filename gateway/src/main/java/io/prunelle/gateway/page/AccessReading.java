// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

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

  AccessReading(Journal journal, History history) {
    this((reading, limit) -> others(AccessDownload.Source.of(journal), history, reading, limit));
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

  private static Future<List<Line>> others(
      AccessDownload.Source journal, History history, Entry reading, int limit) {
    long begun = System.nanoTime();
    return journal
        .begin(reading)
        .compose(
            id ->
                history
                    .others(id, reading.where().patient(), reading.agent().subject(), limit)
                    .compose(
                        lines ->
                            journal
                                .end(
                                    id,
                                    new Outcome(
                                        200,
                                        0,
                                        Duration.ofNanos(System.nanoTime() - begun),
                                        "completed"))
                                .map(lines)));
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
