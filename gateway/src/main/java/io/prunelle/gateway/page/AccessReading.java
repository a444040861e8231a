// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the patient's own journal, which writes into it that the patient did. */
final class AccessReading {

  static final int PAGE = 25;

  /** The newest by others may stand behind many of one's own. */
  private static final int FETCH = 200;

  private final Reader journal;

  /** The journal's way of reading; a seam for tests. */
  @FunctionalInterface
  interface Reader {
    Future<List<Line>> read(Entry reading, @Nullable UUID before, int limit);
  }

  AccessReading(Journal journal) {
    this(journal::read);
  }

  AccessReading(Reader journal) {
    this.journal = journal;
  }

  /** The newest of the accesses to the visitor's own record, newest first. */
  Future<List<Line>> newest(Visit visit) {
    return journal.read(reading(visit), null, FETCH);
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
