// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Octets;
import io.prunelle.gateway.journal.Identifiers;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * A leaf that is there.
 *
 * @param hash of what it says now
 */
record FoundLeaf(LeafRows.Place place, Octets hash) {

  int leaf() {
    return place.leaf();
  }

  /** Whether its entry was written before a month, in UTC. */
  boolean isBefore(YearMonth month) {
    UUID begin = Identifiers.least(month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    return Long.compareUnsigned(place.high(), begin.getMostSignificantBits()) < 0;
  }

  String name() {
    return (place.outcome() ? "the outcome of entry " : "entry ")
        + new UUID(place.high(), place.low());
  }
}
