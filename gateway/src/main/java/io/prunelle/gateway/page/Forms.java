// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every form: only one that our own page sent, in the session it was shown in, goes
 * on.
 */
final class Forms implements Handler<RoutingContext> {

  /** Where forms have their session's token. */
  static final String TOKEN = "csrf";

  private final SameOrigin sameOrigin;
  private final Visitors visitors;
  private final ActingFor actingFor;
  private final Replies replies;

  Forms(SameOrigin sameOrigin, Visitors visitors, ActingFor actingFor, Replies replies) {
    this.sameOrigin = sameOrigin;
    this.visitors = visitors;
    this.actingFor = actingFor;
    this.replies = replies;
  }

  @Override
  public void handle(RoutingContext context) {
    check(
        context,
        // And shown for whom they act now: not for whom they did in another window
        session -> session.vouchesFor(token(context), actingFor.of(context.request(), session)));
  }

  /** For what ends the session for whomever they act: they may have turned in another window. */
  void ofAnybody(RoutingContext context) {
    check(context, session -> session.made(token(context)));
  }

  private void check(RoutingContext context, Predicate<Session> own) {
    if (!sameOrigin.holds(context.request())) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
      return;
    }
    visitors
        .of(context)
        .onSuccess(session -> check(context, session, own))
        .onFailure(failure -> replies.failed(context, failure));
  }

  private static @Nullable String token(RoutingContext context) {
    return context.request().getFormAttribute(TOKEN);
  }

  private void check(RoutingContext context, Optional<Session> session, Predicate<Session> own) {
    if (session.isEmpty()) {
      replies.plain(context, 401, Plain.SESSION_ENDED);
    } else if (!own.test(session.get())) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
    } else {
      context.next();
    }
  }
}
