// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rate;

import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The door of this package: a leaking bucket for each caller, kept as the one instant at which it
 * will be empty (generic cell rate algorithm, ITU-T I.371). On this instance of the gateway only.
 */
public final class RateLimit {

  /** Each caller takes some hundred bytes; beyond this, those at rest are forgotten. */
  private static final int MANY = 10_000;

  private final long interval;
  private final long depth;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, AtomicLong> emptyAt = new ConcurrentHashMap<>();

  /**
   * @param perSecond requests per second in the long run
   * @param burst requests at once
   */
  public RateLimit(int perSecond, int burst) {
    this(perSecond, burst, System::nanoTime);
  }

  RateLimit(int perSecond, int burst, LongSupplier nanos) {
    this.interval = Duration.ofSeconds(1).toNanos() / perSecond;
    this.depth = interval * burst;
    this.nanos = nanos;
  }

  /**
   * Counts a request.
   *
   * @param caller whose bucket it goes into
   * @return fails with a 429 when there is no place left for it
   */
  public Future<Void> admit(String caller) {
    long now = nanos.getAsLong();
    forget(now);
    AtomicLong bucket = emptyAt.computeIfAbsent(caller, first -> new AtomicLong(now));
    while (true) {
      long before = bucket.get();
      long after = (before - now > 0 ? before : now) + interval;
      long wait = after - now - depth;
      if (wait > 0) {
        // takes no place, so that who keeps asking waits no longer for it
        return Future.failedFuture(
            new Refusal.TooMany("too-many-requests", Duration.ofNanos(wait)).refused());
      }
      if (bucket.compareAndSet(before, after)) {
        return Future.succeededFuture();
      }
    }
  }

  private void forget(long now) {
    if (emptyAt.size() > MANY) {
      emptyAt.values().removeIf(instant -> instant.get() - now <= 0);
    }
  }

  int remembered() {
    return emptyAt.size();
  }
}
