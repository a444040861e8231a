// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.LateForms.Late;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.ledger.PaperDecision;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.login.PaperPass;
import io.prunelle.gateway.page.view.OfficeSaid;
import io.prunelle.gateway.page.view.PaperViews;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;

/**
 * {@code /practice/…/decisions}: records what patients decided on paper. What was written is shown
 * once more before it is recorded, with the name of the patient it will be recorded for; that it
 * will be, is committed before the ledger is told. That it is, is said once it binds.
 */
final class PracticePapers {

  private final PracticeLedger ledger;
  private final Binding binding;
  private final OfficeJournal journal;
  private final OfficeNotes notes;
  private final OfficeSignIn signIn;
  private final OwnMatters own;
  private final PaperPass pass;
  private final PaperViews views;
  private final Replies replies;
  private final Clock clock;

  PracticePapers(
      PracticeLedger ledger,
      Binding binding,
      OfficeJournal journal,
      OfficeNotes notes,
      OfficeSignIn signIn,
      OwnMatters own,
      PaperPass pass,
      PaperViews views,
      Replies replies,
      Clock clock) {
    this.ledger = ledger;
    this.binding = binding;
    this.journal = journal;
    this.notes = notes;
    this.signIn = signIn;
    this.own = own;
    this.pass = pass;
    this.views = views;
    this.replies = replies;
    this.clock = clock;
  }

  /** {@code GET …/new}: the form; or what was to be confirmed before a new sign-in. */
  Future<Void> ask(Visit visit, String practice) {
    return signIn
        .kept(visit, Paths.paper(practice))
        .compose(
            kept ->
                kept.isPresent()
                    ? check(visit, practice, of(kept.get()))
                    : form(visit, practice, 200, PaperForm.empty()));
  }

  /** {@code POST …/new}: what was written, with the scan; shows it to be confirmed. */
  Future<Void> check(Visit visit, String practice) {
    return check(visit, practice, scanned(visit.context()));
  }

  /**
   * {@code POST}: records it, if it is confirmed; else shows the form as it was. Or gives up what
   * was kept.
   */
  Future<Void> confirm(Visit visit, String practice) {
    PaperForm sent = sent(visit.context());
    String confirm = visit.context().request().getFormAttribute("confirm");
    if ("drop".equals(confirm)) {
      return signIn
          .done(visit, Paths.paper(practice), kept -> true)
          .onSuccess(dropped -> Redirect.to(visit.context(), Paths.paper(practice)));
    }
    if (!"yes".equals(confirm)) {
      return signIn
          .done(visit, Paths.paper(practice), what -> sent.isOf(of(what)))
          .compose(done -> form(visit, practice, 200, sent));
    }
    return facts(visit, practice)
        .recover(failure -> outlasting(visit, practice, sent, failure))
        .compose(
            facts -> {
              PaperForm form = sent.checked(facts, own.of(visit, practice), PaperForm.today(clock));
              if (!form.wrong().isEmpty()) {
                return form(visit, practice, 400, form, facts);
              }
              return signIn.isFresh(visit)
                  ? record(visit, practice, form, facts)
                  : signIn.again(visit, Paths.paper(practice), kept(form));
            });
  }

  private Future<Void> check(Visit visit, String practice, PaperForm sent) {
    return facts(visit, practice)
        .recover(failure -> outlasting(visit, practice, sent, failure))
        .compose(
            facts -> {
              PaperForm form = sent.checked(facts, own.of(visit, practice), PaperForm.today(clock));
              if (!form.wrong().isEmpty()) {
                return form(visit, practice, 400, form, facts);
              }
              return toConfirm(visit, practice, form, facts);
            });
  }

  /** With the patient's name, which the paper bears: an id alone tells nobody that it is wrong. */
  private Future<Void> toConfirm(
      Visit visit, String practice, PaperForm form, PracticeFacts facts) {
    PaperDecision paper = form.decision();
    return journal
        .around(
            new OfficerViewer(visit, practice).checks(paper.patient(), paper.hosting()),
            () -> ledger.patient(visit.accessToken(), practice, paper.patient()))
        .compose(
            name -> {
              replies.html(
                  visit.context(),
                  200,
                  views.confirm(
                      visit.language(),
                      visit.reader(),
                      practice,
                      name,
                      paper,
                      form.hosting(facts).orElseThrow(),
                      facts,
                      form.sentBefore()));
              return Future.<Void>succeededFuture();
            },
            failure ->
                failure instanceof LedgerFailure refused && refused.problem().equals("not-found")
                    ? form(visit, practice, 409, form.but("patient", "UNKNOWN"), facts)
                    : outlasting(visit, practice, form, failure));
  }

  private Future<Void> record(Visit visit, String practice, PaperForm form, PracticeFacts facts) {
    PaperDecision paper = form.decision();
    return journal
        .around(
            new OfficerViewer(visit, practice).records(paper.patient(), paper.hosting()),
            () -> ledger.record(visit.accessToken(), practice, paper))
        .compose(
            position -> binding.taken(paper, position).map(OfficeSaid.RECORDED),
            // Who clicks twice, or tries again, has what they wanted
            failure ->
                failure instanceof LedgerFailure refused
                        && refused.problem().equals("already-recorded")
                    ? binding.stands(paper, refused.position()).map(OfficeSaid.RECORDED_BEFORE)
                    : Future.failedFuture(failure))
        .compose(
            said -> recorded(visit, practice, form, said),
            failure -> notRecorded(visit, practice, form, facts, failure));
  }

