// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.ActingFor;
import io.prunelle.gateway.page.login.Admitted;
import io.prunelle.gateway.page.login.FormAuthors;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.login.SignInFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Requests by people who are signed in. Who is not is sent to sign in, and comes back. */
final class Visits {

  private final SignIn signIn;
  private final Languages languages;
  private final Replies replies;
  private final ActingFor actingFor;
  private final FormAuthors authors;
  private final FairShare share;
  private final StrongSignIn strong;

  Visits(
      SignIn signIn,
      Languages languages,
      Replies replies,
      ActingFor actingFor,
      FormAuthors authors,
      FairShare share,
      StrongSignIn strong) {
    this.signIn = signIn;
    this.languages = languages;
    this.replies = replies;
    this.actingFor = actingFor;
    this.authors = authors;
    this.share = share;
    this.strong = strong;
  }

  /** A page that is shown to who is signed in. */
  Handler<RoutingContext> to(Function<Visit, Future<Void>> page) {
    return context -> admitted(context, signIn.admit(context.request()), page);
  }

  /** The same, with an access token that holds for a while where the realm gives any such. */
  Handler<RoutingContext> to(Function<Visit, Future<Void>> page, Duration so) {
    return context -> admitted(context, signIn.admit(context.request(), so), page);
  }

  /** Goes on with who has signed in as strongly as those who answer for a practice have to. */
  Future<Void> strongly(Visit visit, Supplier<Future<Void>> page) {
    return strong.before(visit, page);
  }

  private void admitted(
      RoutingContext context,
      Future<Optional<Admitted>> admission,
      Function<Visit, Future<Void>> page) {
    admission
        .compose(
            admitted ->
                admitted.isPresent()
                    ? share.of(
                        admitted.get().caller().subject(),
                        () -> page.apply(visit(context, admitted.get())))
                    : signIn(context))
        .onFailure(failure -> failed(context, failure));
  }

  private Visit visit(RoutingContext context, Admitted admitted) {
    return new Visit(
        context,
        admitted.session(),
        admitted.caller(),
        admitted.accessToken(),
        languages.of(context.request()),
        actingFor.of(context.request(), admitted.session()),
        null,
        authors);
  }

  private void failed(RoutingContext context, Throwable failure) {
    boolean sessionEnded =
        failure instanceof SignInFailure end && end.reason() == SignInFailure.Reason.ENDED;
    if (sessionEnded && HttpMethod.GET.equals(context.request().method())) {
      signIn
          .forget(context.request())
          .compose(forgotten -> signIn(context))
          .onFailure(again -> replies.failed(context, again));
    } else {
      replies.failed(context, failure);
    }
  }

  private Future<Void> signIn(RoutingContext context) {
    return signIn
        .begin(context.request(), Paths.here(context), languages.of(context.request()).tag())
        .map(
            provider -> {
              Redirect.to(context, provider);
              return null;
            });
  }
}
