// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Admitted;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.login.SignInFailure;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** Lets signed-in patients in, and nobody else. */
final class Patients {

  private static final String ROLE = "patient";

  private final SignIn signIn;
  private final Languages languages;
  private final Replies replies;

  Patients(SignIn signIn, Languages languages, Replies replies) {
    this.signIn = signIn;
    this.languages = languages;
    this.replies = replies;
  }

  /** Who is not signed in is sent to sign in, and comes back to this page. */
  Handler<RoutingContext> only(Function<Visit, Future<Void>> page) {
    return context ->
        signIn
            .admit(context.request())
            .compose(
                admitted ->
                    admitted.isPresent()
                        ? admit(visit(context, admitted.get()), page)
                        : signIn(context))
            .onFailure(failure -> failed(context, failure));
  }

  private Visit visit(RoutingContext context, Admitted admitted) {
    return new Visit(
        context,
        admitted.session(),
        admitted.caller(),
        admitted.accessToken(),
        languages.of(context.request()));
  }

  private Future<Void> admit(Visit visit, Function<Visit, Future<Void>> page) {
    if (isPatient(visit.caller())) {
      return page.apply(visit);
    }
    replies.plain(visit.context(), 403, Plain.NOT_A_PATIENT);
    return Future.succeededFuture();
  }

  private static boolean isPatient(Caller caller) {
    return caller.patientId() != null && caller.roles().contains(ROLE);
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
