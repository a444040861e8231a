// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.login.SignInFailure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /my/backchannel-logout}: the realm says that a session is over (OpenID Connect
 * Back-Channel Logout 1.0, 2.5). It comes from no browser and has no cookie: the token alone
 * counts.
 */
final class BackChannelLogout implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(BackChannelLogout.class);

  private final SignIn signIn;

  BackChannelLogout(SignIn signIn) {
    this.signIn = signIn;
  }

  @Override
  public void handle(RoutingContext context) {
    String token = context.request().getFormAttribute("logout_token");
    if (token == null) {
      answer(context, 400, "invalid_request");
      return;
    }
    signIn
        .signedOut(token)
        .onSuccess(ended -> context.response().end())
        .onFailure(failure -> failed(context, failure));
  }

  /** 400 even when it is our fault: 2.8 of the specification knows no other status. */
  private static void failed(RoutingContext context, Throwable failure) {
    LOG.atWarn()
        .addKeyValue("request", RequestIds.of(context))
        .addKeyValue("cause", failure.getMessage())
        .log("A logout token was not taken");
    boolean theirs =
        failure instanceof SignInFailure known && known.reason() == SignInFailure.Reason.REJECTED;
    answer(context, 400, theirs ? "invalid_request" : "temporarily_unavailable");
  }

  private static void answer(RoutingContext context, int status, String error) {
    HttpServerResponse response = context.response();
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(new JsonObject().put("error", error).encode());
    }
  }
}
