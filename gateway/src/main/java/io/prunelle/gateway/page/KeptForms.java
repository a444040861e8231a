// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.KeptAnswers;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Predicate;

/** What somebody wrote into a form and has to sign in for: the form's page shows it afterwards. */
final class KeptForms {

  private static final String PATH = "office";
  private static final String WHAT = "what";

  private final KeptAnswers kept;

  KeptForms(KeptAnswers kept) {
    this.kept = kept;
  }

  /** As it is kept for the page at this path. */
  static String encode(String path, JsonObject what) {
    return new JsonObject().put(PATH, path).put(WHAT, what).encode();
  }

  KeptAnswers store() {
    return kept;
  }

  Future<Void> keep(Visit visit, String path, JsonObject what) {
    return kept.keep(visit.context().request(), visit.session().subject(), encode(path, what));
  }

  /** What was kept for a page, as long as it is not {@link #done}; empty when nothing was. */
  Future<Optional<JsonObject>> of(Visit visit, String path) {
    return found(visit, path).map(found -> found.map(Found::what));
  }

  /**
   * Forgets what was kept for a page, now that it is done or given up. That this does not succeed
   * is no reason to say that it is not done.
   *
   * @param is whether what was kept is what was done
   */
  Future<Void> done(Visit visit, String path, Predicate<JsonObject> is) {
    return found(visit, path)
        .compose(
            found ->
                found.filter(one -> is.test(one.what())).isPresent()
                    ? kept.take(visit.context().request(), visit.session(), found.get().handle())
                    : Future.succeededFuture(Optional.empty()))
        .transform(forgotten -> Future.succeededFuture());
  }

  private Future<Optional<Found>> found(Visit visit, String path) {
    return kept.find(visit.context().request(), visit.session())
        .map(
            found ->
                found.flatMap(
                    one -> what(one.answer(), path).map(what -> new Found(one.handle(), what))));
  }

  private record Found(String handle, JsonObject what) {}

  private static Optional<JsonObject> what(String text, String path) {
    try {
      JsonObject json = new JsonObject(text);
      return path.equals(json.getValue(PATH))
          ? Optional.ofNullable(json.getJsonObject(WHAT))
          : Optional.empty();
    } catch (DecodeException | ClassCastException foreign) {
      return Optional.empty();
    }
  }
}
