// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.refusal.Refusal;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Proofs seen on this instance, as long as they could be used once more (RFC 9449, 11.1). */
final class SeenProofs {

  /** Some 200 bytes each. */
  private static final int MOST = 200_000;

  private final Map<String, Long> until = new LinkedHashMap<>();
  private final int most;

  SeenProofs() {
    this(MOST);
  }

  SeenProofs(int most) {
    this.most = most;
  }

  /**
   * Whether it is new.
   *
   * @param now in seconds, as is {@code expires}
   * @throws io.prunelle.gateway.refusal.Refused when there is no place to remember it
   */
  synchronized boolean add(String proof, long now, long expires) {
    for (Iterator<Long> oldest = until.values().iterator(); oldest.hasNext(); ) {
      if (oldest.next() > now) {
        break;
      }
      oldest.remove();
    }
    if (until.containsKey(proof)) {
      return false;
    } else if (until.size() >= most) {
      throw new Refusal.NotReady("proofs-too-many", Duration.ofSeconds(5)).refused();
    }
    until.put(proof, expires);
    return true;
  }
}
