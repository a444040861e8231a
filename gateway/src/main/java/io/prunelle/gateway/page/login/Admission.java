// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.page.login.Sessions.Open;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;

/** Tells who acts in a session, by an access token that holds now. */
final class Admission {

  private final Renewal renewal;
  private final AccessTokens accessTokens;
  private final Clock clock;

  Admission(Renewal renewal, AccessTokens accessTokens, Clock clock) {
    this.renewal = renewal;
    this.accessTokens = accessTokens;
    this.clock = clock;
  }

  /**
   * With tokens that are renewed where they are of no use any more.
   *
   * @param so how long the access token is to hold; one that was just renewed does as it is
   */
  Future<Admitted> of(Open open, Duration so) {
    return open.session().tokens().usable(clock.instant(), so)
        ? verified(open.session())
            .recover(
                failure -> notReady(failure) ? Future.failedFuture(failure) : renewed(open, so))
        : renewed(open, so);
  }

  private Future<Admitted> renewed(Open open, Duration so) {
    return renewal.of(open, so).compose(this::verified).recover(Admission::refused);
  }

  private Future<Admitted> verified(Session session) {
    String token = session.tokens().access();
    return accessTokens
        .verify(token)
        .map(
            caller -> {
              if (!caller.subject().equals(session.subject())) {
                throw SignInFailure.rejected("access token of another subject");
              }
              return new Admitted(session, caller, token);
            });
  }

  private static Future<Admitted> refused(Throwable failure) {
    return Future.failedFuture(
        failure instanceof SignInFailure || notReady(failure)
            ? failure
            : SignInFailure.rejected("access token: " + failure.getMessage()));
  }

  private static boolean notReady(Throwable failure) {
    return failure instanceof Refused refused && refused.refusal() instanceof Refusal.NotReady;
  }
}