  private Future<Void> recorded(Visit visit, String practice, PaperForm form, OfficeSaid said) {
    return signIn
        .done(visit, Paths.paper(practice), what -> form.isOf(of(what)))
        .map(
            done -> {
              notes.leave(visit, said);
              Redirect.to(visit.context(), Paths.paper(practice) + "#message");
              return null;
            });
  }

  private <T> Future<T> outlasting(
      Visit visit, String practice, PaperForm form, Throwable failure) {
    return form.isEmpty()
        ? Future.failedFuture(failure)
        : signIn.outlasting(visit, Paths.paper(practice), kept(form), failure);
  }

  private Future<Void> notRecorded(
      Visit visit, String practice, PaperForm form, PracticeFacts facts, Throwable failure) {
    if (!(failure instanceof LedgerFailure refused)
        || refused.reason() == LedgerFailure.Reason.NOT_SIGNED_IN
        || refused.problem().equals("not-permitted")) {
      return outlasting(visit, practice, form, failure);
    }
    // Not said of what may be recorded since it was sent before
    if (refused.isUntaken() && !form.isUnsure()) {
      return untaken(visit, practice, form, refused);
    }
    if (refused.reason() == LedgerFailure.Reason.UNAVAILABLE) {
      return this.<Void>outlasting(visit, practice, form.unsure(), failure)
          .otherwise(
              kept -> {
                replies.plain(visit.context(), 503, Plain.PAPER_UNSURE);
                return null;
              });
    }
    return form(visit, practice, 409, mistaken(form, refused.problem()), facts);
  }

  /** Nor is it told why it is for tomorrow: that is the patient's too. */
  private Future<Void> untaken(
      Visit visit, String practice, PaperForm form, LedgerFailure failure) {
    String path = Paths.paper(practice);
    return failure.isTooOftenForToday()
        ? signIn
            .done(visit, path, what -> form.isOf(of(what)))
            .onSuccess(done -> replies.plain(visit.context(), 429, Plain.PAPER_TOMORROW))
        : signIn
            .keep(visit, path, kept(form))
            .onSuccess(kept -> replies.plain(visit.context(), 503, Plain.PAPER_BUSY));
  }

  /** What the patient has decided since, if anything, is not told: that is the patient's. */
  private static PaperForm mistaken(PaperForm form, String problem) {
    return switch (problem) {
      case "not-found" -> form.but("patient", "UNKNOWN");
      case "unknown-hosting", "hosting-closed" -> form.but("hosting", "CLOSED");
      case "notice-not-current", "notice-not-named" -> form.but("notice", "OTHER");
      case "no-such-language" -> form.but("language", "OTHER");
      case "other-legal-basis" -> form.but("decision", "BASIS");
      case "paper-too-old" -> form.but("signed", "TOO_OLD");
      default -> form.but("signed", "OVERTAKEN");
    };
  }

  private Future<Void> form(Visit visit, String practice, int status, PaperForm form) {
    return facts(visit, practice).compose(facts -> form(visit, practice, status, form, facts));
  }

  private Future<Void> form(
      Visit visit, String practice, int status, PaperForm form, PracticeFacts facts) {
    Optional<OfficeSaid> said = status == 200 ? notes.take(visit) : Optional.empty();
    // What was kept and cannot be recorded any more would come back for as long as it is kept
    Future<Boolean> waits =
        status == 200
            ? Future.succeededFuture(false)
            : signIn.kept(visit, Paths.paper(practice)).map(Optional::isPresent).otherwise(false);
    return waits.map(
        kept -> {
          pass.give(visit.context().request(), visit.reader().who());
          replies.html(
              visit.context(),
              status,
              views.form(
                  visit.language(),
                  visit.reader(),
                  practice,
                  form.given(),
                  form.wrong(),
                  facts,
                  kept,
                  said));
          return null;
        });
  }

  private Future<PracticeFacts> facts(Visit visit, String practice) {
    return journal.around(
        new OfficerViewer(visit, practice).looks(),
        () -> ledger.facts(visit.accessToken(), practice));
  }

  /** What was to be recorded, or to be corrected before that. */
  static Optional<Late> late(RoutingContext context, Author author) {
    return late(context, sent(context));
  }

  /** What was to be checked before that, with the digest of the scan. */
  static Optional<Late> lateScan(RoutingContext context, Author author) {
    return late(context, scanned(context));
  }

  private static Optional<Late> late(RoutingContext context, PaperForm form) {
    return form.isEmpty()
        ? Optional.empty()
        : Paths.practice(context).map(practice -> Late.form(Paths.paper(practice), kept(form)));
  }

  private static PaperForm scanned(RoutingContext context) {
    PaperForm sent = sent(context);
    return ScanUpload.digest(context).map(sent::scanned).orElse(sent);
  }

  private static PaperForm sent(RoutingContext context) {
    HttpServerRequest request = context.request();
    return PaperForm.of(request::getFormAttribute);
  }

  private static PaperForm of(JsonObject kept) {
    return PaperForm.of(kept::getString);
  }

  private static JsonObject kept(PaperForm form) {
    JsonObject kept = new JsonObject();
    form.given().forEach(kept::put);
    return kept;
  }
}
