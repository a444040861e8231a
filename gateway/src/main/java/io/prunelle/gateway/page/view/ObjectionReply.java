// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * What was sent as an answer to an objection, and was not taken.
 *
 * @param objection its position in the ledger
 * @param decision as it was sent
 * @param reason as it was sent
 * @param wrong why
 */
public record ObjectionReply(long objection, String decision, String reason, Wrong wrong) {

  /** Why an answer was not taken. */
  public enum Wrong {
    DECISION,
    REASON,
    /** It was answered meanwhile, or taken back. */
    ANSWERED,
    /** It is the reader's own. */
    OWN,
    /** The reader had to sign in again, and has: it can be sent once more. */
    SIGNED_IN
  }

  /** The same, not taken for another reason. */
  public ObjectionReply wrong(Wrong other) {
    return new ObjectionReply(objection, decision, reason, other);
  }

  /** Whether it says to agree or not. */
  public boolean isDecision() {
    return upholds() || decision.equals("REJECT");
  }

  public boolean upholds() {
    return decision.equals("UPHOLD");
  }
}
