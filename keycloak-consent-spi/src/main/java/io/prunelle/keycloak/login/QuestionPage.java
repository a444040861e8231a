// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.patient.Practices;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;

/** The page {@code hosting-consent.ftl}: what it is given to show. */
final class QuestionPage {
  private final KeycloakSession session;
  private final Login login;
  private final Instant now;

  QuestionPage(KeycloakSession session, Login login, Instant now) {
    this.session = session;
    this.login = login;
    this.now = now;
  }

  /**
   * Shows the first of the open questions.
   *
   * @param error a message's key, null for none
   */
  Response show(List<Question> open, @Nullable String error) {
    Locale locale = session.getContext().resolveLocale(login.context().getUser());
    LoginFormsProvider form = login.context().form();
    if (error != null) {
      form.setError(error);
    }
    form.setAttribute("question", question(open.get(0), locale));
    form.setAttribute("remaining", open.size() - 1);
    return form.createForm("hosting-consent.ftl");
  }

  // FreeMarker sees the members of maps and of public classes only
  private Map<String, Object> question(Question question, Locale locale) {
    Hosting hosting = question.standing().hosting();
    Notice notice = question.notice();
    NoticeText text = notice.text(List.of(locale.getLanguage()));
    DateTimeFormatter dates =
        DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale);
    State state = question.standing().state(now);
    Map<String, Object> shown = new HashMap<>();
    shown.put("hosting", question.hosting().toString());
    String practice = question.hosting().practice();
    shown.put(
        "practice",
        new Practices(session, login.context().getRealm()).name(practice).orElse(practice));
    shown.put("host", question.host().name());
    shown.put("purposes", hosting.purposes());
    shown.put("notice", notice.version());
    shown.put("language", text.language());
    shown.put("digest", notice.digest(text));
    shown.put("title", text.title());
    shown.put("paragraphs", Arrays.asList(text.body().split("\n{2,}")));
    shown.put("state", state.name());
    shown.put("asks", question.standing().asks(now));
    shown.put("withdraws", state == State.PERMIT && !question.standing().asks(now));
    SheetView sheet =
        new SheetView(question.host().sheet(), locale, LocalDate.ofInstant(now, ZoneOffset.UTC));
    shown.put("sheet", sheet.sections());
    shown.put("summary", sheet.summary());
    Long until = hosting.until(now);
    if (until != null) {
      shown.put(
          "until", dates.format(LocalDate.ofInstant(Instant.ofEpochSecond(until), ZoneOffset.UTC)));
    }
    if (question.standing().last() != null) {
      Instant decided = question.standing().last().statement().decidedAt();
      shown.put("decided", dates.format(LocalDate.ofInstant(decided, ZoneId.systemDefault())));
    }
    return shown;
  }
}
