// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.login.SignInFailure;
import io.prunelle.gateway.page.pdf.PdfPrinter;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.Reader;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends pages, and finds the page that helps when something went wrong. */
final class Replies {

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final String RETRY_SECONDS = "30";

  private final Views views;
  private final Languages languages;
  private final SignIn signIn;
  private final Visitors visitors;
  private final ActingFor actingFor;

  Replies(Views views, Languages languages, SignIn signIn, Visitors visitors, ActingFor actingFor) {
    this.views = views;
    this.languages = languages;
    this.signIn = signIn;
    this.visitors = visitors;
    this.actingFor = actingFor;
  }

  void html(RoutingContext context, int status, String html) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (status == 503) {
      response.putHeader("Retry-After", RETRY_SECONDS);
    }
    response.setStatusCode(status).putHeader("Content-Type", "text/html; charset=utf-8").end(html);
  }

  /**
   * Sends a PDF to keep.
   *
   * @param name of the file, without its ending
   */
  void pdf(RoutingContext context, String name, Buffer pdf) {
    context
        .response()
        .putHeader("Content-Type", "application/pdf")
        .putHeader("Content-Disposition", "attachment; filename=\"" + name + ".pdf\"")
        .end(pdf);
  }

  void plain(RoutingContext context, int status, Plain plain) {
    if (plain == Plain.SIGNED_OUT || plain == Plain.SESSION_ENDED) {
      plain(context, status, plain, null);
      return;
    }
    visitors
        .of(context)
        .map(
            session ->
                session
                    .map(one -> Visit.reader(one, actingFor.of(context.request(), one)))
                    .orElse(null))
        .otherwise((Reader) null)
        .onSuccess(reader -> plain(context, status, plain, reader));
  }

  private void again(RoutingContext context, @Nullable String back) {
    html(
        context,
        403,
        views.again(languages.of(context.request()), Plain.TOO_WEAK, back == null ? "/my" : back));
  }

  private void plain(RoutingContext context, int status, Plain plain, @Nullable Reader reader) {
    html(
        context,
        status,
        views.plain(
            languages.of(context.request()),
            reader,
            plain,
            Paths.here(context),
            Paths.practiceHome(context)));
  }

  /** Answers a failure. Nothing of it reaches the page; what operators need is logged. */
  void failed(RoutingContext context, Throwable failure) {
    if (failure instanceof SignInFailure signIn) {
      log(context, failure);
      failed(context, signIn);
    } else if (failure instanceof LedgerFailure ledger) {
      log(context, failure);
      failed(context, ledger.reason());
    } else if (failure instanceof Refused refused
        && refused.refusal() instanceof Refusal.TooMany many) {
      context
          .response()
          .putHeader("Retry-After", String.valueOf(many.retryAfter().plusMillis(999).toSeconds()));
      plain(context, 429, Plain.TOO_MUCH_AT_ONCE);
    } else if (failure instanceof Refused refused
        && refused.refusal() instanceof Refusal.TooBroad) {
      plain(context, 422, Plain.SEARCH_TOO_BROAD);
    } else if (failure instanceof Refused refused) {
      log(context, failure);
      boolean busy = refused.refusal().reason().equals(PdfPrinter.BUSY);
      plain(context, 503, busy ? Plain.PDF_BUSY : Plain.UNAVAILABLE);
    } else {
      LOG.atError()
          .addKeyValue("request", RequestIds.of(context))
          .setCause(failure)
          .log("The page failed");
      plain(context, 500, Plain.BROKEN);
    }
  }

  private void failed(RoutingContext context, SignInFailure failure) {
    switch (failure.reason()) {
      case REJECTED -> plain(context, 400, Plain.SIGN_IN_FAILED);
      case TOO_WEAK -> again(context, failure.back());
      case ENDED -> ended(context);
      case UNAVAILABLE -> plain(context, 503, Plain.UNAVAILABLE);
    }
  }

  private void failed(RoutingContext context, LedgerFailure.Reason reason) {
    switch (reason) {
      // A page, not a new sign-in at once: that could go round in circles
      case NOT_SIGNED_IN -> ended(context);
      case CONFLICT, REFUSED, UNAVAILABLE -> plain(context, 503, Plain.UNAVAILABLE);
    }
  }

  private void ended(RoutingContext context) {
    signIn
        .forget(context.request())
        .onSuccess(forgotten -> plain(context, 401, Plain.SESSION_ENDED))
        .onFailure(failure -> plain(context, 503, Plain.UNAVAILABLE));
  }

  private static void log(RoutingContext context, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("request", RequestIds.of(context))
        .addKeyValue("cause", failure.getMessage())
        .log("The page could not be served");
  }
}
