// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.event.DecisionEvents;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.patient.Patients;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

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
    // set on this login, never on the user: a login without a screen must not find it there
    if (login.hasScreen() && !login.impersonated() && asks(login)) {
      login.session().addRequiredAction(HostingConsentActionFactory.ID);
    } else {
      login.session().removeRequiredAction(HostingConsentActionFactory.ID);
    }
  }

  @Override
  public void requiredActionChallenge(RequiredActionContext context) {
    Login login = new Login(context);
    if (login.impersonated()) {
      context.ignore();
      return;
    }
    next(login, null);
  }

  @Override
  public void processAction(RequiredActionContext context) {
    Login login = new Login(context);
    if (login.impersonated()) {
      context.failure();
      return;
    }
    Form form = new Form(context.getHttpRequest().getDecodedFormParameters());
    Optional<Question> question = open(login).stream().filter(form::answers).findFirst();
    if (question.isEmpty()) {
      // answered in another tab, or not one of the patient's
      next(login, null);
    } else if (form.keeps() && !question.get().standing().asks(now())) {
      login.answered(question.get().hosting());
      next(login, null);
    } else {
      record(login, form, question.get());
    }
  }

  private void record(Login login, Form form, Question question) {
    Optional<Answer> answer =
        form.answer(
            question,
            new Answer.Given(
                now(),
                Channel.LOGIN,
                Author.patient(login.context().getUser().getId()),
                login.authentication()));
    Optional<Patient> patient = patient(login);
    if (answer.isEmpty() || patient.isEmpty()) {
      next(login, "hostingConsentUnclear");
      return;
    }
    Outcome outcome =
        consent.decide(login.context().getRealm().getId(), patient.get(), answer.get());
    if (outcome instanceof Outcome.Recorded recorded) {
      new DecisionEvents(login.context().getEvent()).decided(recorded.entry());
      login.answered(question.hosting());
      next(login, null);
    } else {
      // the notice changed while the page was open, or the form was tampered with
      next(login, "hostingConsentChanged");
    }
  }

  private void next(Login login, @Nullable String error) {
    List<Question> open = open(login);
    if (open.isEmpty()) {
      login.context().success();
      return;
    }
    login.context().challenge(new QuestionPage(session, login, now()).show(open, error));
  }

  private boolean asks(Login login) {
    Instant now = now();
    String realm = login.context().getRealm().getId();
    return patient(login).stream()
        .flatMap(patient -> consent.standings(realm, patient).stream())
        .anyMatch(standing -> standing.asks(now) && !login.hasAnswered(standing.hosting().id()));
  }

  /** What is still to be answered: on demand every hosting, at login those that ask. */
  private List<Question> open(Login login) {
    Instant now = now();
    String realm = login.context().getRealm().getId();
    return patient(login).stream()
        .flatMap(patient -> consent.questions(realm, patient).stream())
        .filter(question -> login.onDemand() || question.standing().asks(now))
        .filter(question -> !login.hasAnswered(question.hosting()))
        .toList();
  }

  private Optional<Patient> patient(Login login) {
    return new Patients(session).of(login.context().getRealm(), login.context().getUser());
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Time.currentTimeMillis());
  }

  @Override
  public void close() {}
}
