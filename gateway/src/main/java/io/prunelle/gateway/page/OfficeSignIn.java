// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.KeptAnswers;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What is written into the ledger for others takes a sign-in of late. What somebody was about to do
 * is kept meanwhile, and shown again afterwards: signing in alone does nothing.
 */
final class OfficeSignIn {

  private static final String OFFICE = "office";
  private static final String WHAT = "what";

  private final KeptAnswers kept;
  private final FreshSignIn fresh;

  OfficeSignIn(KeptAnswers kept, FreshSignIn fresh) {
    this.kept = kept;
    this.fresh = fresh;
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
    return kept.keep(
            visit.context().request(),
            visit.session(),
            new JsonObject().put(OFFICE, path).put(WHAT, what).encode())
        .compose(keeping -> fresh.ask(visit, path));
  }

  /** What was kept for a page, once; empty when nothing was. */
  Future<Optional<JsonObject>> kept(Visit visit, String path) {
    return kept.find(visit.context().request(), visit.session())
        .compose(
            found -> {
              Optional<JsonObject> what =
                  found.map(KeptAnswers.Kept::answer).flatMap(text -> what(text, path));
              return what.isEmpty()
                  ? Future.succeededFuture(what)
                  : kept.take(visit.context().request(), visit.session(), found.get().handle())
                      .map(taken -> taken.flatMap(mine -> what));
            });
  }

  private static Optional<JsonObject> what(String text, String path) {
    try {
      JsonObject json = new JsonObject(text);
      return path.equals(json.getValue(OFFICE))
          ? Optional.ofNullable(json.getJsonObject(WHAT))
          : Optional.empty();
    } catch (DecodeException | ClassCastException foreign) {
      return Optional.empty();
    }
  }
}
