// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.ops.Rounds;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks hosts again and again that records wait for because they gave no answer: once one does, what
 * waits for it goes on, however long a pause the failures before have brought about. One that
 * answers this, and fails at what is asked of it then, is waited for as long as any other. Used
 * from one context alone.
 */
final class Outages {

  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  private static final Duration BETWEEN = Duration.ofSeconds(5);

  /** Looks from one question to the next, where the doubling ends: a minute. */
  private static final int LONGEST = 12;

  private final Rounds rounds;
  private final Pool pool;
  private final DueTransfers dueTransfers;
  private final HostAccess access;
  private final Dispatch dispatch;

  /** Hosts that were asked here, however long ago: as many as are configured. */
  private final Map<String, Known> hosts = new HashMap<>();

  /**
   * @param context from which all of this is used
   */
  Outages(
      Context context, Pool pool, DueTransfers dueTransfers, HostAccess access, Dispatch dispatch) {
    this.rounds = new Rounds(context, this::look, failure -> {});
    this.pool = pool;
    this.dueTransfers = dueTransfers;
    this.access = access;
    this.dispatch = dispatch;
  }

  /** A host, which is asked the less often the longer it is as it was. */
  private static final class Known {

    private @Nullable Boolean answering;
    private boolean asking;
    private int pause = 1;
    private int left;

    /** Whether it is its turn with this look. */
    boolean due() {
      return !asking && --left <= 0;
    }

    /** Tells whether it answers and did not when it was asked last. */
    boolean isBack(boolean answers) {
      boolean changed = !Objects.equals(answering, answers);
      pause = changed ? 1 : Math.min(2 * pause, LONGEST);
      left = pause;
      answering = answers;
      return changed && answers;
    }
  }

  void start() {
    rounds.start();
  }

  void stop() {
    rounds.stop();
  }

  /** However it ends, the next one is as soon. */
  private Future<Long> look() {
    return dueTransfers
        .unanswered(pool)
        .onSuccess(waitedFor -> waitedFor.forEach(this::askIfDue))
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("cannot look for silent hosts"))
        .transform(looked -> Future.succeededFuture(BETWEEN.toMillis()));
  }

  /** None waits for another. */
  private void askIfDue(String id) {
    Known host = hosts.computeIfAbsent(id, first -> new Known());
    if (host.due()) {
      host.asking = true;
      access
          .answers(id)
          .compose(answers -> host.isBack(answers) ? goOn(id) : Future.succeededFuture())
          .onComplete(asked -> host.asking = false)
          .onFailure(
              failure -> {
                // What waits for it has not been told: it is as if it had not been asked
                hosts.remove(id, host);
                LOG.atDebug().setCause(failure).log("cannot go on with what waits for a host");
              });
    }
  }

  private Future<Void> goOn(String host) {
    return dueTransfers.answers(pool, host).onSuccess(due -> dispatch.wake());
  }
}
