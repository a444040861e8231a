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

  private final int most;
  private final Duration rest;
  private final LongSupplier nanos;
  private int failures;
  private long restsUntil;

  Circuit(Settings.Limits limits, LongSupplier nanos) {
    this.most = limits.upstreamFailures();
    this.rest = limits.upstreamRest();
    this.nanos = nanos;
  }

  /** Fails with a refusal while the host is left alone. */
  synchronized Future<Void> admit() {
    if (failures < most) {
      return Future.succeededFuture();
    }
    long now = nanos.getAsLong();
    long left = restsUntil - now;
    if (left > 0) {
      return Future.failedFuture(
          new Refusal.RecordUnavailable("host-down", Duration.ofNanos(left)).refused());
    }
    // This one tries; the others wait for what becomes of it
    restsUntil = now + rest.toNanos();
    return Future.succeededFuture();
  }

  synchronized void answered() {
    failures = 0;
  }

  synchronized void failed() {
    failures++;
    restsUntil = nanos.getAsLong() + rest.toNanos();
  }
}
