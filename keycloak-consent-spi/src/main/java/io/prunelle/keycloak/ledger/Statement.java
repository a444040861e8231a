// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A decision before it has its place in the ledger.
 *
 * @param patient the FHIR Patient id
 * @param hosting {@code practice@host}
 * @param notice the version of the notice decided on
 * @param decidedAt to the millisecond
 * @param until the end of a permission, seconds since the epoch; null when it has none
 * @param textDigest digest of the notice text shown, {@code sha-256:} and 64 hexadecimal digits
 * @param language the language of that text, ISO 639-1
 */
public record Statement(
    String patient,
    String hosting,
    int notice,
    Decision decision,
    Instant decidedAt,
    @Nullable Long until,
    Channel channel,
    Author by,
    String textDigest,
    String language,
    Authentication authentication) {

  public Statement {
    // what is stored and hashed; a database that rounds would break the chain
    decidedAt = decidedAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
