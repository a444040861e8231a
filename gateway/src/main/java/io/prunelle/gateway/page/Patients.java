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
    if (!isPatient(session.caller())) {
      replies.plain(context, 403, Plain.NOT_A_PATIENT);
      return;
    }
    signIn
        .accessToken(session)
        .compose(token -> page.apply(visit(context, session, token)))
        .onFailure(failure -> failed(context, failure));
  }

  private Visit visit(RoutingContext context, Session session, String token) {
    return new Visit(context, session, session.caller(), token, languages.of(context.request()));
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
