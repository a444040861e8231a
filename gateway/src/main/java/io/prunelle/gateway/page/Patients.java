// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Session;
import io.prunelle.gateway.page.login.SignIn;
import io.prunelle.gateway.page.login.SignInFailure;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
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
    return context -> {
      Optional<Session> session = signIn.session(context.request());
      if (session.isPresent()) {
        visit(context, session.get(), page);
      } else {
        signIn(context);
      }
    };
  }

  private void visit(RoutingContext context, Session session, Function<Visit, Future<Void>> page) {
    // The token first: renewing it may tell that the person is a patient no longer
    signIn
        .accessToken(session)
        .compose(
            token ->
                admit(
                    new Visit(
                        context, session, session.caller(), token, languages.of(context.request())),
                    page))
        .onFailure(failure -> failed(context, failure));
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
      signIn.forget(context.request());
      signIn(context);
    } else {
      replies.failed(context, failure);
    }
  }

  private void signIn(RoutingContext context) {
    signIn
        .begin(context.request(), Paths.here(context), languages.of(context.request()).tag())
        .onSuccess(provider -> Redirect.to(context, provider))
        .onFailure(failure -> replies.failed(context, failure));
  }
}
