// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Tally;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How patients stood with each hosting at the last midnight. That does not change before the next
 * one, so all decisions on a hosting are counted once a day and node, not for each who looks.
 */
final class DailyTallies {
  private final Map<Key, Counted> kept;

  /**
   * @param most how many hostings are remembered, those asked for last
   */
  DailyTallies(int most) {
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Counted> eldest) {
            return size() > most;
          }
        };
  }

  private record Key(String realm, HostingId hosting) {}

  private record Counted(Instant at, List<Tally> tallies) {}

  /** What was counted as of {@code at}, or is now. */
  List<Tally> of(String realm, HostingId hosting, Instant at, Supplier<List<Tally>> count) {
    Key key = new Key(realm, hosting);
    Counted before = get(key);
    if (before != null && before.at().equals(at)) {
      return before.tallies();
    }
    // nobody waits for it: two who ask at once both count
    List<Tally> tallies = List.copyOf(count.get());
    put(key, new Counted(at, tallies));
    return tallies;
  }

  private synchronized @Nullable Counted get(Key key) {
    return kept.get(key);
  }

  private synchronized void put(Key key, Counted counted) {
    kept.put(key, counted);
  }
}
