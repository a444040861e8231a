// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Decision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A patient's objection to a hosting, in words.
 *
 * @param position of its entry in the ledger
 * @param by who objected; {@code PRACTITIONER} where a paper was recorded
 * @param reply null until the practice has answered
 * @param toldAt when the patient was shown the answer; null before
 */
public record Objection(
    long position,
    String patient,
    HostingId hosting,
    Author.Role by,
    Instant raisedAt,
    String reason,
    @Nullable Reply reply,
    @Nullable Instant toldAt) {
  /**
   * The practice's reasoned answer.
   *
   * @param position of its entry in the ledger
   * @param decision {@link Decision#UPHOLD} or {@link Decision#REJECT}
   */
  public record Reply(long position, Decision decision, String reason, Instant at) {}

  /** Whether there is an answer that the patient has not been shown. */
  public boolean untold() {
    return reply != null && toldAt == null;
  }
}
