// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.pdf.PdfPrinter;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code GET /my/accesses.pdf}: the newest accesses to my record, all or those that were searched,
 * to print or to hand on, one's own folded as on the page. A file for machines has all of them; a
 * document has a bound.
 */
final class AccessPrint {

  /** Accesses on a document. It says so if there are more. */
  static final int MOST = 1_000;

  private static final int AT_ONCE = 500;

  /** What is looked for among many others is looked for no further than so many pages. */
  private static final int MOST_PAGES = 200;

  private final ConsentLedger ledger;
  private final AccessDownload accesses;
  private final Views views;
  private final PdfPrinter printer;
  private final Replies replies;

  AccessPrint(
      ConsentLedger ledger,
      AccessDownload accesses,
      Views views,
      PdfPrinter printer,
      Replies replies) {
    this.ledger = ledger;
    this.accesses = accesses;
    this.views = views;
    this.printer = printer;
    this.replies = replies;
  }

  Future<Void> pdf(Visit visit) {
    return printer.forOne(
        visit.caller().subject(),
        () ->
            accesses
                .look(visit)
                .compose(
                    found ->
                        found.isPresent() ? print(visit, found.get()) : Future.succeededFuture()));
  }

  private Future<Void> print(Visit visit, LineStream.Source source) {
    long begun = System.nanoTime();
    Future<Buffer> pdf =
        new Gathering(source, new Folding(AccessReading.reading(visit), MOST).begin())
            .all()
            .compose(
                gathered ->
                    ledger
                        .hostings(visit.bearer(), visit.language().tag())
                        .compose(
                            hostings ->
                                printer.print(
                                    views.accessesPrint(
                                        visit.language(),
                                        visit.reader(),
                                        gathered.lines(),
                                        gathered.more(),
                                        !AccessForm.query(visit.context().queryParams()).isEmpty(),
                                        hostings))));
    return pdf.eventually(() -> source.end(outcome(pdf, begun)))
        .map(
            done -> {
              replies.pdf(visit.context(), "accesses", done);
              return null;
            });
  }

  private static Outcome outcome(Future<Buffer> pdf, long begun) {
    return new Outcome(
        pdf.succeeded() ? 200 : 503,
        pdf.succeeded() ? pdf.result().length() : 0,
        Duration.ofNanos(System.nanoTime() - begun),
        "completed");
  }

  /**
   * What is on the document.
   *
   * @param more whether there is more than that
   */
  private record Gathered(List<Line> lines, boolean more) {}

  /** Reads page by page, one after the other, until there is enough. */
  private static final class Gathering {

    private final LineStream.Source source;
    private final Folding.Page folded;
    private final Promise<Gathered> done = Promise.promise();
    private int pages;

    Gathering(LineStream.Source source, Folding.Page folded) {
      this.source = source;
      this.folded = folded;
    }

    Future<Gathered> all() {
      next(Optional.empty());
      return done.future();
    }

    private void next(Optional<UUID> before) {
      source.next(before.orElse(null), AT_ONCE).onSuccess(this::take).onFailure(done::fail);
    }

    private void take(LineStream.Page page) {
      folded.take(page.lines());
      pages++;
      UUID onTo = page.onTo();
      if (onTo == null || folded.isFull() || pages == MOST_PAGES) {
        done.complete(new Gathered(folded.lines(), onTo != null || folded.isFull()));
      } else {
        next(Optional.of(onTo));
      }
    }
  }
}
