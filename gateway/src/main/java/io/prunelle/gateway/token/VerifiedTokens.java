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
  private long generation;
  private final Map<Key, Verified> tokens =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Verified> eldest) {
          return size() > MOST;
        }
      };

  VerifiedTokens(Clock clock, Duration leeway) {
    this.clock = clock;
    this.leeway = leeway.toSeconds();
  }

  synchronized Optional<Held> find(String token) {
    Key key = new Key(token);
    Verified verified = tokens.get(key);
    if (verified == null) {
      return Optional.empty();
    }
    if (clock.instant().getEpochSecond() >= verified.expires() + leeway) {
      tokens.remove(key);
      return Optional.empty();
    }
    return Optional.of(verified.held());
  }

  /**
   * Of the realm's keys: to be asked for before a key is, and said when its token is remembered.
   */
  synchronized long generation() {
    return generation;
  }

  /** Does nothing where the keys have changed since: the token may be of one that is withdrawn. */
  synchronized void remember(String token, Held held, long expires, long verifiedIn) {
    if (verifiedIn == generation) {
      tokens.put(new Key(token), new Verified(held, expires));
    }
  }

  /** When the realm's keys change: a key may have been withdrawn because it leaked. */
  synchronized void forget() {
    generation++;
    tokens.clear();
  }

  private record Verified(Held held, long expires) {}

  /**
   * All of a token, found by its end, which is of the signature. A hash of two kilobytes for each
   * request would take longer than to compare them. Who has several tokens signed cannot choose how
   * they end, and nothing is kept that was not.
   */
  private record Key(String token) {
    private static final int END = 24;

    @Override
    public int hashCode() {
      int hash = 0;
      for (int at = Math.max(0, token.length() - END); at < token.length(); at++) {
        hash = 31 * hash + token.charAt(at);
      }
      return hash;
    }
  }
}
