// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Busy;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many of a server's requests commit something on their own at once. Each of them takes a
 * second connection to the database while it holds its first: were there as many as there are
 * connections, each would wait for one that none gives back.
 */
final class Turns {
  /** Of a request that has looked nothing up yet, and so has no connection as a rule. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * Of one that has. Whoever has a turn waits for a connection 5 s at most, behind all who come for
   * their first one, and would wait here as long with it.
   */
  static final Duration HURRY = Duration.ofMillis(250);

  private final Semaphore free;

  Turns(int atOnce) {
    this.free = new Semaphore(atOnce, true);
  }

  /**
   * Waits for a turn, in the order of arrival.
   *
   * @throws Busy when there was none in time
   */
  void begin(Duration patience) {
    try {
      if (free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw new Busy("others decide");
  }

  void end() {
    free.release();
  }
}
