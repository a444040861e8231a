// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

/** Why the ledger did not answer as asked; carries no text of the ledger's own. */
public final class LedgerFailure extends RuntimeException {

  /** The kinds of failure the page tells apart. */
  public enum Reason {
    /** The token is not accepted (any more): sign in again. */
    NOT_SIGNED_IN,
    /** The answer does not fit the current state: newer notice, or nothing to withdraw. */
    CONFLICT,
    /** No such hosting for this patient, or an answer the ledger does not accept. */
    REFUSED,
    /** Out of reach, too slow, or answering what is not understood. */
    UNAVAILABLE
  }

  private final Reason reason;

  LedgerFailure(Reason reason) {
    super("consent ledger: " + reason, null, false, false);
    this.reason = reason;
  }

  LedgerFailure(Reason reason, Throwable cause) {
    super("consent ledger: " + reason, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
