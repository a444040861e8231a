// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import java.util.List;

/**
 * What is known of a patient's decisions at a point of the ledger.
 *
 * @param ledger the position up to which it is complete
 */
public record Known(long ledger, List<Standing> standings) {
  public Known {
    standings = List.copyOf(standings);
  }
}
