// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.AuditEvents;
import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.view.Views;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /my/accesses.csv}, {@code .json} and {@code .fhir.json}: the accesses to my record,
 * all or those that were searched, to take along.
 */
final class AccessDownload {

  private static final String NAME = "accesses";

  private final Source journal;
  private final AccessSearches searches;
  private final AuditEvents events;
  private final ConsentLedger ledger;
  private final Views views;

  /** The journal's way of being read; a seam for tests. */
  interface Source {

    Future<UUID> begin(Entry reading);

    Future<List<Line>> next(UUID reading, Selection selection, @Nullable UUID before, int limit);

    Future<Void> end(UUID reading, Outcome outcome);

    static Source of(Journal journal) {
      return new Source() {
        @Override
        public Future<UUID> begin(Entry reading) {
          return journal.intend(reading);
        }

        @Override
        public Future<List<Line>> next(
            UUID reading, Selection selection, @Nullable UUID before, int limit) {
          return journal.search(reading, selection, before, limit);
        }

        @Override
        public Future<Void> end(UUID reading, Outcome outcome) {
          return journal.settle(reading, outcome);
        }
      };
    }
  }

  AccessDownload(
      Source journal,
      AccessSearches searches,
      AuditEvents events,
      ConsentLedger ledger,
      Views views) {
    this.journal = journal;
    this.searches = searches;
    this.events = events;
    this.ledger = ledger;
    this.views = views;
  }

  /** Comma-separated values (RFC 4180) in the visitor's words, with a header line. */
  Future<Void> csv(Visit visit) {
    return ledger
        .hostings(visit.bearer(), visit.language().tag())
        // Names only: without them, the file gives ids
        .otherwise(List.of())
        .compose(
            hostings ->
                send(
                    visit,
                    AccessCsv.inWords(
                        views.accessTable(visit.language(), visit.reader(), hostings))));
  }

  /** One JSON array. */
  Future<Void> json(Visit visit) {
    return send(visit, new AccessJson(AccessFields.PATIENT));
  }

  /** One FHIR Bundle of AuditEvents. */
  Future<Void> fhir(Visit visit) {
    return send(visit, new AccessBundle(events, visit.caller().subject()));
  }

  private Future<Void> send(Visit visit, AccessFormat format) {
    return look(visit)
        .compose(
            found ->
                found.isPresent()
                    ? LineStream.send(visit.context(), format, NAME, found.get())
                    : Future.succeededFuture());
  }

  /**
   * Commits that the visitor looks, and finds out for what; empty when that was not understood and
   * the visitor was sent to where it is told.
   */
  Future<Optional<LineStream.Source>> look(Visit visit) {
    return journal
        .begin(AccessReading.reading(visit))
        .compose(
            reading ->
                Concluding.unless(
                        searches.understand(visit, reading),
                        () -> Duration.ZERO,
                        outcome -> journal.end(reading, outcome))
                    .compose(
                        form ->
                            form.wrong().isEmpty()
                                ? Future.succeededFuture(
                                    Optional.of(
                                        form.given().isEmpty()
                                            ? all(reading, form.selection(visit))
                                            : found(reading, form.selection(visit))))
                                : refuse(visit, reading, form).map(Optional.empty())));
  }

  /** What was not understood is not left out: a file must not be taken for what it is not. */
  private Future<Void> refuse(Visit visit, UUID reading, AccessForm form) {
    return journal
        .end(reading, new Outcome(400, 0, Duration.ZERO, "completed"))
        .map(
            ended -> {
              Redirect.to(visit.context(), Paths.ACCESSES + form.query());
              return null;
            });
  }

  private LineStream.Source all(UUID reading, Selection selection) {
    return source(
        reading,
        (before, limit) ->
            journal
                .next(reading, selection, before, limit)
                .map(lines -> LineStream.Page.of(lines, limit)));
  }

  /** A bounded number of entries at a time, however few of them are what is looked for. */
  private LineStream.Source found(UUID reading, Selection selection) {
    return source(
        reading,
        (before, limit) ->
            searches
                .source()
                .search(reading, selection, before, limit)
                .map(
                    found -> {
                      LineStream.Page page = LineStream.Page.of(found.lines(), limit);
                      return page.onTo() == null
                          ? new LineStream.Page(found.lines(), found.onTo())
                          : page;
                    }));
  }

  private LineStream.Source source(UUID reading, Pages pages) {
    return new LineStream.Source() {
      @Override
      public Future<LineStream.Page> next(@Nullable UUID before, int limit) {
        return pages.next(before, limit);
      }

      @Override
      public Future<Void> end(Outcome outcome) {
        return journal.end(reading, outcome);
      }
    };
  }

  @FunctionalInterface
  private interface Pages {
    Future<LineStream.Page> next(@Nullable UUID before, int limit);
  }
}
