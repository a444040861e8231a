// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * UUIDs of version 7 (RFC 9562, 5.7), each greater than the one before on this instance: an index
 * of them grows at its end, however large it is. A clock that is set back by more than it may drift
 * is followed all the same: it was wrong before, perhaps by more than there are partitions for.
 */
public final class Identifiers {

  /** By so much at most an identifier is ahead of the clock that it was given by. */
  public static final Duration DRIFT = Duration.ofMinutes(1);

  /** The same in units of the counter. */
  private static final long AHEAD = DRIFT.toMillis() << 12;

  private static final Instant LAST = Instant.ofEpochMilli((1L << 48) - 1);

  /** Drawn at once, for drawing takes longer than all else. No secrets: they say which is which. */
  private static final int DRAWN = 512;

  private final SecureRandom random = new SecureRandom();
  private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN * Long.BYTES).limit(0);
  private final Clock clock;
  private long last;

  public Identifiers(Clock clock) {
    this.clock = clock;
  }

  /** The next one. From any thread. */
  public UUID next() {
    return next(clock.instant());
  }

  /**
   * The next one, of something that happens now.
   *
   * @param now by the clock of the others
   */
  synchronized UUID next(Instant now) {
    return new UUID(high(now.toEpochMilli() << 12), (random() >>> 2) | Long.MIN_VALUE);
  }

  /**
   * Less than any that is given from this time on. Of times that an identifier cannot say, the next
   * one that it can.
   */
  public static UUID least(Instant from) {
    return new UUID(said(from).toEpochMilli() << 16, 0);
  }

  /** The time itself, or the nearest that an identifier can say. */
  private static Instant said(Instant time) {
    return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LAST) ? LAST : time;
  }

  /** The same, to be compared with what is recorded. */
  static OffsetDateTime recorded(Instant time) {
    return said(time).atOffset(ZoneOffset.UTC);
  }

  /** Less than that of whatever happened from this time on. */
  static UUID before(Instant from) {
    return least(said(from).minus(DRIFT));
  }

  /** Greater than that of whatever happened before this time, as far as a clock may drift. */
  static UUID after(Instant to) {
    return least(said(to).plus(DRIFT).plusMillis(1));
  }

  /** 48 bits of milliseconds and, in {@code rand_a}, a counter that keeps the order within one. */
  private long high(long now) {
    last = last - now > AHEAD ? now : Math.max(now, last + 1);
    return ((last >>> 12) << 16) | 0x7000L | (last & 0xFFFL);
  }

  private long random() {
    if (!drawn.hasRemaining()) {
      random.nextBytes(drawn.clear().array());
    }
    return drawn.getLong();
  }
}
