// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.login;

import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.sheet.Dates;
import io.prunelle.keycloak.sheet.SheetView;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the pages show of a question, in maps: FreeMarker sees the members of maps and of public
 * classes only.
 */
final class QuestionView {
  private final Asked asked;
  private final Question question;
  private final String practice;
  private final Locale locale;
  private final Instant now;
  private final List<String> languages;
  private final Dates dates;

  /**
   * @param languages of notices, best first
   */
  QuestionView(Asked asked, String practice, Locale locale, List<String> languages, Instant now) {
    this.asked = asked;
    this.languages = List.copyOf(languages);
    this.question = asked.question();
    this.practice = practice;
    this.locale = locale;
    this.now = now;
    this.dates = new Dates(locale);
  }

  Map<String, Object> model() {
    Map<String, Object> model = new HashMap<>();
    model.put("patient", asked.subject().patient().id());
    if (asked.subject().name() != null) {
      model.put("name", asked.subject().name());
    }
    model.put("hosting", question.hosting().toString());
    model.put("practice", practice);
    model.put("host", question.host().name());
    notice(model);
    choices(model);
    SheetView sheet =
        new SheetView(question.host().sheet(), locale, LocalDate.ofInstant(now, ZoneOffset.UTC));
    model.put("sheet", sheet.sections());
    model.put("summary", sheet.summary());
    last(model);
    objection(model);
    return model;
  }

  private void notice(Map<String, Object> model) {
    Notice notice = question.notice();
    NoticeText text = notice.text(languages);
    model.put("notice", notice.version());
    model.put("language", text.language());
    model.put("digest", notice.digest(text));
    model.put("described", question.described().digest());
    model.put("title", text.title());
    model.put("paragraphs", Arrays.asList(text.body().split("\n{2,}")));
  }

  private void choices(Map<String, Object> model) {
    Hosting hosting = question.standing().hosting();
    model.put("purposes", purposes(hosting));
    model.put("state", asked.state(now).name());
    asked.occasion(now).ifPresent(occasion -> model.put("occasion", occasion.name()));
    model.put(
        "choices",
        asked.choices(now).stream()
            .map(choice -> Map.of("decision", choice.decision().name(), "label", choice.label()))
            .toList());
    boolean permitting = asked.choices(now).stream().anyMatch(each -> each.decision().permits());
    model.put("permitting", permitting);
    Long until = permitting ? hosting.until(now, asked.subject().latest()) : null;
    if (until != null) {
      model.put("until", dates.day(Instant.ofEpochSecond(until)));
    }
    only(hosting).ifPresent(why -> model.put("only", why));
  }

  /** Why there is nothing to accept; empty where there is. */
  private Optional<String> only(Hosting hosting) {
    if (asked.former()) {
      return Optional.of("Former");
    }
    if (hosting.status() != HostingStatus.OPEN) {
      return Optional.of("Closed");
    }
    return Optional.ofNullable(asked.subject().bar())
        .map(bar -> bar instanceof Refusal.TooYoung ? "Young" : "Age");
  }

  private List<Map<String, Object>> purposes(Hosting hosting) {
    return hosting.purposes().stream()
        .map(purpose -> purpose.in(languages))
        .map(
            words -> {
              Map<String, Object> shown = new HashMap<>();
              shown.put("text", words.text());
              words
                  .foreign(locale.getLanguage())
                  .ifPresent(language -> shown.put("language", language));
              return shown;
            })
        .toList();
  }

  private void last(Map<String, Object> model) {
    Entry last = question.standing().last();
    if (last != null) {
      Paper paper = last.statement().paper();
      model.put("last", last.statement().decision().name());
      model.put(
          "decided",
          paper == null ? dates.day(last.statement().decidedAt()) : dates.day(paper.date()));
      model.put("by", last.statement().by().role().name());
      model.put("channel", last.statement().channel().name());
      if (last.statement().until() != null) {
        model.put("ends", dates.day(Instant.ofEpochSecond(last.statement().until())));
      }
    }
  }

  private void objection(Map<String, Object> model) {
    Objection objection = question.objection();
    if (objection != null) {
      Map<String, Object> shown = new HashMap<>();
      shown.put("by", objection.by().name());
      shown.put("raised", dates.day(objection.raisedAt()));
      shown.put("reason", objection.reason());
      Objection.Reply reply = objection.reply();
      if (reply != null) {
        shown.put("decision", reply.decision().name());
        shown.put("answer", reply.reason());
        shown.put("answered", dates.day(reply.at()));
      }
      model.put("objection", shown);
    }
  }
}
