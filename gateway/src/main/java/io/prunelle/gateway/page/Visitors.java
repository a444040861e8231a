// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.login.SignIn;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Whose session a request comes in: looked up once, whoever asks while it is answered. */
final class Visitors {

  private static final String KEY = "visitor";

  private final SignIn signIn;

  Visitors(SignIn signIn) {
    this.signIn = signIn;
  }

  /** The session, if it lasts. Fails while the database cannot be asked. */
  Future<Optional<Session>> of(RoutingContext context) {
    Future<Optional<Session>> known = context.get(KEY);
    if (known == null) {
      known = signIn.session(context.request());
      context.put(KEY, known);
    }
    return known;
  }
}
