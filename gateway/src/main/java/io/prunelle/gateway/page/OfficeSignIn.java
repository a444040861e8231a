// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is written into the ledger for others takes a sign-in of late. What somebody was about to do
 * is kept meanwhile, and shown again afterwards: signing in alone does nothing.
 */
final class OfficeSignIn {

  private final KeptForms kept;
  private final FreshSignIn fresh;

  OfficeSignIn(KeptForms kept, FreshSignIn fresh) {
    this.kept = kept;
    this.fresh = fresh;
  }

  /** Where that is kept. */
  KeptAnswers store() {
    return kept.store();
  }

  boolean isFresh(Visit visit) {
    return fresh.of(visit);
  }

  /**
   * Keeps it and asks them to sign in again.
   *
   * @param path of the page that shows it afterwards
   */
  Future<Void> again(Visit visit, String path, JsonObject what) {
    return kept.keep(visit, path, what).compose(keeping -> fresh.ask(visit, path));
  }

  /** Keeps it for the page at this path; fails where it cannot be kept. */
  Future<Void> keep(Visit visit, String path, JsonObject what) {
    return kept.keep(visit, path, what);
  }

  /**
   * Keeps what somebody wrote where all that they would see is that something cannot be asked; goes
   * on failing.
   *
   * @param path of the page that shows it afterwards
   */
  <T> Future<T> outlasting(Visit visit, String path, JsonObject what, Throwable failure) {
    boolean outage =
        failure instanceof Refused
            || (failure instanceof LedgerFailure ledger
                && (ledger.reason() == LedgerFailure.Reason.UNAVAILABLE
                    || ledger.reason() == LedgerFailure.Reason.NOT_SIGNED_IN));
    return (outage ? kept.keep(visit, path, what) : Future.<Void>succeededFuture())
        // Where it cannot be kept either, it is the outage that they are told of
        .transform(keeping -> Future.failedFuture(failure));
  }

  /** What was kept for a page, as long as it is not {@link #done}; empty when nothing was. */
  Future<Optional<JsonObject>> kept(Visit visit, String path) {
    return kept.of(visit, path);
  }

  /**
   * Forgets what was kept for a page, now that it is done or given up.
   *
   * @param is whether what was kept is what was done
   */
  Future<Void> done(Visit visit, String path, Predicate<JsonObject> is) {
    return kept.done(visit, path, is);
  }
}
