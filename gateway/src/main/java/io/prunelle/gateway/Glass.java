// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.AccessPolicy.Capacity;
import io.prunelle.gateway.config.BreakGlass;
import io.prunelle.gateway.purpose.Opening;
import io.prunelle.gateway.purpose.Openings;
import io.prunelle.gateway.purpose.PurposeOfUse;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Break-glass: in an emergency a practitioner reads the record of a patient of the practice where
 * it still is, although that place is closed because nothing is known of the patient's decision or,
 * where the practice's settings say so, because no permission covers it any more. It gives no right
 * that the practitioner does not have otherwise: no other practice, no write, no scope, no host
 * whose certificate has lapsed.
 */
final class Glass {

  /** What it opens: see {@link Openness}. */
  private static final String UNKNOWN = "ledger-not-followed";

  /** The same, where the practice's settings say so. */
  private static final String LEAVING = "consent-not-in-force";

  private final Openings openings;

  Glass(Openings openings) {
    this.openings = openings;
  }

  static boolean isStated(Trace trace) {
    PurposeOfUse purpose = trace.purpose();
    return purpose != null && purpose.breaksGlass();
  }

  static Refusal notForThis() {
    return new Refusal.NotSupported(
        "break-glass-not-for-this",
        "An emergency is stated by a practitioner, to read the record of one patient, in a practice"
            + " that allows it.");
  }

  /**
   * Begins an opening where an emergency is stated. Whether it is needed does not matter: it was
   * stated, and the patient will be told.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused} where it may not be
   */
  Future<Asked> state(Asked asked, Trace trace) {
    PurposeOfUse purpose = trace.purpose();
    if (purpose == null || !purpose.breaksGlass()) {
      return Future.succeededFuture(asked);
    }
    BreakGlass terms = asked.practice().breakGlass();
    if (terms == null || !mayOpen(asked)) {
      return Future.failedFuture(notForThis().refused());
    }
    return openings
        .begin(
            new Opening.Demand(
                asked.practice().id(),
                asked.interaction().patient(),
                asked.caller().subject(),
                asked.caller().name(),
                String.valueOf(purpose.reason()),
                trace.requestId()),
            terms)
        .map(asked);
  }

  /** A closed place, if an opening holds; fails with why it is closed otherwise. */
  Future<Placed> open(Placed placed, Throwable closed, Trace trace) {
    Asked asked = placed.asked();
    boolean may =
        mayOpen(asked) && opens(asked.practice().breakGlass(), Refusals.refusal(closed).reason());
    return !may
        ? Future.failedFuture(closed)
        : openings
            .current(asked.practice().id(), asked.interaction().patient(), asked.caller().subject())
            .compose(
                opening ->
                    opening.isPresent()
                        ? under(placed, opening, trace)
                        : Future.failedFuture(closed));
  }

  private static boolean opens(@Nullable BreakGlass terms, String closed) {
    return terms != null
        && (closed.equals(UNKNOWN) || (terms.whileLeaving() && closed.equals(LEAVING)));
  }

  private static Future<Placed> under(Placed placed, Optional<Opening> opening, Trace trace) {
    opening.map(Opening::purpose).ifPresent(trace::states);
    return Future.succeededFuture(placed.inAnEmergency());
  }

  private static boolean mayOpen(Asked asked) {
    return asked.grant().capacity() == Capacity.PRACTITIONER
        && !asked.interaction().touchesNobody()
        && !asked.interaction().writes();
  }
}
