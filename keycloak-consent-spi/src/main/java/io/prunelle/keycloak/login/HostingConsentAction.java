// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Subject;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Asks, one hosting per screen, and goes on with the login whatever the answer: a refusal is a
 * decision, not a failure.
 */
final class HostingConsentAction implements RequiredActionProvider {
  private final KeycloakSession session;
  private final ConsentProvider consent;

  HostingConsentAction(KeycloakSession session) {
    this.session = session;
    this.consent = session.getProvider(ConsentProvider.class);
  }

  @Override
  public InitiatedActionSupport initiatedActionSupport() {
    return InitiatedActionSupport.SUPPORTED;
  }

  @Override
  public void evaluateTriggers(RequiredActionContext context) {
    Login login = new Login(context);
    // set on this login, never on the user: a login without a screen must not find it there. What
    // an application requests comes anyway, and could not be cancelled if it were required as well
    boolean free = !login.impersonated() && !login.onDemand() && !login.cancelled();
    if (login.hasScreen() && free && asks(login)) {
      login.session().addRequiredAction(HostingConsentActionFactory.ID);
    } else {
      login.session().removeRequiredAction(HostingConsentActionFactory.ID);
    }
  }

  /** Nothing is recorded, which is not a refusal: whoever was to be asked is at the next login. */
  @Override
  public void initiatedActionCanceled(
      KeycloakSession keycloak, AuthenticationSessionModel authentication) {
    authentication.setAuthNote(Login.CANCELLED, "true");
  }

  @Override
  public void requiredActionChallenge(RequiredActionContext context) {
    Login login = new Login(context);
    if (login.impersonated() || nothingRequested(login)) {
      // the application learns kc_action_status=error, and not why
      context.ignore();
      return;
    }
    next(login, Message.NONE);
  }

  @Override
  public void processAction(RequiredActionContext context) {
    Login login = new Login(context);
    if (login.impersonated()) {
      context.failure();
      return;
    }
    Form form = new Form(context.getHttpRequest().getDecodedFormParameters());
    form.whom().ifPresent(login::choose);
    Optional<Asked> asked = open(login).stream().filter(form::answers).findFirst();
    if (asked.isEmpty()) {
      // answered in another tab, or not one of the patient's
      next(login, Message.NONE);
    } else if (asked.get().tells()) {
      tell(login, form, asked.get());
    } else if (form.keeps() && asked.get().occasion(now()).isEmpty()) {
      login.answered(asked.get());
      next(login, Message.NONE);
    } else {
      record(login, form, asked.get());
    }
  }

  private void tell(Login login, Form form, Asked asked) {
    if (form.wasTold()) {
      consent.told(realm(login), asked.question().objection().position(), now());
    }
    next(login, Message.NONE);
  }

  private void record(Login login, Form form, Asked asked) {
    Subject subject = asked.subject();
    Optional<Answer> answer =
        form.answer(
            asked,
            new Answer.Given(
                now(),
                Channel.LOGIN,
                subject.by(),
                login.authentication(),
                null,
                subject.latest()));
    if (answer.isEmpty()) {
      next(login, Message.UNCLEAR);
      return;
    }
    Outcome outcome = consent.decide(realm(login), subject.patient(), answer.get());
    if (outcome instanceof Outcome.Recorded recorded) {
      new Aftermath(session, login.context().getEvent(), login.session().getParentSession().getId())
          .decided(recorded.entry());
      login.answered(asked);
      next(login, Message.NONE);
    } else if (((Outcome.Refused) outcome).reason() instanceof Refusal.ReasonMissing) {
      next(login, Message.REASON);
    } else {
      // the notice changed while the page was open, or the form was tampered with
      next(login, Message.CHANGED);
    }
  }

  private void next(Login login, Message message) {
    List<Asked> open = open(login);
    if (open.isEmpty()) {
      login.context().success();
      return;
    }
    login.context().challenge(new Pages(session, login, now()).show(open, message));
  }

  /** Whether an application asked for a hosting that does not concern the patient. */
  private boolean nothingRequested(Login login) {
    return login.onDemand()
        && open(login).isEmpty()
        && subjects(login).stream()
            .flatMap(subject -> consent.questions(realm(login), subject.patient()).stream())
            .noneMatch(question -> login.requests(question.hosting()));
  }

  private boolean asks(Login login) {
    Instant now = now();
    return subjects(login).stream()
        .anyMatch(
            subject ->
                consent.standings(realm(login), subject.patient()).stream()
                    .filter(standing -> standing.asks(now))
                    .anyMatch(standing -> !login.hasDone(subject, standing)));
  }

  /** What is still to be answered: on demand what was requested, and always what asks. */
  private List<Asked> open(Login login) {
    Instant now = now();
    return subjects(login).stream()
        .flatMap(
            subject ->
                consent.questions(realm(login), subject.patient()).stream()
                    .map(question -> new Asked(subject, question)))
        .filter(asked -> asked.open(now))
        .filter(
            asked ->
                login.requests(asked.question().hosting()) || asked.question().standing().asks(now))
        .filter(asked -> !login.hasDone(asked.subject(), asked.question().standing()))
        .toList();
  }

  private List<Subject> subjects(Login login) {
    return new Patients(session)
        .subjects(login.context().getRealm(), login.context().getUser(), now());
  }

  private static String realm(Login login) {
    return login.context().getRealm().getId();
  }

  private static Instant now() {
    return ServerTime.now();
  }

  @Override
  public void close() {}
}
