// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.audit.Look;
import io.prunelle.gateway.audit.Looking;
import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.LateForms.Late;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.view.AuditViews;
import io.prunelle.gateway.page.view.OfficeSaid;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.ReportReply;
import io.prunelle.gateway.page.view.ReportReply.Wrong;
import io.prunelle.gateway.report.Commitment;
import io.prunelle.gateway.report.Report;
import io.prunelle.gateway.report.Reports;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /practice/…/reports}: accesses that patients do not recognise, for the practice's auditors
 * to answer. Whose they are, is committed before they are shown. Nobody answers what is about
 * themselves.
 */
final class PracticeReports {

  private static final int SETTLED_AT_ONCE = 16;
  private static final String REPORT = "report";
  private static final String ANSWER = "answer";

  private final Journal journal;
  private final Looking looking;
  private final Reports reports;
  private final NamedPatients names;
  private final OwnMatters own;
  private final OfficeNotes notes;
  private final OfficeSignIn signIn;
  private final AuditViews views;
  private final Replies replies;

  PracticeReports(
      Journal journal,
      Looking looking,
      Reports reports,
      NamedPatients names,
      OwnMatters own,
      OfficeNotes notes,
      OfficeSignIn signIn,
      AuditViews views,
      Replies replies) {
    this.journal = journal;
    this.looking = looking;
    this.reports = reports;
    this.names = names;
    this.own = own;
    this.notes = notes;
    this.signIn = signIn;
    this.views = views;
    this.replies = replies;
  }

  /** {@code GET}: those that wait for an answer. */
  Future<Void> open(Visit visit, String practice) {
    return signIn
        .kept(visit, Paths.reports(practice))
        .compose(kept -> list(visit, practice, 200, kept.map(PracticeReports::kept).orElse(null)));
  }

  /** {@code POST …/ID}: answers one. */
  Future<Void> answer(Visit visit, String practice) {
    UUID id = Paths.report(visit.context()).orElse(null);
    Words words = Words.of(visit.context(), ANSWER);
    if (id == null) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    if (words.text().isEmpty() || words.tooLong()) {
      return list(visit, practice, 400, new ReportReply(id, words.text(), Wrong.WORDS));
    }
    return reports
        .one(practice, id)
        .compose(
            report -> {
              if (report.isEmpty()) {
                replies.plain(visit.context(), 404, Plain.NOT_FOUND);
                return Future.succeededFuture();
              }
              return answer(visit, report.get(), words);
            });
  }

  static Optional<Late> late(RoutingContext context, Author author) {
    Words words = Words.of(context, ANSWER);
    return Paths.report(context)
        .filter(report -> !words.text().isEmpty())
        .flatMap(
            report ->
                Paths.practice(context)
                    .map(practice -> Late.form(Paths.reports(practice), kept(report, words))));
  }

  private static JsonObject kept(UUID report, Words words) {
    return new JsonObject().put(REPORT, report.toString()).put(ANSWER, words.text());
  }

  private Future<Void> answer(Visit visit, Report report, Words words) {
    if (report.answer() != null) {
      return already(visit, report, words);
    }
    return isOwn(visit, report)
        .compose(
            own ->
                own ? notTaken(visit, report, words, 403, Wrong.OWN) : record(visit, report, words))
        .recover(
            failure ->
                signIn.outlasting(
                    visit, Paths.reports(report.practice()), kept(report.id(), words), failure));
  }

  private Future<Void> notTaken(Visit visit, Report report, Words words, int status, Wrong wrong) {
    return list(
        visit, report.practice(), status, new ReportReply(report.id(), words.text(), wrong));
  }

  /**
   * Whether it is about the visitor: their own record, that of whom they are the guardian, or an
   * access of their own. Of an access that the journal no longer has this cannot be told.
   */
  private Future<Boolean> isOwn(Visit visit, Report report) {
    if (own.of(visit, report.practice()).contains(report.patient())) {
      return Future.succeededFuture(true);
    }
    return looking
        .begin(
            new AuditViewer(visit, report.practice(), ""),
            Selection.of(report.practice(), report.entry()))
        .compose(look -> looking.end(look, looking.find(look, null, 1), found -> completed(look)))
        .map(
            found ->
                found.stream()
                    .anyMatch(
                        access ->
                            visit.caller().subject().equals(access.entry().agent().subject())));
  }

