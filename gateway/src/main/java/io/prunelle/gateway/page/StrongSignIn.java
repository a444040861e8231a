// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether who answers for a practice has shown who they are as its pages ask for: with a second
 * factor, say. These show what many patients have said or had done; a password that somebody
 * guessed is not to open them.
 */
final class StrongSignIn {

  private final SignIn signIn;
  private final Replies replies;
  private final @Nullable String acr;

  /**
   * The rule of one gateway.
   *
   * @param acr of which kind it has to be, in the realm's words; null for any
   */
  StrongSignIn(SignIn signIn, Replies replies, @Nullable String acr) {
    this.signIn = signIn;
    this.replies = replies;
    this.acr = acr;
  }

  /** Goes on with who has; others are sent to, and come back. What they sent is not done. */
  Future<Void> before(Visit visit, Supplier<Future<Void>> page) {
    if (acr == null || visit.session().authenticatedAs(acr)) {
      return page.get();
    }
    if (!HttpMethod.GET.equals(visit.context().request().method())) {
      replies.plain(visit.context(), 403, Plain.TOO_WEAK);
      return Future.succeededFuture();
    }
    return signIn
        .beginStronger(
            visit.context().request(), Paths.here(visit.context()), visit.language().tag(), acr)
        .map(
            provider -> {
              Redirect.to(visit.context(), provider);
              return null;
            });
  }

  /** Of which kind the next one has to be, so that none is weaker than the one before. */
  @Nullable String asStrongAs(Visit visit) {
    return acr != null && visit.session().authenticatedAs(acr) ? acr : null;
  }
}
