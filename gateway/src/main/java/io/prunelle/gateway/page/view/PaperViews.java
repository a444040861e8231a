// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Answer;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.PaperDecision;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeFacts.Arrangement;
import io.prunelle.gateway.page.view.PaperView.Option;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages on which decisions on paper are recorded. */
public final class PaperViews {

  private final Views views;

  public PaperViews(Views views) {
    this.views = views;
  }

  /**
   * {@code /practice/…/decisions/new}.
   *
   * @param given what was written, by field
   * @param wrong fields that cannot be as they are, each with what is wrong
   * @param kept whether something is kept that can be given up
   */
  public String form(
      Language language,
      Reader reader,
      String practice,
      Map<String, String> given,
      Map<String, String> wrong,
      PracticeFacts facts,
      boolean kept,
      Optional<OfficeSaid> said) {
    Messages t = views.in(language);
    String path = path(practice);
    List<Arrangement> takes =
        facts.hostings().stream()
            .filter(one -> one.status() != Hosting.Status.ENDED && one.notice().isPresent())
            .toList();
    return views.render(
        "paper.jte",
        new PaperView(
            views.frame(t, t.text("paper.title"), path, reader),
            path,
            given,
            wrong,
            takes.stream().map(one -> new Option(one.id(), hosting(t, one, facts))).toList(),
            takes.stream()
                .flatMap(one -> one.legalBasis().answers().stream())
                .distinct()
                .map(kind -> new Option(kind.name(), decision(t, kind)))
                .toList(),
            takes.stream()
                .flatMap(one -> one.notice().orElseThrow().titles().keySet().stream())
                .distinct()
                .sorted()
                .map(tag -> new Option(tag, language.nameOf(tag)))
                .toList(),
            kept ? decisions(practice) : null,
            said.map(what -> t.text("office.said." + what)).orElse(null)));
  }

  /**
   * What was written, to be confirmed.
   *
   * @param name of the patient
   * @param before what was sent before of the same document
   */
  public String confirm(
      Language language,
      Reader reader,
      String practice,
      String name,
      PaperDecision paper,
      Arrangement hosting,
      PracticeFacts facts,
      SentBefore before) {
    Messages t = views.in(language);
    Dates dates = new Dates(language);
    String title =
        hosting
            .notice()
            .map(notice -> notice.titles().getOrDefault(paper.language(), ""))
            .orElse("");
    List<PaperConfirmView.Fact> shown =
        List.of(
            new PaperConfirmView.Fact(t.text("paper.name"), name),
            new PaperConfirmView.Fact(t.text("paper.patient"), paper.patient()),
            new PaperConfirmView.Fact(t.text("paper.hosting"), hosting(t, hosting, facts)),
            new PaperConfirmView.Fact(t.text("paper.decision"), decision(t, paper.decision())),
            new PaperConfirmView.Fact(
                t.text("paper.notice"),
                t.text(
                    "paper.notice.is", paper.notice(), title, language.nameOf(paper.language()))),
            new PaperConfirmView.Fact(t.text("paper.signed"), dates.date(paper.signed())),
            new PaperConfirmView.Fact(t.text("paper.digest"), paper.digest()));
    return views.render(
        "paperconfirm.jte",
        new PaperConfirmView(
            views.frame(t, t.text("paper.confirm.title"), path(practice), reader),
            decisions(practice),
            t.text(before.lead()),
            shown,
            paper,
            before.what()));
  }

  private static String decisions(String practice) {
    return "/practice/" + practice + "/decisions";
  }

  private static String path(String practice) {
    return decisions(practice) + "/new";
  }

  private static String hosting(Messages t, Arrangement hosting, PracticeFacts facts) {
    return facts
        .hostOf(hosting)
        .map(host -> t.text("paper.hosting.at", host.host().name()))
        .orElse(hosting.id());
  }

  private static String decision(Messages t, Answer.Kind kind) {
    return t.text("paper.decision." + kind);
  }
}
