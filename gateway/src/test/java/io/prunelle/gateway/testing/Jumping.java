// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Now, but for what it is wrong by. */
public final class Jumping extends Clock {

  public volatile Duration wrong = Duration.ZERO;

  @Override
  public Instant instant() {
    return Instant.now().plus(wrong);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
