// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.Locale;
import java.util.function.Supplier;

/** Takes a decision that somebody sent, and reports as an event what became of it. */
final class Reported {
  private final Aftermath events;

  /** Reports into a request's events. */
  Reported(Aftermath events) {
    this.events = events;
  }

  /**
   * Takes it.
   *
   * @param decision what was asked for
   * @return the entry, in the ledger
   * @throws Problem when it was refused: by the rules, or by {@code work} before it got there
   */
  Entry take(Decision decision, Supplier<Outcome> work) {
    Entry entry;
    try {
      entry = recorded(work.get());
    } catch (Problem problem) {
      events.refused(problem.type().name().toLowerCase(Locale.ROOT), decision);
      throw problem;
    }
    events.decided(entry);
    return entry;
  }

  private static Entry recorded(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      throw Refusals.problem(refused.reason());
    }
    return ((Outcome.Recorded) outcome).entry();
  }
}
