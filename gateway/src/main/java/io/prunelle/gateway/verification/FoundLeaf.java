// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import io.prunelle.gateway.chain.Octets;
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

  String name() {
    return (place.outcome() ? "the outcome of entry " : "entry ")
        + new UUID(place.high(), place.low());
  }
}
