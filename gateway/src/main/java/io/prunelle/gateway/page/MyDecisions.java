// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.DecisionPages;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.view.DecisionViews;
import io.vertx.core.Future;
import java.util.List;
import java.util.OptionalLong;

/** {@code GET /my/decisions}: all of the patient's decisions, page by page, with their receipts. */
final class MyDecisions {

  private final ConsentLedger ledger;
  private final DecisionViews views;
  private final Replies replies;

  MyDecisions(ConsentLedger ledger, DecisionViews views, Replies replies) {
    this.ledger = ledger;
    this.views = views;
    this.replies = replies;
  }

  Future<Void> show(Visit visit) {
    OptionalLong before = Paths.beforePosition(visit.context());
    Future<List<Hosting>> hostings = ledger.hostings(visit.bearer(), visit.language().tag());
    Future<DecisionPages> decisions = ledger.decisions(visit.bearer(), before);
    return Future.all(hostings, decisions)
        .map(
            known -> {
              replies.html(
                  visit.context(),
                  200,
                  views.page(
                      visit.language(),
                      visit.reader(),
                      before,
                      decisions.result().decisions(),
                      decisions.result().older(),
                      hostings.result()));
              return null;
            });
  }
}
