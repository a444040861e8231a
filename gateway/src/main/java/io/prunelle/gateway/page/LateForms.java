// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.FormAuthors;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.PaperPass;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Stands before {@link Forms}, where people write: what is sent when the session it was written in
 * has ended is kept for whom the form was made, and shown to them again once they have signed in.
 * Nothing is done by it. Everything else goes on as it comes.
 */
final class LateForms {

  /** Where forms say for whom they were made. */
  private static final String WHO = "who";

  private final SameOrigin sameOrigin;
  private final Visitors visitors;
  private final FormAuthors authors;
  private final PaperPass pass;
  private final FairShare share;
  private final SignIn signIn;
  private final Languages languages;
  private final Replies replies;

  LateForms(
      SameOrigin sameOrigin,
      Visitors visitors,
      FormAuthors authors,
      PaperPass pass,
      FairShare share,
      SignIn signIn,
      Languages languages,
      Replies replies) {
    this.sameOrigin = sameOrigin;
    this.visitors = visitors;
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
      visitors
          .of(context)
          .onSuccess(
              session -> {
                if (session.isPresent()) {
                  context.next();
                } else {
                  late(context, kept, written);
                }
              })
          .onFailure(failure -> replies.failed(context, failure));
    };
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
    return keep(context, kept, subject, late.get());
  }

  private void late(RoutingContext context, KeptAnswers kept, Written written) {
    HttpServerRequest form = context.request();
    Optional<Author> author = authors.open(form.getFormAttribute(WHO));
    Optional<Late> late = author.flatMap(one -> written.of(context, one));
    if (late.isEmpty()) {
      context.next();
      return;
    }
    String subject = author.orElseThrow().subject();
    share
        .of(subject, () -> keep(context, kept, subject, late.get()))
        .onFailure(failure -> replies.failed(context, failure));
  }

  private Future<Void> keep(RoutingContext context, KeptAnswers kept, String subject, Late late) {
    HttpServerRequest request = context.request();
    return kept.keep(request, subject, late.text())
        .compose(done -> signIn.begin(request, late.back(), languages.of(request).tag()))
        .map(
            provider -> {
              Redirect.to(context, provider);
              return null;
            });
  }
}
