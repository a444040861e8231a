// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.SignIn;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;

/**
 * Whether who is signed in has shown only now who they are. Somebody else at a device that was left
 * alone has not, and decides nothing.
 */
final class FreshSignIn {

  private final SignIn signIn;
  private final StrongSignIn strong;
  private final Duration maxAge;
  private final Clock clock;

  FreshSignIn(SignIn signIn, StrongSignIn strong, Duration maxAge, Clock clock) {
    this.signIn = signIn;
    this.strong = strong;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  boolean of(Visit visit) {
    return visit.session().authenticatedWithin(maxAge, clock.instant());
  }

  /**
   * Sends them to show it again.
   *
   * @param back path of ours to return to
   */
  Future<Void> ask(Visit visit, String back) {
    return signIn
        .beginAgain(
            visit.context().request(),
            back,
            visit.language().tag(),
            maxAge,
            strong.asStrongAs(visit))
        .map(
            provider -> {
              Redirect.to(visit.context(), provider);
              return null;
            });
  }
}
