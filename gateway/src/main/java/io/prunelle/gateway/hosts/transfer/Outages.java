// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.ops.InTurn;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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

  /** Of hosts that are asked at the same time: one that hangs holds up none. */
  private static final int AT_ONCE = 4;

  private final Vertx vertx;
  private final Pool pool;
  private final TransferTable table;
  private final HostAccess access;
  private final Dispatch dispatch;

  /** Hosts that answered when they were asked here last: any other may be back. */
  private final Set<String> answering = new HashSet<>();

  private long timer = -1;
  private boolean looking;

  Outages(Vertx vertx, Pool pool, TransferTable table, HostAccess access, Dispatch dispatch) {
    this.vertx = vertx;
    this.pool = pool;
    this.table = table;
    this.access = access;
    this.dispatch = dispatch;
  }

  /**
   * @param context from which all of this is used
   */
  void start(Context context) {
    timer =
        vertx.setPeriodic(
            BETWEEN.toMillis(), tick -> context.runOnContext(again -> unlessLooking()));
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void unlessLooking() {
    if (looking) {
      return;
    }
    looking = true;
    table
        .unanswered(pool)
        .compose(hosts -> InTurn.each(hosts, AT_ONCE, this::ask))
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("cannot look for silent hosts"))
        .onComplete(looked -> looking = false);
  }

  private Future<Void> ask(String host) {
    return access
        .answers(host)
        .compose(
            answers -> {
              if (!answers) {
                answering.remove(host);
              }
              return answers && answering.add(host)
                  ? table.answers(pool, host).onSuccess(due -> dispatch.wake())
                  : Future.succeededFuture();
            });
  }
}
