// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Who asks the realm, and for whom.
 *
 * @param token the access token of whoever asks
 * @param ward FHIR id of the patient whose guardian they are and act as; null for themselves. The
 *     realm judges whether they are
 */
public record Bearer(String token, @Nullable String ward) {

  @Override
  public String toString() {
    return "Bearer[]";
  }
}
