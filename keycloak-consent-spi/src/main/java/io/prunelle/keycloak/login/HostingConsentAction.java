// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Busy;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.event.Aftermath;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.patient.Objectors;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Subject;
import io.prunelle.keycloak.server.ServerTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    try {
      consent.inTurn(
          () -> {
            process(login, form);
            return login;
          });
    } catch (Busy busy) {
      // as if the form had not arrived: nothing was recorded
      next(login, Message.UNCLEAR, written(login, form));
    }
  }

  private Pages.Written written(Login login, Form form) {
    return open(login).stream()
        .filter(form::answers)
        .findFirst()
        .map(asked -> new Pages.Written(asked.key(), form.written()))
        .orElse(Pages.Written.NOTHING);
  }

  private void process(Login login, Form form) {
    form.whom().ifPresent(login::choose);
    Optional<Asked> asked = open(login).stream().filter(form::answers).findFirst();
    if (asked.isEmpty()) {
      late(login, form);
    } else if (asked.get().tells()) {
      tell(login, form, asked.get());
    } else if (form.keeps() && asked.get().occasion(now()).isEmpty()) {
      login.answered(asked.get());
      next(login, Message.NONE);
    } else {
      record(login, form, asked.get());
    }
  }

  /**
   * To what was shown and is not asked any more: somebody has answered it meanwhile, or nothing can
   * be permitted there by now. A refusal counts all the same; what permits against another's
   * refusal is asked for once more.
   */
  private void late(Login login, Form form) {
    Optional<Asked> asked =
        questions(login).filter(form::answers).filter(login::hasShown).findFirst();
    Optional<Decision> decision = form.decision();
    if (asked.isEmpty() || decision.isEmpty() || !asked.get().heeds(decision.get(), now())) {
      next(login, Message.NONE);
      return;
    }
    login.again(asked.get());
    if (decision.get().permits()) {
      next(login, Message.CHANGED);
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
    if (answer.get().decision() == Decision.OBJECT && form.tooLong()) {
      next(login, Message.LONG, new Pages.Written(asked.key(), form.written()));
      return;
    }
    Aftermath aftermath =
        new Aftermath(
            session, login.context().getEvent(), login.session().getParentSession().getId());
    Outcome outcome = decide(login, subject, answer.get());
    if (outcome instanceof Outcome.Refused refused) {
      aftermath.refused(refused.reason(), answer.get().decision());
      next(
          login,
          Message.of(refused.reason()),
          new Pages.Written(asked.key(), answer.get().reason()));
      return;
    }
    if (outcome instanceof Outcome.Recorded recorded) {
      aftermath.decided(recorded.entry());
    }
    login.answered(asked);
    next(login, Message.NONE);
  }

  private Outcome decide(Login login, Subject subject, Answer answer) {
    return subject
        .bars(answer.decision())
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> consent.decide(realm(login), subject.patient(), answer));
  }

  private void next(Login login, Message message) {
    next(login, message, Pages.Written.NOTHING);
  }

  private void next(Login login, Message message, Pages.Written written) {
    List<Asked> open = open(login);
    if (open.isEmpty()) {
      login.notAgain();
      login.context().success();
      return;
    }
    login.context().challenge(new Pages(session, login, now()).show(open, message, written));
  }

  /** Whether an application asked for a hosting that does not concern the patient. */
  private boolean nothingRequested(Login login) {
    return login.onDemand()
        && open(login).isEmpty()
        && questions(login).noneMatch(asked -> login.requests(asked.question().hosting()));
  }

  private boolean asks(Login login) {
    Instant now = now();
    return subjects(login)
        .anyMatch(
            subject ->
                consent.standings(realm(login), subject.patient()).stream()
                    .map(standing -> told(login, subject, standing))
                    .filter(
                        standing ->
                            Asked.asks(subject, standing, now) || login.isAgain(subject, standing))
                    .anyMatch(standing -> !login.hasDone(subject, standing)));
  }

  /** What is still to be answered: on demand what was requested, and always what asks. */
  private List<Asked> open(Login login) {
    Instant now = now();
    return questions(login)
        .filter(asked -> asked.open(now))
        .filter(
            asked ->
                login.requests(asked.question().hosting())
                    || asked.asks(now)
                    || login.isAgain(asked.subject(), asked.question().standing()))
        .filter(asked -> !login.hasDone(asked.subject(), asked.question().standing()))
        .toList();
  }

  /**
   * All that concerns the patients; on demand also what they permitted where they no longer are.
   */
  private Stream<Asked> questions(Login login) {
    return subjects(login)
        .flatMap(
            subject ->
                Stream.concat(
                    consent.questions(realm(login), subject.patient()).stream()
                        .map(
                            question ->
                                new Asked(
                                    subject,
                                    question.with(told(login, subject, question.standing())))),
                    login.onDemand()
                        ? consent.formerly(realm(login), subject.patient(), now()).stream()
                            .map(question -> new Asked(subject, question, true))
                        : Stream.empty()));
  }

  /** The practice's answer is for whoever objected: nobody else's reading it is noted as theirs. */
  private Standing told(Login login, Subject subject, Standing standing) {
    return new Objectors(consent, realm(login)).told(subject, standing);
  }

  private Stream<Subject> subjects(Login login) {
    return new Patients(session)
        .eachSubject(login.context().getRealm(), login.context().getUser(), now());
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
