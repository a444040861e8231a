// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Admitted;
import io.prunelle.gateway.page.login.FormAuthors;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.PaperPass;
import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.login.SignInFailure;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands before {@link Forms}, where people write: what is sent when the session it was written in
 * has ended, here or at the realm, is kept for whom the form was made, and shown to them again once
 * they have signed in; at once where they have done so meanwhile. Nothing is done by it. Everything
 * else goes on as it comes.
 */
final class LateForms {

  /** Where forms say for whom they were made. */
  private static final String WHO = "who";

  private final SameOrigin sameOrigin;
  private final FormAuthors authors;
  private final PaperPass pass;
  private final FairShare share;
  private final SignIn signIn;
  private final Languages languages;
  private final Replies replies;

  LateForms(
      SameOrigin sameOrigin,
      FormAuthors authors,
      PaperPass pass,
      FairShare share,
      SignIn signIn,
      Languages languages,
      Replies replies) {
    this.sameOrigin = sameOrigin;
    this.authors = authors;
    this.pass = pass;
    this.share = share;
    this.signIn = signIn;
    this.languages = languages;
    this.replies = replies;
  }

  /**
   * What is kept.
   *
   * @param text as the page that shows it reads it
   * @param back path of that page
   */
  record Late(String text, String back) {

    /** Of a page that reads {@link KeptForms}. */
    static Late form(String path, JsonObject what) {
      return new Late(KeptForms.encode(path, what), path);
    }
  }

  /** Finds what is to be kept of a form; empty when nothing was written. */
  @FunctionalInterface
  interface Written {
    Optional<Late> of(RoutingContext context, Author author);
  }

  Handler<RoutingContext> into(KeptAnswers kept, Written written) {
    return context -> {
      if (!sameOrigin.holds(context.request())) {
        context.next();
        return;
      }
      lasting(context)
          .onSuccess(session -> into(context, session.orElse(null), kept, written))
          .onFailure(failure -> replies.failed(context, failure));
    };
  }

  private void into(
      RoutingContext context, @Nullable Session session, KeptAnswers kept, Written written) {
    Optional<Author> author = authors.open(context.request().getFormAttribute(WHO));
    if (session == null) {
      late(context, kept, author, written, false);
    } else if (session.made(context.request().getFormAttribute(Forms.TOKEN))) {
      context.next();
    } else {
      // Written before they signed in again, in another window. Not another's: theirs is the form
      String own = session.subject();
      late(context, kept, author.filter(its -> its.subject().equals(own)), written, true);
    }
  }

  /** The request's session, if it lasts at the realm as well; else it is forgotten. */
  Future<Optional<Session>> lasting(RoutingContext context) {
    return signIn
        .admit(context.request())
        .map(admitted -> admitted.map(Admitted::session))
        .recover(
            failure ->
                failure instanceof SignInFailure end && end.reason() == SignInFailure.Reason.ENDED
                    ? signIn.forget(context.request()).map(Optional.empty())
                    : Future.failedFuture(failure));
  }

  /**
   * The same for a form that is not read for just anybody: the browser says for whom it was given
   * such a form, and the form whose it is.
   *
   * @param read reads it, and goes on with what is handed to it
   * @return whether the browser says so; else nothing is read
   */
  boolean reads(
      RoutingContext context,
      KeptAnswers kept,
      Written written,
      BiConsumer<RoutingContext, Runnable> read) {
    Optional<Author> author = pass.of(context.request());
    author.ifPresent(
        one ->
            share
                .of(
                    one.subject(),
                    () -> {
                      Promise<Void> done = Promise.promise();
                      // However it ends
                      context.addEndHandler(ended -> done.tryComplete());
                      read.accept(
                          context,
                          () ->
                              keep(
                                      context,
                                      kept,
                                      one.subject(),
                                      authors
                                          .open(context.request().getFormAttribute(WHO))
                                          // Not another's, who had this browser before; to
                                          // whomever the same person has turned since
                                          .filter(its -> its.subject().equals(one.subject()))
                                          .flatMap(its -> written.of(context, its)))
                                  .onFailure(done::tryFail));
                      return done.future();
                    })
                .onFailure(failure -> replies.failed(context, failure)));
    return author.isPresent();
  }

  private Future<Void> keep(
      RoutingContext context, KeptAnswers kept, String subject, Optional<Late> late) {
    if (late.isEmpty()) {
      replies.plain(context, 401, Plain.SESSION_ENDED);
      return Future.succeededFuture();
    }
    return keep(context, kept, subject, late.get(), false);
  }

  private void late(
      RoutingContext context,
      KeptAnswers kept,
      Optional<Author> author,
      Written written,
      boolean signedIn) {
    Optional<Late> late = author.flatMap(one -> written.of(context, one));
    if (late.isEmpty()) {
      context.next();
      return;
    }
    String subject = author.orElseThrow().subject();
    share
        .of(subject, () -> keep(context, kept, subject, late.get(), signedIn))
        .onFailure(failure -> replies.failed(context, failure));
  }

  /**
   * Keeps it, and leads to where it is shown.
   *
   * @param signedIn whether they are already
   */
  private Future<Void> keep(
      RoutingContext context, KeptAnswers kept, String subject, Late late, boolean signedIn) {
    HttpServerRequest request = context.request();
    return kept.keep(request, subject, late.text())
        .compose(
            done ->
                signedIn
                    ? Future.succeededFuture(late.back())
                    : signIn.begin(request, late.back(), languages.of(request).tag()))
        .map(
            where -> {
              Redirect.to(context, where);
              return null;
            });
  }
}
