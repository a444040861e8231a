// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Who keeps whom waiting while a host's answer is passed on: the host, or the client. */
final class Tempo {

  /** In bytes a second. A slower line than this one takes nothing that is worth a connection. */
  static final long LEAST_RATE = 16 * 1024;

  private final LongSupplier nanos;
  private final long silence;
  private final long patience;
  private boolean asking;
  private long since;
  private long waited;
  private long passed;

  /**
   * The client's turn, before anything is asked of the host.
   *
   * @param nanos the time, as {@link System#nanoTime} counts
   * @param silence how long the host may say nothing while it is asked for more
   * @param patience how long the client may take nothing; altogether it may take so long, and
   *     longer by what was passed on at {@link #LEAST_RATE}
   */
  Tempo(LongSupplier nanos, Duration silence, Duration patience) {
    this.nanos = nanos;
    this.silence = silence.toNanos();
    this.patience = patience.toNanos();
    this.since = nanos.getAsLong();
  }

  /** The host is asked for more. */
  void asks() {
    if (!asking) {
      waited += sinceThen();
      asking = true;
      since = nanos.getAsLong();
    }
  }

  /** The client has not taken yet what there is. */
  void waits() {
    if (asking) {
      asking = false;
      since = nanos.getAsLong();
    }
  }

  /** So many bytes have come and are passed on. */
  void came(int bytes) {
    passed += bytes;
    if (asking) {
      since = nanos.getAsLong();
    }
  }

  boolean isHostSilent() {
    return asking && sinceThen() > silence;
  }

  boolean isClientSlow() {
    long now = asking ? 0 : sinceThen();
    return now > patience
        || waited + now - patience > TimeUnit.SECONDS.toNanos(passed) / LEAST_RATE;
  }

  private long sinceThen() {
    return nanos.getAsLong() - since;
  }
}
