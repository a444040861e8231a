// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what of a record may have changed since it was last read as a whole, so that no more than
 * that need be read while writers wait: by the access journal, in which each gateway says what it
 * is about to write before it does, and afterwards what has become of it.
 */
final class KnownChanges {

  /** Who was let write so long before has written by then: nobody holds a record for longer. */
  private static final Duration BEFORE = Hosts.LONGEST_HOLD;

  /** What had ended so long before was read with the rest: clocks of gateways may differ. */
  private static final Duration CLOCKS = Duration.ofMinutes(1);

  /** Of so many it takes no longer to read all. */
  private static final int MOST = 500;

  private final TransferJournal journal;
  private final Duration call;
  private final InstantSource clock;

  /**
   * @param call how long a host may take to carry out what it has not answered
   */
  KnownChanges(TransferJournal journal, Duration call, InstantSource clock) {
    this.journal = journal;
    this.call = call;
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
   * What has changed, none of it where nobody wrote. Empty where all has to be read: it is not
   * known of each change what it was of, or writers have not waited for a reading yet.
   *
   * @param hold under which nobody writes, and whoever has written before has said so
   */
  Future<Optional<Set<ResourceKey>>> under(Hold hold, Run run) {
    Instant since = run.wholeSince();
    if (since == null || !run.readUnderHold() || !seenLater(run)) {
      return Future.succeededFuture(Optional.empty());
    }
    Instant ended = since.minus(CLOCKS);
    return journal.changed(
        hold.connection(),
        run.transfer(),
        since.minus(BEFORE).minus(call.multipliedBy(2)),
        ended,
        ended.minus(call),
        MOST);
  }

  /**
   * What is written past the gateway is in no journal: it is noticed by who looks at the source
   * again before it erases. A copy erases nothing.
   */
  private static boolean seenLater(Run run) {
    return run.kind() == Move.Kind.MOVE || run.kind() == Move.Kind.HANDOVER;
  }
}
