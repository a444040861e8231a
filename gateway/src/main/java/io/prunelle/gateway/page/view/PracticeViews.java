// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.report.Reports;
import java.time.LocalDate;
import java.util.List;

/** The pages of those who answer for a practice. */
public final class PracticeViews {

  private final Views views;

  public PracticeViews(Views views) {
    this.views = views;
  }

  /** {@code /practice/…}. */
  public String home(Language language, Reader reader, PracticeState state) {
    Messages t = views.in(language);
    String path = "/practice/" + state.practice();
    PracticeFacts facts = state.facts().orElse(null);
    LocalDate today = views.today();
    return views.render(
        "practice.jte",
        new PracticeView(
            views.frame(t, name(state), path, reader),
            path,
            facts != null,
            state.auditor(),
            waiting(t, "practice.objections", state.objections()),
            state.reports() < Reports.MOST_SHOWN
                ? waiting(t, "practice.reports", state.reports())
                : t.text("practice.reports.more", Reports.MOST_SHOWN),
            new HostPanels(t, today).of(state.onPremise(), facts),
            facts == null ? List.of() : new HostingPanels(t).of(facts)));
  }

  private static String name(PracticeState state) {
    return state
        .facts()
        .map(facts -> facts.practice().name())
        .filter(name -> !name.isEmpty())
        .orElse(state.practice());
  }

  private static String waiting(Messages t, String key, int count) {
    return switch (count) {
      case 0 -> t.text(key + ".none");
      case 1 -> t.text(key + ".one");
      default -> t.text(key, count);
    };
  }
}
