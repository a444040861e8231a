// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a record must be what it was when it was last read as a whole, so that it need not
 * be read once more while writers wait: by the access journal, in which each gateway says what it
 * is about to write before it does.
 */
final class Calm {

  /**
   * Who was let write so long before has written by then, or never will: nobody holds a record for
   * longer. A write takes less, by which clocks of gateways may differ.
   */
  private static final Duration BEFORE = Hosts.LONGEST_HOLD;

  private final Items items;
  private final TransferJournal journal;
  private final InstantSource clock;

  Calm(Items items, TransferJournal journal, InstantSource clock) {
    this.items = items;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * To be told of each reading before it begins, as long as writers do not wait for it.
   *
   * @param since what is read; null for all of it
   */
  void reading(Run run, @Nullable Instant since) {
    run.wholeSince(since == null ? clock.instant() : null);
  }

  /**
   * Whether it is. Whatever is not certain is read.
   *
   * @param hold under which nobody writes, and whoever has written before has said so
   */
  Future<Boolean> is(Run run, Hold hold) {
    Instant since = run.wholeSince();
    if (since == null || !run.readUnderHold() || !seenLater(run)) {
      return Future.succeededFuture(false);
    }
    return journal
        .writtenSince(hold.connection(), run.transfer(), since.minus(BEFORE))
        .compose(
            written ->
                written
                    ? Future.succeededFuture(false)
                    : items.touched(run).map(touched -> touched == 0));
  }

  /**
   * What is written past the gateway is in no journal: it is noticed by who looks at the source
   * again before it erases. A copy erases nothing.
   */
  private static boolean seenLater(Run run) {
    return run.kind() == Move.Kind.MOVE || run.kind() == Move.Kind.HANDOVER;
  }
}
