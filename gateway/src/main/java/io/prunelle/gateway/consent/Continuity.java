// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger has neither gaps nor reordering, and each entry carries the hash of the one before. A
 * feed that breaks this is not followed: a decision may be missing.
 */
final class Continuity {

  private Continuity() {}

  static void check(long after, Optional<String> hash, List<LedgerEntry> entries) {
    long position = after;
    @Nullable String previous = hash.orElse(null);
    for (LedgerEntry entry : entries) {
      if (entry.position() != position + 1) {
        throw new IllegalStateException(
            "the ledger continues with " + entry.position() + " after " + position);
      }
      if (previous != null && !previous.equals(entry.previousHash())) {
        throw new IllegalStateException(
            "entry " + entry.position() + " of the ledger does not follow from the one before");
      }
      position = entry.position();
      previous = entry.hash();
    }
  }
}
