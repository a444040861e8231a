// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leaves a host alone that does not answer, instead of having every request wait for it. Only
 * failures in a row count: one caller who asks what a host stumbles over must not close it while it
 * answers others. After the rest one request tries.
 */
final class Circuit {

  /** Who hangs up earlier tells nothing of the host. Clients that give up wait longer, mostly. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private final int most;
  private final Duration rest;
  private final LongSupplier nanos;
  private int failures;
  private long answers;
  private long words;
  private long restsUntil;

  Circuit(Settings.Limits limits, LongSupplier nanos) {
    this.most = limits.upstreamFailures();
    this.rest = limits.upstreamRest();
    this.nanos = nanos;
  }

  /** Fails with a refusal while the host is left alone. */
  synchronized Future<Attempt> admit() {
    if (failures < most) {
      return Future.succeededFuture(new Attempt(false, words));
    }
    long now = nanos.getAsLong();
    if (restsUntil - now > 0) {
      return leftAlone(now);
    }
    // This one tries; the others wait for what becomes of it
    restsUntil = now + rest.toNanos();
    return Future.succeededFuture(new Attempt(true, words));
  }

  private <T> Future<T> leftAlone(long now) {
    Duration left = Duration.ofNanos(Math.max(1, restsUntil - now));
    return Future.failedFuture(new Refusal.RecordUnavailable("host-down", left).refused());
  }

  synchronized void answered() {
    failures = 0;
    answers++;
    words++;
  }

  synchronized void failed() {
    failures++;
    words++;
    restsUntil = nanos.getAsLong() + rest.toNanos();
  }

  /** A request that was admitted, on its way to the host. */
  final class Attempt {

    private final boolean tries;
    private final long wordsBefore;
    private boolean sent;
    private long sentAt;
    private long answeredBefore;

    private Attempt(boolean tries, long wordsBefore) {
      this.tries = tries;
      this.wordsBefore = wordsBefore;
    }

    /** Now that there is a connection for it: fails where the host is left alone since. */
    Future<Void> sends() {
      synchronized (Circuit.this) {
        long now = nanos.getAsLong();
        if (failures >= most && !tries) {
          return leftAlone(now);
        }
        sent = true;
        sentAt = now;
        answeredBefore = answers;
        return Future.succeededFuture();
      }
    }

    /**
     * Whoever wanted the answer has gone. It counts as a failure when they waited long, and nobody
     * else was answered by the host meanwhile.
     */
    void hungUp() {
      synchronized (Circuit.this) {
        if (sent && nanos.getAsLong() - sentAt >= LONG.toNanos() && answers == answeredBefore) {
          failed();
        }
      }
    }

    /**
     * It has ended. One that tried and of which nothing came to be known, neither good nor bad, has
     * not: the next one does, so that who keeps hanging up keeps no host closed.
     */
    void over() {
      synchronized (Circuit.this) {
        if (tries && words == wordsBefore) {
          restsUntil = nanos.getAsLong();
        }
      }
    }
  }
}
