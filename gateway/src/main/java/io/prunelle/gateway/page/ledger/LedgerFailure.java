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
  private final String problem;

  LedgerFailure(Reason reason) {
    this(reason, "");
  }

  /**
   * One whose kind the ledger names.
   *
   * @param problem the last part of its type, such as {@code paper-overtaken}
   */
  LedgerFailure(Reason reason, String problem) {
    super(
        "consent ledger: " + reason + (problem.isEmpty() ? "" : ", " + problem),
        null,
        false,
        false);
    this.reason = reason;
    this.problem = problem;
  }

  LedgerFailure(Reason reason, Throwable cause) {
    super("consent ledger: " + reason, cause);
    this.reason = reason;
    this.problem = "";
  }

  public Reason reason() {
    return reason;
  }

  /** The kind of problem as the ledger names it; empty where it named none that is asked for. */
  public String problem() {
    return problem;
  }
}
