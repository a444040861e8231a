// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.fhir.ResourceKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells what of a record may have changed since all of it was known, so that no more than that need
 * be read while writers wait: by the access journal, in which each gateway says what it is about to
 * write before it does, and afterwards what has become of it.
 */
final class KnownChanges {

  /** Who was let write so long before has written by then: nobody holds a record for longer. */
  private static final Duration BEFORE = Hosts.LONGEST_HOLD;

  /** What had ended so long before was read with the rest: clocks of gateways may differ. */
  static final Duration CLOCKS = Duration.ofMinutes(1);

  /** Of so many it takes no longer to read all. */
  private static final int MOST = 500;

  private final GoneItems items;
  private final TransferJournal journal;
  private final Duration call;

  /**
   * @param call how long a host may take to carry out what it has not answered
   */
  KnownChanges(GoneItems items, TransferJournal journal, Duration call) {
    this.items = items;
    this.journal = journal;
    this.call = call;
  }

  /**
   * What may have changed, none of it where nobody wrote. Empty where all has to be read: something
   * was deleted during each reading of the whole, it is not known of each change what it was of, or
   * writers have not waited for a reading yet.
   *
   * @param hold under which nobody writes, and whoever has written before has said so
   */
  Future<Optional<Set<ResourceKey>>> under(Hold hold, Run run) {
    SteadyReading steady = run.steady();
    if (steady == null || !run.byJournal()) {
      return Future.succeededFuture(Optional.empty());
    }
    Instant ended = steady.begun().minus(CLOCKS);
    return journal
        .changed(
            hold.connection(),
            run.transfer(),
            steady.begun().minus(BEFORE).minus(call.multipliedBy(2)),
            ended,
            ended.minus(call),
            MOST)
        .compose(
            changed ->
                changed
                    .map(names -> withGone(run, steady, names))
                    .orElse(Future.succeededFuture(Optional.empty())));
  }

  /**
   * What a later reading has not shown may have been missed by that: its pages may have shifted.
   */
  private Future<Optional<Set<ResourceKey>>> withGone(
      Run run, SteadyReading steady, Set<ResourceKey> changed) {
    return items
        .goneSince(run, steady.listing(), MOST + 1)
        .map(
            gone -> {
              Set<ResourceKey> all = new TreeSet<>(changed);
              all.addAll(gone);
              return all.size() > MOST ? Optional.empty() : Optional.of(all);
            });
  }
}
