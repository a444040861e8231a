// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.consent;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far the ledger has been followed.
 *
 * @param position of the last entry; 0 for none
 * @param hash that entry's; null where there is none, or the ledger tells none
 */
record Followed(long position, @Nullable String hash) {

  /** Whether the ledger can be asked if it still has that entry. */
  boolean isLinked() {
    return position > 0 && hash != null;
  }

  /**
   * What follows.
   *
   * @param entries beginning with the last one, if this is linked
   * @throws IllegalStateException when the ledger has another entry there by now
   */
  List<LedgerEntry> following(List<LedgerEntry> entries) {
    if (!isLinked()) {
      return entries;
    }
    if (entries.isEmpty()
        || entries.get(0).position() != position
        || !Objects.equals(entries.get(0).hash(), hash)) {
      throw new IllegalStateException(
          "entry " + position + " of the ledger is not the one that was followed");
    }
    return entries.subList(1, entries.size());
  }
}
