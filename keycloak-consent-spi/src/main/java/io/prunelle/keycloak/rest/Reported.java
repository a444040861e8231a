// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.ws.rs.core.Response;
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
  Taken take(Decision decision, Supplier<Outcome> work) {
    Taken taken;
    try {
      taken = taken(work.get());
    } catch (Problem problem) {
      events.refused(problem.type().name().toLowerCase(Locale.ROOT), decision);
      throw problem;
    }
    if (taken.created()) {
      events.decided(taken.entry());
    }
    return taken;
  }

  /**
   * The entry that says so.
   *
   * @param created whether it is new; else it was in force already
   */
  record Taken(Entry entry, boolean created) {
    /** RFC 9110 15.3.2: created is what was not there before. */
    Response.Status status() {
      return created ? Response.Status.CREATED : Response.Status.OK;
    }
  }

  private static Taken taken(Outcome outcome) {
    if (outcome instanceof Outcome.Recorded recorded) {
      return new Taken(recorded.entry(), true);
    }
    if (outcome instanceof Outcome.Unchanged unchanged) {
      return new Taken(unchanged.entry(), false);
    }
    throw Refusals.problem(((Outcome.Refused) outcome).reason());
  }
}
