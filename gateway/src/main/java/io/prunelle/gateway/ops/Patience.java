// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a body that a client sends is waited for: one that trickles in would keep a place for as
 * long as its sender likes, and a long one on a slow line takes its time.
 *
 * @param first how long it may take, be it that nothing arrives
 * @param begun when it began, as {@link System#nanoTime} has it
 */
public record Patience(Duration first, long begun) {

  /** In bytes a second. A slower line than this one sends nothing that has to arrive in time. */
  private static final long LEAST_RATE = 64 * 1024;

  /** With what begins now. */
  public static Patience fromNow(Duration first) {
    return new Patience(first, System.nanoTime());
  }

  /**
   * How much longer it may take; empty when it has taken too long.
   *
   * @param arrived bytes, each of which makes it longer by what it takes on the slowest line
   */
  public Optional<Duration> left(long arrived) {
    return Optional.of(
            first.plusMillis(1_000 * arrived / LEAST_RATE).minusNanos(System.nanoTime() - begun))
        .filter(left -> !left.isNegative() && !left.isZero());
  }
}
