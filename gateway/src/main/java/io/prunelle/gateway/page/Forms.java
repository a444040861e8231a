// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Stands before every form: only one that our own page sent, in the session it was shown in, goes
 * on.
 */
final class Forms implements Handler<RoutingContext> {

  private static final String TOKEN = "csrf";

  private final SameOrigin sameOrigin;
  private final SignIn signIn;
  private final Replies replies;

  Forms(SameOrigin sameOrigin, SignIn signIn, Replies replies) {
    this.sameOrigin = sameOrigin;
    this.signIn = signIn;
    this.replies = replies;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Session> session = signIn.session(request);
    if (!sameOrigin.holds(request)) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
    } else if (session.isEmpty()) {
      replies.plain(context, 401, Plain.SESSION_ENDED);
    } else if (!session.get().vouchesFor(request.getFormAttribute(TOKEN))) {
      replies.plain(context, 403, Plain.NOT_VERIFIED);
    } else {
      context.next();
    }
  }
}
