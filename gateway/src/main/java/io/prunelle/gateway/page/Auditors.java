// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Lets auditors of the practice in, by the rules that hold for AuditEvents in FHIR. All others get
 * the same page, whether there is such a practice or not, and are written down.
 */
final class Auditors {

  private final Visits visits;
  private final Predicate<String> served;
  private final AccessPolicy access;
  private final Journal journal;
  private final Replies replies;

  /**
   * The gate of one gateway.
   *
   * @param served whether a practice is one of this gateway's
   */
  Auditors(
      Visits visits,
      Predicate<String> served,
      AccessPolicy access,
      Journal journal,
      Replies replies) {
    this.visits = visits;
    this.served = served;
    this.access = access;
    this.journal = journal;
    this.replies = replies;
  }

  /** A page of a practice's. */
  Handler<RoutingContext> only(BiFunction<Visit, String, Future<Void>> page) {
    return visits.to(
        visit -> {
          String practice = visit.context().pathParam("practice");
          return allow(visit, practice)
              .compose(
                  allowed -> visits.strongly(visit, () -> page.apply(visit, practice)),
                  refused -> refuse(visit, practice, refused));
        });
  }

  private Future<?> allow(Visit visit, String practice) {
    return served.test(practice)
        // Nobody in particular: an auditor who is a patient too looks as an auditor here
        ? access.audit(visit.caller(), practice, null)
        : Future.failedFuture(new Refusal.Forbidden("not-of-practice").refused());
  }

  private Future<Void> refuse(Visit visit, String practice, Throwable failure) {
    if (!(failure instanceof Refused refused)) {
      return Future.failedFuture(failure);
    }
    return journal
        .recordOneOfMany(
            new AuditViewer(visit, practice, "")
                .refused(served.test(practice), refused.refusal().reason()),
            new Outcome(403, 0, Duration.ZERO, "refused"))
        // They are refused all the same
        .transform(
            written -> {
              replies.plain(visit.context(), 403, Plain.NOT_AN_AUDITOR);
              return Future.succeededFuture();
            });
  }
}
