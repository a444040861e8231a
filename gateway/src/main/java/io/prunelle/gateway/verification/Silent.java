// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.ChainStart;
import io.prunelle.gateway.verification.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A witness without a line agrees with everything: it was emptied, or has never been told anything.
 *
 * @param interval at which gateways tell it where their chains end
 */
record Silent(List<ChainRecord> chains, Instant now, Duration interval) {

  /**
   * The first chain that is open and that it should have heard of; null where there is none, as
   * before gateways begin a new file.
   *
   * @param since when it has been without a line at least: one that took the place of another is
   *     told all ends anew
   */
  @Nullable Finding found(String witness, Instant since) {
    if (!isLongBefore(since)) {
      return null;
    }
    for (ChainRecord chain : chains) {
      ChainStart start = chain.start();
      if (start != null && chain.closer() == null && isLongBefore(start.at())) {
        return new Finding(
            Kind.MISSING,
            chain.id(),
            Finding.END,
            "all that %s was told: it has no line, and chain %d was begun on %s"
                .formatted(witness, chain.id(), start.at()));
      }
    }
    return null;
  }

  private boolean isLongBefore(Instant time) {
    return time.plus(interval).plus(interval).isBefore(now);
  }
}
