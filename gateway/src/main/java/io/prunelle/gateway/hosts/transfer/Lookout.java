// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.ops.Rounds;
import io.prunelle.gateway.proxy.ReadTimes;
import io.vertx.core.Context;
import io.vertx.core.Future;
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

  private final Rounds rounds;
  private final Pool pool;
  private final UnderWay underWay;
  private final Dispatch dispatch;
  private final ReadTimes times;

  /**
   * @param context from which all of this is used
   */
  Lookout(Context context, Pool pool, UnderWay underWay, Dispatch dispatch, ReadTimes times) {
    this.rounds = new Rounds(context, this::look, failure -> {});
    this.pool = pool;
    this.underWay = underWay;
    this.dispatch = dispatch;
    this.times = times;
  }

  void start() {
    rounds.start();
  }

  void stop() {
    rounds.stop();
  }

  /** However it ends, the next one is as soon. */
  private Future<Long> look() {
    return others()
        .compose(seen -> dispatch.press())
        // What was seen last holds until there is more to see
        .onFailure(failure -> LOG.atDebug().setCause(failure).log("cannot look for other moves"))
        .transform(looked -> Future.succeededFuture(BETWEEN.toMillis()));
  }

  private Future<Void> others() {
    // What begins or ends here while the database looks is no other gateway's
    Set<String> own = dispatch.patients();
    return underWay
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