  private Future<Void> record(Visit visit, Report report, Words words) {
    String path = Paths.reports(report.practice());
    if (!signIn.isFresh(visit)) {
      return signIn.again(visit, path, kept(report.id(), words));
    }
    long begun = System.nanoTime();
    Commitment committed = Commitment.to(words.text());
    return journal
        .intend(
            new AuditViewer(visit, report.practice(), "")
                .answers(report.id(), report.patient(), committed))
        .compose(
            entry ->
                Concluding.of(
                    reports.answer(
                        report.practice(),
                        report.id(),
                        words.text(),
                        visit.caller().subject(),
                        committed),
                    () -> since(begun),
                    first -> first ? completed(begun) : refused(begun),
                    // It is kept; that its outcome is not is no reason to have it sent once more
                    outcome -> journal.settle(entry, outcome).otherwiseEmpty()))
        .compose(first -> first ? answered(visit, report) : already(visit, report, words));
  }

  private Future<Void> answered(Visit visit, Report report) {
    String path = Paths.reports(report.practice());
    return signIn
        .done(visit, path, what -> kept(what).report().equals(report.id()))
        .onSuccess(
            done -> {
              notes.leave(visit, OfficeSaid.REPORT_ANSWERED);
              Redirect.to(visit.context(), path + "#message");
            });
  }

  /** Who clicks twice is told that it is done, and all others that it was not by them. */
  private Future<Void> already(Visit visit, Report report, Words words) {
    return reports
        .isAnswered(report.practice(), report.id(), words.text(), visit.caller().subject())
        .compose(
            same ->
                same
                    ? answered(visit, report)
                    : notTaken(visit, report, words, 409, Wrong.ANSWERED));
  }

  private static ReportReply kept(JsonObject what) {
    return new ReportReply(
        UUID.fromString(what.getString(REPORT)), what.getString(ANSWER), Wrong.SIGNED_IN);
  }

  private Future<Void> list(Visit visit, String practice, int status, @Nullable ReportReply wrong) {
    long begun = System.nanoTime();
    AuditViewer viewer = new AuditViewer(visit, practice, "");
    Optional<OfficeSaid> said = status == 200 ? notes.take(visit) : Optional.empty();
    return journal
        .intend(viewer.asks(null))
        .compose(
            asked ->
                Concluding.unless(
                    reports
                        .open(practice)
                        .compose(
                            open ->
                                journal
                                    .intend(
                                        open.stream()
                                            .map(Report::patient)
                                            .distinct()
                                            .map(viewer::shows)
                                            .toList())
                                    .compose(shown -> settle(asked, shown, begun))
                                    .map(settled -> open)),
                    () -> since(begun),
                    outcome -> journal.settle(asked, outcome)))
        .compose(
            open ->
                names
                    .of(visit, practice, open.stream().map(Report::patient))
                    .map(
                        known -> {
                          replies.html(
                              visit.context(),
                              status,
                              views.reports(
                                  visit.language(),
                                  visit.reader(),
                                  Paths.reports(practice),
                                  Paths.accesses(practice),
                                  open,
                                  known,
                                  own.of(visit, practice),
                                  wrong,
                                  said));
                          return null;
                        }));
  }

  private Future<Void> settle(UUID asked, List<UUID> shown, long begun) {
    List<UUID> entries = new ArrayList<>(shown);
    entries.add(asked);
    return InTurn.each(entries, SETTLED_AT_ONCE, entry -> journal.settle(entry, completed(begun)));
  }

  private static Outcome completed(Look look) {
    return new Outcome(200, 0, look.elapsed(), "completed");
  }

  private static Outcome completed(long begun) {
    return new Outcome(200, 0, since(begun), "completed");
  }

  private static Outcome refused(long begun) {
    return new Outcome(409, 0, since(begun), "refused");
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
