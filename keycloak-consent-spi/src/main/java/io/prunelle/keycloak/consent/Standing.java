// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Statement;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A hosting that concerns a patient, and the patient's latest decision on it.
 *
 * @param last the entry with the highest position, null before the first
 */
public record Standing(Hosting hosting, @Nullable Entry last) {

  public State state(Instant now) {
    if (last == null) {
      return State.UNDECIDED;
    }
    return switch (last.statement().decision()) {
      case PERMIT -> expired(last.statement(), now) ? State.EXPIRED : State.PERMIT;
      case DENY -> State.DENY;
      case WITHDRAW -> State.WITHDRAW;
    };
  }

  /**
   * Whether the patient is to be asked: nothing decided, a permission that ran out, or a decision
   * on an older notice. A refusal of the current notice is a decision and is left alone. Without a
   * notice there is nothing to ask.
   */
  public boolean asks(Instant now) {
    return hosting.notice() > 0
        && (last == null
            || last.statement().notice() < hosting.notice()
            || state(now) == State.EXPIRED);
  }

  /**
   * The decision in force, empty when there is none. A permission on an older notice stays in force
   * until the patient has answered the new one; one that ran out is none.
   */
  public Optional<Entry> inForce(Instant now) {
    return state(now) == State.EXPIRED ? Optional.empty() : Optional.ofNullable(last);
  }

  private static boolean expired(Statement statement, Instant now) {
    return statement.decision() == Decision.PERMIT
        && statement.until() != null
        && now.getEpochSecond() >= statement.until();
  }
}
