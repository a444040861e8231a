// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.Look;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.page.LateForms.Late;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.view.Accesses;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.ReportMistake;
import io.prunelle.gateway.page.view.Reportable;
import io.prunelle.gateway.page.view.Said;
import io.prunelle.gateway.page.view.Views;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.report.Commitment;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.report.Reports;
import io.prunelle.gateway.report.Reports.Filed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /my/accesses/…/report}: tells the practice that the patient does not recognise an access.
 * One that is not in the patient's own record is answered like one that is not there.
 */
final class Reporting {

  private static final String WORDS = "words";

  private final Looking looking;
  private final Journal journal;
  private final Reports reports;
  private final Reportable reportable;
  private final ConsentLedger ledger;
  private final KeptForms kept;
  private final SaidNotes notes;
  private final Views views;
  private final Replies replies;

  Reporting(
      Looking looking,
      Journal journal,
      Reports reports,
      Reportable reportable,
      ConsentLedger ledger,
      KeptForms kept,
      SaidNotes notes,
      Views views,
      Replies replies) {
    this.looking = looking;
    this.journal = journal;
    this.reports = reports;
    this.reportable = reportable;
    this.ledger = ledger;
    this.kept = kept;
    this.notes = notes;
    this.views = views;
    this.replies = replies;
  }

  /** The patient's own, with what was answered. */
  Future<List<Report>> of(Visit visit) {
    return reports.of(visit.patient());
  }

  /** A page of accesses, with those marked that have been reported. */
  Future<Accesses> marked(Visit visit, Accesses found) {
    List<UUID> entries = found.lines().stream().map(Line::id).toList();
    return reports.among(visit.patient(), entries).map(found::withReported);
  }

  /** {@code GET}: the access, and a form; or the way to what was said of it before. */
  Future<Void> ask(Visit visit) {
    return found(
        visit,
        line ->
            reports
                .among(visit.patient(), List.of(line.id()))
                .compose(before -> before.isEmpty() ? form(visit, line) : toReports(visit)));
  }

  /** With what was written before a new sign-in. */
  private Future<Void> form(Visit visit, Line line) {
    return kept.of(visit, Paths.reporting(line.id()))
        .map(what -> what.map(one -> one.getString(WORDS)))
        .compose(
            words ->
                form(
                    visit,
                    line,
                    200,
                    words.orElse(""),
                    words.isPresent() ? ReportMistake.SIGNED_IN : null));
  }

  static Optional<Late> late(RoutingContext context, Author author) {
    Words words = Words.of(context, WORDS);
    return Paths.entry(context)
        .filter(entry -> !words.text().isEmpty())
        .map(entry -> Late.form(Paths.reporting(entry), new JsonObject().put(WORDS, words.text())));
  }

  /** {@code POST}: tells the practice. */
  Future<Void> file(Visit visit) {
    Words words = Words.of(visit.context(), WORDS);
    return found(
        visit,
        line ->
            words.tooLong()
                ? form(visit, line, 400, words.text(), ReportMistake.TOO_LONG)
                : file(visit, line, words));
  }

  private Future<Void> found(Visit visit, Function<Line, Future<Void>> then) {
    Optional<UUID> id = Paths.entry(visit.context());
    if (id.isEmpty()) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    return looking
        .begin(new Own(visit), Selection.ofPatient(visit.patient(), id.get()))
        .compose(look -> line(look, visit))
        .compose(
            line -> {
              if (line.isPresent()) {
                return then.apply(line.get());
              }
              replies.plain(visit.context(), 404, Plain.NOT_FOUND);
              return Future.succeededFuture();
            });
  }

  private Future<Optional<Line>> line(Look look, Visit visit) {
    return looking.end(
        look,
        looking
            .next(look, null, 1)
            .map(
                lines ->
                    lines.stream()
                        .filter(line -> reportable.by(visit.caller().subject(), line.entry()))
                        .findFirst()),
        line -> new Outcome(line.isPresent() ? 200 : 404, 0, look.elapsed(), "completed"));
  }

  private static Future<Void> toReports(Visit visit) {
    Redirect.to(visit.context(), Paths.HOME + "#reports");
    return Future.succeededFuture();
  }

  private Future<Void> reported(Visit visit) {
    notes.leave(visit, Said.of(Said.What.REPORTED));
    Redirect.to(visit.context(), Paths.MESSAGE);
    return Future.succeededFuture();
  }

  private Future<Void> form(
      Visit visit, Line line, int status, String words, @Nullable ReportMistake wrong) {
    return ledger
        .hostings(visit.bearer(), visit.language().tag())
        .map(
            hostings -> {
              replies.html(
                  visit.context(),
                  status,
                  views.report(visit.language(), visit.reader(), line, words, wrong, hostings));
              return null;
            });
  }

  private Future<Void> file(Visit visit, Line line, Words words) {
    long begun = System.nanoTime();
    String practice = String.valueOf(line.entry().where().practice());
    Commitment committed = Commitment.to(words.text());
    return journal
        .intend(new Own(visit).reports(line.id(), practice, committed))
        .compose(
            entry ->
                Concluding.of(
                    reports.file(
                        line.id(),
                        practice,
                        visit.patient(),
                        line.recordedAt(),
                        line.entry().agent().name(),
                        visit.caller().subject(),
                        words.text(),
                        committed),
                    () -> Own.since(begun),
                    filed -> Own.outcome(status(filed), begun),
                    // It is kept, or not: that is told all the same
                    outcome -> journal.settle(entry, outcome).otherwiseEmpty()))
        .compose(
            filed ->
                switch (filed) {
                  case REPORTED, REPEATED ->
                      kept.done(visit, Paths.reporting(line.id()), what -> true)
                          .compose(done -> reported(visit));
                  case ALREADY ->
                      words.text().isEmpty()
                          ? toReports(visit)
                          : form(visit, line, 409, words.text(), ReportMistake.ALREADY);
                  case TOO_MANY -> form(visit, line, 429, words.text(), ReportMistake.TOO_MANY);
                },
            failure ->
                failure instanceof Refused down && down.refusal() instanceof Refusal.NotReady
                    ? form(visit, line, 503, words.text(), ReportMistake.LATER)
                    : Future.failedFuture(failure));
  }

  private static int status(Filed filed) {
    return switch (filed) {
      case REPORTED -> 200;
      // Of a second one, the journal was told of words that are not kept
      case REPEATED, ALREADY -> 409;
      case TOO_MANY -> 429;
    };
  }

  /** The patient who looks at an access, and reports it. */
  private record Own(Visit visit) implements Looking.Viewer {

    @Override
    public Entry asks(@Nullable String patient) {
      return AccessReading.reading(visit);
    }

    @Override
    public Entry shows(String patient) {
      return AccessReading.reading(visit);
    }

    /** Under the address that {@code verify} looks for, however it was spelt. */
    Entry reports(UUID access, String practice, Commitment words) {
      Entry reading = AccessReading.reading(visit);
      return new Entry(
          reading.requestId(),
          reading.agent(),
          new Entry.Act("report", null, null, words.said("words"), "POST", Paths.reporting(access)),
          new Entry.Where(practice, visit.patient(), null, null, null),
          true,
          "own-journal");
    }

    static Outcome outcome(int status, long begun) {
      return new Outcome(status, 0, since(begun), "completed");
    }

    static Duration since(long begun) {
      return Duration.ofNanos(System.nanoTime() - begun);
    }
  }
}
