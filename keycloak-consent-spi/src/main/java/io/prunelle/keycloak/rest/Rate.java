// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often one caller may do something: so many at once, then one more each time its share of a
 * minute has passed. One instant per caller is kept, of the callers seen last; each Keycloak node
 * counts on its own.
 */
final class Rate {
  private static final long MINUTE = 60_000_000_000L;

  private final long interval;
  private final LongSupplier clock;
  private final Map<String, Long> full;

  /**
   * @param perMinute 0 for as often as one likes
   * @param callers how many callers are remembered at most
   * @param clock nanoseconds, never backwards
   */
  Rate(int perMinute, int callers, LongSupplier clock) {
    this.interval = perMinute == 0 ? 0 : MINUTE / perMinute;
    this.clock = clock;
    this.full =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > callers;
          }
        };
  }

  /**
   * Counts one.
   *
   * @throws Problem when it is one too many; it is not counted then
   */
  synchronized void take(String caller) {
    if (interval == 0) {
      return;
    }
    long now = clock.getAsLong();
    Long before = full.get(caller);
    // the instant at which all that was taken is worked off
    long next = (before == null || before - now < 0 ? now : before) + interval;
    if (next - now > MINUTE) {
      long seconds = (next - now - MINUTE + 999_999_999) / 1_000_000_000;
      throw Problem.tooManyRequests(seconds);
    }
    full.put(caller, next);
  }

  synchronized int remembered() {
    return full.size();
  }
}
