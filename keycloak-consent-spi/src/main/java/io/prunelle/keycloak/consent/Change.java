// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something changed that permissions rest on.
 *
 * @param at by the clock of the node that changed it
 * @param position of the ledger's last entry then, 0 for none: what is at most there was decided
 *     before, whatever the clocks of two nodes say; null where it was not noted
 */
public record Change(Instant at, @Nullable Long position) {
  /** Whether an entry says nothing of what there is since. */
  public boolean after(Entry entry) {
    if (entry.statement().paper() != null && entry.statement().given().isBefore(at)) {
      return true;
    }
    return position == null
        ? entry.statement().decidedAt().isBefore(at)
        : entry.position() <= position;
  }
}
