// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Commits what is done for a practice before it is, and how it ended. */
final class OfficeJournal {

  private static final int SETTLED_AT_ONCE = 16;

  private final Journal journal;

  OfficeJournal(Journal journal) {
    this.journal = journal;
  }

  /** Does it once it is committed that it will be. */
  <T> Future<T> around(Entry entry, Supplier<Future<T>> work) {
    long begun = System.nanoTime();
    return journal
        .intend(entry)
        .compose(
            id -> {
              Future<T> done = work.get();
              return done.eventually(
                  () ->
                      journal.settle(
                          id, outcome(done.succeeded() ? 200 : status(done.cause()), begun)));
            });
  }

  /** Commits of whom something is about to be shown. */
  Future<Void> shows(List<Entry> shown) {
    long begun = System.nanoTime();
    return journal
        .intend(shown)
        .compose(
            entries ->
                InTurn.each(
                    entries,
                    SETTLED_AT_ONCE,
                    (UUID entry) -> journal.settle(entry, outcome(200, begun))));
  }

  private static int status(Throwable failure) {
    if (failure instanceof LedgerFailure ledger) {
      return switch (ledger.reason()) {
        case NOT_SIGNED_IN -> 401;
        case CONFLICT -> 409;
        case REFUSED -> 403;
        case UNAVAILABLE -> 503;
      };
    }
    return 500;
  }

  private static Outcome outcome(int status, long begun) {
    return new Outcome(status, 0, Duration.ofNanos(System.nanoTime() - begun), "completed");
  }
}
