// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Stands before every form: only one that our own page sent, in the session it was shown in, goes
 * on.
 */
final class Forms implements Handler<RoutingContext> {

  private static final String TOKEN = "csrf";

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
    if (!sameOrigin.holds(context.request())) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
      return;
    }
    visitors
        .of(context)
        .onSuccess(session -> check(context, session))
        .onFailure(failure -> replies.failed(context, failure));
  }

  /** And shown for whom they act now: not for whom they did in another window. */
  private boolean own(RoutingContext context, Session session) {
    return session.vouchesFor(
        context.request().getFormAttribute(TOKEN), actingFor.of(context.request(), session));
  }

  private void check(RoutingContext context, Optional<Session> session) {
    if (session.isEmpty()) {
      replies.plain(context, 401, Plain.SESSION_ENDED);
    } else if (!own(context, session.get())) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
    } else {
      context.next();
    }
  }
}
