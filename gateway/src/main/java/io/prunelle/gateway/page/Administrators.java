// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.access.AccessPolicy;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Lets in who runs a practice. All others get the same page, whether there is such a practice or
 * not, and are written down.
 */
final class Administrators {

  private final Visits visits;
  private final Function<String, Optional<Practice>> practices;
  private final AccessPolicy access;
  private final Journal journal;
  private final Replies replies;

  /**
   * The gate of one gateway.
   *
   * @param practices those of this gateway, by id
   */
  Administrators(
      Visits visits,
      Function<String, Optional<Practice>> practices,
      AccessPolicy access,
      Journal journal,
      Replies replies) {
    this.visits = visits;
    this.practices = practices;
    this.access = access;
    this.journal = journal;
    this.replies = replies;
  }

  /** A page of a practice's. */
  Handler<RoutingContext> only(BiFunction<Visit, Practice, Future<Void>> page) {
    return visits.to(
        visit -> {
          String id = visit.context().pathParam("practice");
          Optional<Practice> practice = practices.apply(id);
          Future<Void> allowed =
              practice.isPresent()
                  ? access.administrator(visit.caller(), id)
                  : Future.failedFuture(new Refusal.Forbidden("not-of-practice").refused());
          return allowed.succeeded()
              ? visits.strongly(visit, () -> page.apply(visit, practice.orElseThrow()))
              : refuse(visit, practice, allowed.cause());
        });
  }

  private Future<Void> refuse(Visit visit, Optional<Practice> practice, Throwable failure) {
    return journal
        .recordOneOfMany(
            new AdministratorViewer(visit, practice.map(Practice::id).orElse(null))
                .refused(reason(failure)),
            new Outcome(403, 0, Duration.ZERO, "refused"))
        // They are refused all the same
        .transform(
            written -> {
              replies.plain(visit.context(), 403, Plain.NOT_AN_ADMINISTRATOR);
              return Future.succeededFuture();
            });
  }

  private static String reason(Throwable failure) {
    return failure instanceof Refused refused
            && refused.refusal() instanceof Refusal.Forbidden forbidden
        ? forbidden.reason()
        : "not-administrator";
  }
}
