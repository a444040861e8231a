// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.ledger.LedgerFailure;
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
 * Lets in who answers for a practice. All others get the same page, whether there is such a
 * practice or not, and are written down. The realm is asked under their own token and has the last
 * word.
 */
final class Officers {

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
  Officers(
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

  /** A page for the practice's consent officers. */
  Handler<RoutingContext> only(BiFunction<Visit, String, Future<Void>> page) {
    return to(page, this::isOfficer);
  }

  /** A page that its auditors and those who run it are shown as well. */
  Handler<RoutingContext> andOthers(BiFunction<Visit, String, Future<Void>> page) {
    return to(
        page,
        (visit, practice) ->
            isOfficer(visit, practice)
                || isAuditor(visit, practice)
                || isAdministrator(visit, practice));
  }

  /** Whether the visitor is a consent officer of the practice. */
  boolean isOfficer(Visit visit, String practice) {
    return access.officer(visit.caller(), practice).succeeded();
  }

  /** Whether the visitor looks after accesses to the practice's records. */
  boolean isAuditor(Visit visit, String practice) {
    return access.audit(visit.caller(), practice, null).succeeded();
  }

  /** Whether the visitor runs the practice. */
  boolean isAdministrator(Visit visit, String practice) {
    return access.administrator(visit.caller(), practice).succeeded();
  }

  private interface Role {
    boolean is(Visit visit, String practice);
  }

  private Handler<RoutingContext> to(BiFunction<Visit, String, Future<Void>> page, Role role) {
    return visits.to(
        visit -> {
          String practice = visit.context().pathParam("practice");
          return served.test(practice) && role.is(visit, practice)
              ? visits
                  .strongly(visit, () -> page.apply(visit, practice))
                  .recover(
                      failure ->
                          takenAway(failure)
                              ? refuse(visit, practice, "not-officer")
                              : Future.failedFuture(failure))
              : access
                  .officer(visit.caller(), practice)
                  .map("not-of-practice")
                  .recover(refused -> Future.succeededFuture(reason(refused)))
                  .compose(reason -> refuse(visit, practice, reason));
        });
  }

  /** The role, since the token was given. */
  private static boolean takenAway(Throwable failure) {
    return failure instanceof LedgerFailure ledger && ledger.problem().equals("not-permitted");
  }

  private static String reason(Throwable failure) {
    return failure instanceof Refused refused
            && refused.refusal() instanceof Refusal.Forbidden forbidden
        ? forbidden.reason()
        : "not-officer";
  }

  private Future<Void> refuse(Visit visit, String practice, String reason) {
    boolean there = served.test(practice);
    return journal
        .recordOneOfMany(
            new OfficerViewer(visit, there ? practice : null).refused(reason),
            new Outcome(403, 0, Duration.ZERO, "refused"))
        // They are refused all the same
        .transform(
            written -> {
              replies.plain(visit.context(), 403, Plain.NOT_AN_OFFICER);
              return Future.succeededFuture();
            });
  }
}
