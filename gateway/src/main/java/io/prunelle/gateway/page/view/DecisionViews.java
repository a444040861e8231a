// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.List;
import java.util.OptionalLong;

/** The page of all decisions. */
public final class DecisionViews {

  static final String PATH = "/my/decisions";

  private final Views views;

  public DecisionViews(Views views) {
    this.views = views;
  }

  /**
   * {@code /my/decisions}.
   *
   * @param before the decisions are below this position in the ledger; empty for the newest
   * @param decisions newest first
   * @param older whether there are others below these
   */
  public String page(
      Language language,
      Reader reader,
      OptionalLong before,
      List<Decision> decisions,
      boolean older,
      List<Hosting> hostings) {
    Messages t = views.in(language);
    String here = before.isPresent() ? at(before.getAsLong()) : PATH;
    return views.render(
        "decisions.jte",
        new DecisionsView(
            views.frame(t, t.text("decisions.title"), here, reader),
            new DecisionRows(t, views.names(hostings), hostings).of(decisions),
            older && !decisions.isEmpty()
                ? at(decisions.get(decisions.size() - 1).position())
                : null,
            t.text(before.isPresent() ? "decisions.noneOlder" : "decisions.none")));
  }

  private static String at(long position) {
    return PATH + "?before=" + position;
  }
}
