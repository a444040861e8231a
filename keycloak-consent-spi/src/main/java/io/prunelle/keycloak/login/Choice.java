// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.ledger.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the answers that a page offers.
 *
 * @param label the end of a message key
 */
record Choice(Decision decision, String label) {
  /**
   * The answers to a question, in the order they are shown.
   *
   * @param latest as for {@link io.prunelle.keycloak.consent.Standing#occasion}
   */
  static List<Choice> of(Question question, @Nullable Instant latest, Instant now) {
    State state = question.standing().state(now);
    HostingStatus status = question.standing().hosting().status();
    if (status == HostingStatus.ENDED) {
      return List.of();
    }
    List<Choice> choices = new ArrayList<>();
    boolean asked = question.standing().occasion(now, latest).isPresent();
    if (status == HostingStatus.OPEN) {
      choices.add(permitting(question.standing().hosting().legalBasis(), state, asked));
    }
    if (question.standing().hosting().legalBasis() == LegalBasis.INFORM_AND_OBJECT) {
      if (state != State.OBJECT && state != State.UPHOLD) {
        choices.add(new Choice(Decision.OBJECT, "Object"));
      }
    } else if (state == State.PERMIT && !asked) {
      choices.add(new Choice(Decision.WITHDRAW, "Withdraw"));
    } else if (status == HostingStatus.OPEN) {
      choices.add(new Choice(Decision.DENY, "Deny"));
    }
    return choices;
  }

  private static Choice permitting(LegalBasis basis, State state, boolean asked) {
    if (basis == LegalBasis.INFORM_AND_OBJECT) {
      return state == State.OBJECT || state == State.UPHOLD
          ? new Choice(Decision.INFORMED, "Retract")
          : new Choice(Decision.INFORMED, "Informed");
    }
    return new Choice(Decision.PERMIT, state == State.PERMIT && !asked ? "Renew" : "Permit");
  }
}
