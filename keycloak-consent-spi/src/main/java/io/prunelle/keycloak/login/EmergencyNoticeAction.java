// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.patient.Patients;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.server.ServerTime;
import java.util.List;
import java.util.Locale;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Tells of emergencies until the patient says to have read of them, and goes on with the login
 * whether or not that is said. The patient's own alone: what a guardian or a practitioner signs in
 * for is not theirs to be told.
 */
final class EmergencyNoticeAction implements RequiredActionProvider {
  /** On one page; the others follow. */
  private static final int MOST = 10;

  private final KeycloakSession session;
  private final ConsentProvider consent;

  EmergencyNoticeAction(KeycloakSession session) {
    this.session = session;
    this.consent = session.getProvider(ConsentProvider.class);
  }

  @Override
  public void evaluateTriggers(RequiredActionContext context) {
    Login login = new Login(context);
    // set on this login, never on the user: a login without a screen must not find it there
    if (!login.impersonated()
        && login.hasScreen()
        && !login.hasPostponed()
        && !unread(login, 1).isEmpty()) {
      login.session().addRequiredAction(EmergencyNoticeActionFactory.ID);
    } else {
      login.session().removeRequiredAction(EmergencyNoticeActionFactory.ID);
    }
  }

  @Override
  public void requiredActionChallenge(RequiredActionContext context) {
    Login login = new Login(context);
    if (login.impersonated()) {
      context.ignore();
      return;
    }
    next(login);
  }

  @Override
  public void processAction(RequiredActionContext context) {
    Login login = new Login(context);
    if (login.impersonated()) {
      context.failure();
      return;
    }
    EmergencyForm form = new EmergencyForm(context.getHttpRequest().getDecodedFormParameters());
    if (form.postpones()) {
      login.postpone();
      context.success();
      return;
    }
    if (form.wasRead()) {
      new Patients(session)
          .id(context.getRealm(), context.getUser())
          .ifPresent(
              patient ->
                  consent.read(
                      context.getRealm().getId(), patient, form.shown(), ServerTime.now()));
    }
    next(login);
  }

  private void next(Login login) {
    RequiredActionContext context = login.context();
    List<Emergency> unread = unread(login, MOST);
    if (unread.isEmpty()) {
      context.success();
      return;
    }
    Practices practices = new Practices(session, context.getRealm());
    Locale locale = session.getContext().resolveLocale(context.getUser());
    context.challenge(
        context
            .form()
            .setAttribute(
                "emergencies",
                unread.stream()
                    .map(emergency -> EmergencyView.of(emergency, practices, locale))
                    .toList())
            .createForm("hosting-consent-emergency.ftl"));
  }

  private List<Emergency> unread(Login login, int most) {
    RequiredActionContext context = login.context();
    return new Patients(session)
        .id(context.getRealm(), context.getUser())
        .map(patient -> consent.unread(context.getRealm().getId(), patient, most))
        .orElse(List.of());
  }

  @Override
  public void close() {}
}
