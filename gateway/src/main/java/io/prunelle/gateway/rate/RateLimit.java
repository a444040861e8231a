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

  private static final int KIBIBYTE = 1 << 10;
  private static final int MEBIBYTE = 1 << 20;

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
    return count(caller, 1, depth, 0);
  }

  /**
   * Counts the requests that one is made of which was admitted itself: all of them or none, so that
   * who is told to wait, and does, finds place for all of it.
   *
   * @param requests fewer than the burst: more never find place
   * @param bytes long, as it was {@linkplain #weigh weighed}: that takes no place from them
   * @return fails with a 429 when there is no place left for them
   */
  public Future<Void> within(String caller, int requests, long bytes) {
    return count(caller, requests, depth + weight(bytes) * interval, interval);
  }

  /**
   * Counts that a request which was admitted has a long body: as another one for each MiB. The
   * caller's next request waits for it, and not this one; unless what it is counted beside is more
   * than is admitted at once already.
   *
   * @param bytes long
   * @return fails with a 429 when there is no place left for it
   */
  public Future<Void> weigh(String caller, long bytes) {
    int more = weight(bytes);
    return more == 0 ? Future.succeededFuture() : count(caller, more, depth + more * interval, 0);
  }

  /**
   * Counts that a request which was admitted has a long URL, which the journal keeps for years: as
   * another one for each KiB. The caller's next request waits for it, and not this one.
   *
   * @param characters long
   */
  public Future<Void> spell(String caller, int characters) {
    int more = characters / KIBIBYTE;
    return more == 0 ? Future.succeededFuture() : count(caller, more, depth + more * interval, 0);
  }

  private static int weight(long bytes) {
    return (int) (bytes / MEBIBYTE);
  }

  /**
   * Counts what a request that was admitted leads to. That may be as much again as is admitted at
   * once: the caller's next request waits for it, and not the one half of which is done.
   *
   * @return fails with a 429 when it is more
   */
  public Future<Void> follow(String caller) {
    return count(caller, 1, 2 * depth, 0);
  }

  private Future<Void> count(String caller, int requests, long deep, long again) {
    long now = nanos.getAsLong();
    forget(now);
    AtomicLong bucket = emptyAt.computeIfAbsent(caller, first -> new AtomicLong(now));
    while (true) {
      long before = bucket.get();
      long after = (before - now > 0 ? before : now) + requests * interval;
      long wait = after - now - deep;
      if (wait > 0) {
        // takes no place, so that who keeps asking waits no longer for it
        return Future.failedFuture(
            new Refusal.TooMany("too-many-requests", Duration.ofNanos(wait + again)).refused());
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
