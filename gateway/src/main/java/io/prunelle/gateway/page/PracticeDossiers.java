// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.pdf.PdfPrinter;
import io.prunelle.gateway.page.view.DossierKind;
import io.prunelle.gateway.page.view.DossierViews;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code /practice/…/register} and {@code …/risks}: put together of what the realm holds, as a page
 * or as PDF. Nobody is named in them.
 */
final class PracticeDossiers {

  private final PracticeLedger ledger;
  private final OfficeJournal journal;
  private final Function<String, String> onPremise;
  private final DossierViews views;
  private final PdfPrinter printer;
  private final Replies replies;

  /**
   * @param onPremise id of a practice's own host
   */
  PracticeDossiers(
      PracticeLedger ledger,
      OfficeJournal journal,
      Function<String, String> onPremise,
      DossierViews views,
      PdfPrinter printer,
      Replies replies) {
    this.ledger = ledger;
    this.journal = journal;
    this.onPremise = onPremise;
    this.views = views;
    this.printer = printer;
    this.replies = replies;
  }

  BiFunction<Visit, String, Future<Void>> page(DossierKind kind) {
    return (visit, practice) ->
        facts(visit, practice)
            .map(
                facts -> {
                  replies.html(
                      visit.context(),
                      200,
                      views.page(
                          visit.language(),
                          visit.reader(),
                          kind,
                          facts,
                          onPremise.apply(practice)));
                  return null;
                });
  }

  BiFunction<Visit, String, Future<Void>> pdf(DossierKind kind) {
    return (visit, practice) ->
        printer
            .forOne(visit.caller().subject(), () -> print(visit, practice, kind))
            .map(
                pdf -> {
                  replies.pdf(
                      visit.context(),
                      kind.path() + "-" + practice + "-" + visit.language().tag(),
                      pdf);
                  return null;
                });
  }

  private Future<Buffer> print(Visit visit, String practice, DossierKind kind) {
    return facts(visit, practice)
        .compose(
            facts ->
                printer.print(
                    views.print(
                        visit.language(), visit.reader(), kind, facts, onPremise.apply(practice))));
  }

  private Future<PracticeFacts> facts(Visit visit, String practice) {
    return journal.around(
        new OfficerViewer(visit, practice).looks(),
        () -> ledger.facts(visit.accessToken(), practice));
  }
}
