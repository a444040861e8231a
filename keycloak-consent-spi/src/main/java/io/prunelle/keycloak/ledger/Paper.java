// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The document behind a decision that was made on paper.
 *
 * @param digest of the scanned document's bytes, {@code sha-256:} and 64 hexadecimal digits
 * @param date when it was signed
 */
public record Paper(String digest, LocalDate date) {
  /** The first moment at which it can have been signed: nobody has noted the hour. */
  public Instant earliest() {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
