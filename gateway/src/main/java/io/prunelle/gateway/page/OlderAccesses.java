// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;

/** {@code GET /my/accesses?before=…}: further back in my journal. */
final class OlderAccesses {

  private final ConsentLedger ledger;
  private final AccessReading accesses;
  private final Views views;
  private final Replies replies;

  OlderAccesses(ConsentLedger ledger, AccessReading accesses, Views views, Replies replies) {
    this.ledger = ledger;
    this.accesses = accesses;
    this.views = views;
    this.replies = replies;
  }

  Future<Void> show(Visit visit) {
    // The hostings lend the names of hosts and practices
    return ledger
        .hostings(visit.accessToken(), visit.language().tag())
        .compose(
            hostings ->
                accesses
                    .page(visit, Paths.before(visit.context()).orElse(null))
                    .map(
                        page ->
                            views.accesses(
                                visit.language(),
                                visit.reader(),
                                Paths.here(visit.context()),
                                page,
                                hostings)))
        .map(
            html -> {
              replies.html(visit.context(), 200, html);
              return null;
            });
  }
}
