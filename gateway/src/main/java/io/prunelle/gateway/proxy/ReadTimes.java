// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long hosts take until they begin to answer who uses them: by themselves, and beside what
 * gateways ask of any host on their own account to move records. Used from any thread.
 */
public final class ReadTimes {

  /** So many tell what is usual, and what is not. */
  static final int ENOUGH = 20;

  /** What was usual longer ago may not be any more. */
  private static final Duration USUAL = Duration.ofMinutes(10);

  private final LongSupplier nanos;
  private final ConcurrentMap<String, OfHost> hosts = new ConcurrentHashMap<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong ended;
  private final AtomicLong elsewhereSince = new AtomicLong();
  private volatile boolean elsewhere;

  /** Of the one who measures; whoever else made one would wait for what nobody tells. */
  ReadTimes() {
    this(System::nanoTime);
  }

  /**
   * @param nanos the time, as {@link System#nanoTime} counts
   */
  public ReadTimes(LongSupplier nanos) {
    this.nanos = nanos;
    this.ended = new AtomicLong(nanos.getAsLong() - 1);
  }

  /** Times of one host. */
  public OfHost of(String host) {
    return hosts.computeIfAbsent(host, first -> new OfHost());
  }

  /** Something is asked of a host to move a record. */
  public void moveBegins() {
    underWay.incrementAndGet();
  }

  /** It is answered, or given up. */
  public void moveEnds() {
    ended.set(nanos.getAsLong());
    underWay.decrementAndGet();
  }

  /** Whether another gateway moves records, as it was seen last. */
  public void elsewhere(boolean moves) {
    long now = nanos.getAsLong();
    if (elsewhere) {
      ended.set(now);
    } else {
      elsewhereSince.set(now);
    }
    elsewhere = moves;
  }

  /** Those of one host. */
  public final class OfHost {
    private final Samples alone = new Samples();
    private final Samples beside = new Samples();

    private OfHost() {}

    /**
     * Asks the host for somebody who uses it; one that does not answer tells nothing.
     *
     * @param request completes when the answer begins
     */
    public <T> Future<T> timed(Supplier<Future<T>> request) {
      long begun = nanos.getAsLong();
      return request.get().onSuccess(answer -> took(begun));
    }

    private void took(long begun) {
      long now = nanos.getAsLong();
      boolean moving = elsewhere || underWay.get() > 0 || ended.get() - begun >= 0;
      (moving ? beside : alone).add(now, now - begun);
    }

    /** Whether anybody was answered within that time until now. */
    public boolean used(Duration within) {
      long since = nanos.getAsLong() - within.toNanos();
      return alone.since(since).length + beside.since(since).length > 0;
    }

    /** Whether it is known how long the host takes when no record moves. */
    public boolean usual() {
      return usually().length >= ENOUGH;
    }

    /**
     * How many times longer than usual it takes while records move, the slowest tenth aside.
     *
     * @param since which time to look, as {@link System#nanoTime} counts
     * @return empty when there are too few to tell
     */
    public OptionalDouble slowness(long since) {
      long[] now = beside.since(since);
      long[] before = usually();
      return now.length < ENOUGH || before.length < ENOUGH
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) slow(now) / Math.max(1, slow(before)));
    }

    /** While another gateway moves records nothing newer can be known. */
    private long[] usually() {
      long until = elsewhere ? elsewhereSince.get() : nanos.getAsLong();
      return alone.since(until - USUAL.toNanos());
    }

    private static long slow(long[] sorted) {
      return sorted[sorted.length * 9 / 10];
    }
  }
}
