// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chains that somebody else's session held when this instance began its own. Where that was one of
 * a machine that is gone, which the server had not noticed yet, nobody else would close them. On
 * one context alone.
 */
final class Lingering {

  private static final Logger LOG = LoggerFactory.getLogger(Lingering.class);

  private final Pool pool;
  private final Supplier<List<Integer>> others;
  private final Function<List<Integer>, Future<List<Integer>>> closing;
  private final Duration patience;
  private final ChainTable table = new ChainTable();
  private final Map<Integer, Long> noticed = new HashMap<>();
  private final Set<Integer> over = new HashSet<>();

  /**
   * None is noticed yet.
   *
   * @param closing gives those that it has seen to
   * @param patience how long those who wrote a chain may take to come back
   */
  Lingering(
      Pool pool,
      Supplier<List<Integer>> others,
      Function<List<Integer>, Future<List<Integer>>> closing,
      Duration patience) {
    this.pool = pool;
    this.others = others;
    this.closing = closing;
    this.patience = patience;
  }

  /** Closes those that nobody has written for long enough. Never fails: it is looked again. */
  Future<Void> look() {
    List<Integer> watched = others.get().stream().filter(chain -> !over.contains(chain)).toList();
    return watched.isEmpty()
        ? Future.succeededFuture()
        : table
            .left(pool, watched)
            .compose(this::close)
            .recover(
                failure -> {
                  LOG.atDebug()
                      .addKeyValue("cause", failure.toString())
                      .log("Chains that nobody writes any more are not closed yet");
                  return Future.succeededFuture();
                });
  }

  private Future<Void> close(List<Integer> left) {
    long now = System.nanoTime();
    noticed.keySet().retainAll(left);
    left.forEach(chain -> noticed.putIfAbsent(chain, now));
    List<Integer> due =
        left.stream()
            .filter(
                chain -> {
                  Long since = noticed.get(chain);
                  return since != null && now - since >= patience.toNanos();
                })
            .toList();
    return due.isEmpty()
        ? Future.succeededFuture()
        : closing.apply(due).onSuccess(over::addAll).mapEmpty();
  }
}
