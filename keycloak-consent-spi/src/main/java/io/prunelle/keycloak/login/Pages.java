// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.patient.Practices;
import io.prunelle.keycloak.patient.Subject;
import io.prunelle.keycloak.server.RealmLanguages;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;

/** Which page comes next, and what it is given to show. */
final class Pages {
  private final KeycloakSession session;
  private final Login login;
  private final Instant now;

  Pages(KeycloakSession session, Login login, Instant now) {
    this.session = session;
    this.login = login;
    this.now = now;
  }

  /**
   * What a patient wrote that was not recorded, to be shown again at the same question.
   *
   * @param key of that question
   * @param words null for none
   */
  record Written(String key, @Nullable String words) {
    static final Written NOTHING = new Written("", null);
  }

  /** Shows one of the questions that are open; first, if there are several patients, for whom. */
  Response show(List<Asked> open, Message message, Written written) {
    LoginFormsProvider form = login.context().form();
    message.on(form);
    List<Subject> subjects = open.stream().map(Asked::subject).distinct().toList();
    Optional<Subject> subject =
        subjects.size() == 1
            ? Optional.of(subjects.get(0))
            : subjects.stream().filter(s -> s.patient().id().equals(login.chosen())).findFirst();
    return subject
        .map(
            s ->
                question(
                    form,
                    open.stream().filter(asked -> asked.subject().equals(s)).toList(),
                    written))
        .orElseGet(() -> whom(form, subjects));
  }

  private static Response whom(LoginFormsProvider form, List<Subject> subjects) {
    form.setAttribute("subjects", subjects.stream().map(Pages::person).toList());
    return form.createForm("hosting-consent-whom.ftl");
  }

  private Response question(LoginFormsProvider form, List<Asked> open, Written written) {
    Asked first = open.get(0);
    if (written.words() != null && written.key().equals(first.key())) {
      form.setAttribute("written", written.words());
    }
    Locale locale = session.getContext().resolveLocale(login.context().getUser());
    Practices practices = new Practices(session, login.context().getRealm());
    String practice = first.question().hosting().practice();
    form.setAttribute(
        "question",
        new QuestionView(
                first,
                practices.name(practice).orElse(practice),
                locale,
                RealmLanguages.of(login.context().getRealm(), List.of(locale.getLanguage())),
                now)
            .model());
    form.setAttribute("remaining", open.size() - 1);
    form.setAttribute(
        "minutes",
        Duration.ofSeconds(login.context().getRealm().getAccessCodeLifespanUserAction())
            .toMinutes());
    if (first.tells()) {
      return form.createForm("hosting-consent-answer.ftl");
    }
    login.shows(first);
    LegalBasis basis = first.question().standing().hosting().legalBasis();
    return form.createForm(
        basis == LegalBasis.EXPLICIT_CONSENT
            ? "hosting-consent.ftl"
            : "hosting-consent-information.ftl");
  }

  private static Map<String, Object> person(Subject subject) {
    String name = subject.name();
    return Map.of("id", subject.patient().id(), "name", name == null ? "" : name);
  }
}
