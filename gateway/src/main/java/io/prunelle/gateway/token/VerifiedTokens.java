// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens already verified, until they expire; a bounded number, the least recently used go first.
 */
final class VerifiedTokens {

  private static final int MOST = 10_000;

  private final Clock clock;
  private final long leeway;
  private final Map<String, Verified> tokens =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
          return size() > MOST;
        }
      };

  VerifiedTokens(Clock clock, Duration leeway) {
    this.clock = clock;
    this.leeway = leeway.toSeconds();
  }

  synchronized Optional<Held> find(String token) {
    Verified verified = tokens.get(token);
    if (verified == null) {
      return Optional.empty();
    }
    if (clock.instant().getEpochSecond() >= verified.expires() + leeway) {
      tokens.remove(token);
      return Optional.empty();
    }
    return Optional.of(verified.held());
  }

  synchronized void remember(String token, Held held, long expires) {
    tokens.put(token, new Verified(held, expires));
  }

  /** When the realm's keys change: a key may have been withdrawn because it leaked. */
  synchronized void forget() {
    tokens.clear();
  }

  private record Verified(Held held, long expires) {}
}
