// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Link;
import java.util.List;

/**
 * A stretch of the ledger.
 *
 * @param ledger the position of the ledger's last entry
 * @param entries ascending, without gaps
 */
public record Feed(long ledger, List<Link> entries) {
  public Feed {
    entries = List.copyOf(entries);
  }

  /** Those of the entries that are decisions. */
  public List<Entry> decisions() {
    return entries.stream().filter(Entry.class::isInstance).map(Entry.class::cast).toList();
  }
}
