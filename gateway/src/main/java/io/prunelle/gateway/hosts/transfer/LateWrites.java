// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.hosts.Hold;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.journal.Dealings.Loose;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What people were let write to a record where it was, and a host may still carry out when nobody
 * holds the record for it any more: it has not answered in time, or the gateway or the hold was
 * gone before. The access journal tells, since nothing is asked of a host that is not in it.
 */
final class LateWrites {

  /** No hold lasts longer, and so no write that is given up was let pass earlier. */
  private static final Duration LONGEST = Hosts.LONGEST_HOLD;

  /** What has not ended yet may do so long before a host is known to be done with it. */
  private static final Duration SOMETIME = Duration.ofSeconds(15);

  private final WrittenDown writtenDown;
  private final TransferStates states;
  private final TransferJournal journal;
  private final TransferSettings settings;
  private final InstantSource clock;

  LateWrites(
      Vertx vertx,
      TransferStates states,
      TransferJournal journal,
      TransferSettings settings,
      InstantSource clock) {
    this.writtenDown = new WrittenDown(vertx);
    this.states = states;
    this.journal = journal;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Once the record is placed elsewhere, so that nobody is let write to it there: fails with {@link
   * Settling} while any may be carried out. Then all has to be looked at again.
   */
  Future<Run> none(Run run) {
    return look(run.claim(), run, Duration.ZERO).compose(loose -> unless(run, left(loose)));
  }

  /**
   * The same before writers are held: what was begun just now is waited for by who wants to hold
   * the record.
   */
  Future<Run> noneLasting(Run run) {
    return look(run.claim(), run, settings.longestHold())
        .compose(loose -> unless(run, left(loose)));
  }

  /**
   * The same within the hold, when nobody is at a write any more who still holds the record for it:
   * how the last of them ended is written down any moment.
   */
  Future<Run> none(Run run, Hold hold) {
    return writtenDown
        .awaited(
            () -> look(hold.connection(), run, Duration.ZERO), loose -> loose.unended() == null)
        .compose(loose -> unless(run, left(loose)));
  }

  /**
   * @param age of what has to have ended; what is younger may be under way
   */
  private Future<Loose> look(SqlClient sql, Run run, Duration age) {
    Instant now = clock.instant();
    return journal.loose(sql, run.transfer(), now.minus(whole()).minus(LONGEST), now.minus(age));
  }

  private Duration left(Loose loose) {
    Duration unended = left(loose.unended(), whole());
    Duration first = unended.compareTo(SOMETIME) < 0 ? unended : SOMETIME;
    Duration givenUp = left(loose.givenUp(), settings.call());
    return givenUp.compareTo(first) < 0 ? first : givenUp;
  }

  /** A call's time for the answer, and another for what is carried out without one. */
  private Duration whole() {
    return settings.call().multipliedBy(2);
  }

  private Duration left(@Nullable Instant since, Duration longest) {
    Duration left =
        since == null ? Duration.ZERO : Duration.between(clock.instant(), since.plus(longest));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Future<Run> unless(Run run, Duration left) {
    return left.isZero()
        ? Future.succeededFuture(run)
        : states
            .rest(run.claim(), run.transfer(), left)
            .compose(kept -> Future.failedFuture(new Settling(left)));
  }
}
