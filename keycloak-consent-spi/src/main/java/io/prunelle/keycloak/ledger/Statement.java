// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A decision before it has its place in the ledger.
 *
 * @param patient the FHIR Patient id; a pseudonym once the entry was pseudonymised
 * @param hosting {@code practice@host}
 * @param notice the version of the notice decided on
 * @param decidedAt to the millisecond; of a paper, when it was recorded
 * @param until the end of the decision, seconds since the epoch; null when it has none
 * @param textDigest digest of the notice text shown, {@code sha-256:} and 64 hexadecimal digits
 * @param language the language of that text, ISO 639-1
 * @param reason of an objection or of its answer, null for other decisions
 * @param paper the document, null unless decided on paper
 * @param replaces the position of the patient's decision on that hosting before; null when there
 *     was none. Whoever takes the person out of this entry alone cannot so bring that one back
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
    Authentication authentication,
    @Nullable Reason reason,
    @Nullable Paper paper,
    @Nullable Long replaces) {
  public Statement {
    // what is stored and hashed; a database that rounds would break the chain
    decidedAt = decidedAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** When it was given: what is on paper at the earliest when that was signed. */
  public Instant given() {
    return paper == null ? decidedAt : paper.earliest();
  }

  /** Whether the decision has run out at {@code now}. */
  public boolean over(Instant now) {
    return until != null && now.getEpochSecond() >= until;
  }
}
