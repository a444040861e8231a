// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.proxy.ReadTimes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again for what the pace of moves depends on beyond this gateway: whether others
 * move records as well, and whether one waits that is more urgent than what runs here. Used from
 * one context alone.
 */
final class Lookout {

  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Pool pool;
  private final TransferTable table;
  private final Dispatch dispatch;
  private final ReadTimes times;
  private long timer = -1;
  private boolean looking;

  Lookout(Vertx vertx, Pool pool, TransferTable table, Dispatch dispatch, ReadTimes times) {
    this.vertx = vertx;
    this.pool = pool;
    this.table = table;
    this.dispatch = dispatch;
    this.times = times;
  }

  /**
   * @param context from which all of this is used
   */
  void start(Context context) {
    timer =
        vertx.setPeriodic(
            0, BETWEEN.toMillis(), tick -> context.runOnContext(again -> unlessLooking()));
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void unlessLooking() {
    if (looking) {
      return;
    }
    looking = true;
    others()
        .compose(seen -> dispatch.press())
        // What was seen last holds until there is more to see
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("cannot look for other moves"))
        .onComplete(looked -> looking = false);
  }

  private Future<Void> others() {
    // What begins or ends here while the database looks is no other gateway's
    Set<String> own = dispatch.patients();
    return table
        .carried(pool)
        .map(
            carried -> {
              carried.removeAll(own);
              carried.removeAll(dispatch.patients());
              times.elsewhere(!carried.isEmpty());
              return null;
            });
  }
}
