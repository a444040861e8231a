// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import io.prunelle.gateway.proxy.ReadTimes;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How much of a host moves may take while others use it: half as much when these wait longer than
 * they would without, a little more each second that they do not (additive increase and
 * multiplicative decrease, as RFC 5681, 3.1 has it for networks). Never nothing: a record may have
 * to leave. Used from one context alone.
 */
public final class Restraint {

  /** One request at a time, and seven times as long nothing. */
  private static final double LEAST = 1.0 / 8;

  /** After what a host has not answered for minutes too. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** For so long it is waited until enough have been answered to tell. */
  private static final Duration FEW = Duration.ofSeconds(5);

  /** Who has not asked for so long does not mind. */
  private static final Duration NOBODY = Duration.ofSeconds(10);

  private final int most;
  private final double slower;
  private final ReadTimes times;
  private final ReadTimes.OfHost host;
  private final LongSupplier nanos;

  /** Read from elsewhere too. */
  private volatile double level;

  private long looked;
  private long changed;

  /**
   * @param most requests at a time
   * @param slower how many times longer others may wait, beyond which less is asked for
   * @param nanos the time, as {@link System#nanoTime} counts
   */
  public Restraint(int most, double slower, ReadTimes times, String host, LongSupplier nanos) {
    this.most = most;
    this.slower = slower;
    this.times = times;
    this.host = times.of(host);
    this.nanos = nanos;
    this.level = most;
    this.looked = nanos.getAsLong() - BETWEEN_LOOKS.toNanos();
    this.changed = nanos.getAsLong();
  }

  /** How many requests the host may be sent at the same time now. */
  int atOnce() {
    long now = nanos.getAsLong();
    if (now - looked >= BETWEEN_LOOKS.toNanos()) {
      looked = now;
      look(now);
    }
    return Math.max(1, (int) level);
  }

  /** What part of the most that is, as it was when somebody asked last. */
  public double share() {
    return level / most;
  }

  /** For how long nothing is sent in place of a request that has taken so long. */
  Duration rest(Duration took) {
    if (level >= 1) {
      return Duration.ZERO;
    }
    Duration rest = Duration.ofNanos((long) (took.toNanos() * (1 / level - 1)));
    return rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
  }

  void begins() {
    times.moveBegins();
  }

  void ends() {
    times.moveEnds();
  }

  private void look(long now) {
    OptionalDouble slowness = host.slowness(changed);
    if (!host.used(NOBODY)) {
      change(now, most);
    } else if (!host.usual()) {
      // So little that it can be told what is usual
      change(now, LEAST);
    } else if (slowness.isPresent()) {
      change(now, slowness.getAsDouble() > slower ? level / 2 : more());
    } else if (now - changed >= FEW.toNanos()) {
      change(now, Math.min(1, more()));
    }
  }

  private double more() {
    return level + (level < 1 ? LEAST : 2 * LEAST);
  }

  private void change(long now, double next) {
    level = Math.max(LEAST, Math.min(most, next));
    changed = now;
  }
}
