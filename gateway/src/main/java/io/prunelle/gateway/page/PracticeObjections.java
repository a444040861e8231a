// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.page.LateForms.Late;
import io.prunelle.gateway.page.ledger.LedgerFailure;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.ledger.PracticeObjection;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.view.ObjectionReply;
import io.prunelle.gateway.page.view.ObjectionReply.Wrong;
import io.prunelle.gateway.page.view.OfficeSaid;
import io.prunelle.gateway.page.view.PatientNames;
import io.prunelle.gateway.page.view.Plain;
import io.prunelle.gateway.page.view.PracticeViews;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /practice/…/objections}: objections to the practice's hostings, for its consent officers
 * to answer. Whose they are, is committed before they are shown; that one is answered, before it
 * is.
 */
final class PracticeObjections {

  /** As the ledger takes it, in characters. */
  private static final int LONGEST = 4_000;

  private final PracticeLedger ledger;
  private final NamedPatients names;
  private final OfficeJournal journal;
  private final OfficeNotes notes;
  private final OfficeSignIn signIn;
  private final OwnMatters own;
  private final PracticeViews views;
  private final Replies replies;

  PracticeObjections(
      PracticeLedger ledger,
      NamedPatients names,
      OfficeJournal journal,
      OfficeNotes notes,
      OfficeSignIn signIn,
      OwnMatters own,
      PracticeViews views,
      Replies replies) {
    this.ledger = ledger;
    this.names = names;
    this.journal = journal;
    this.notes = notes;
    this.signIn = signIn;
    this.own = own;
    this.views = views;
    this.replies = replies;
  }

  /** {@code GET}: those that wait for an answer. */
  Future<Void> open(Visit visit, String practice) {
    return signIn
        .kept(visit, Paths.objections(practice))
        .compose(
            kept -> list(visit, practice, 200, kept.map(PracticeObjections::kept).orElse(null)));
  }

  /** {@code POST …/POSITION}: answers one. */
  Future<Void> answer(Visit visit, String practice) {
    long position = Paths.position(visit.context()).orElse(-1L);
    String decision = String.valueOf(visit.context().request().getFormAttribute("decision"));
    Words words = Words.of(visit.context(), "reason");
    if (position < 1) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    ObjectionReply reply = new ObjectionReply(position, decision, words.text(), Wrong.ANSWERED);
    if (!reply.isDecision() || words.text().isEmpty() || words.tooLong(LONGEST)) {
      return list(
          visit, practice, 400, reply.wrong(reply.isDecision() ? Wrong.REASON : Wrong.DECISION));
    }
    return ledger
        .objections(visit.accessToken(), practice)
        .map(open -> open.stream().filter(one -> one.entry() == position).findFirst())
        .recover(failure -> outlasting(visit, practice, reply, failure))
        .compose(
            objection ->
                objection.isEmpty()
                    ? list(visit, practice, 409, reply)
                    : answer(visit, practice, objection.get(), reply));
  }

  static Optional<Late> late(RoutingContext context, Author author) {
    Words words = Words.of(context, "reason");
    return Paths.position(context)
        .filter(position -> !words.text().isEmpty())
        .map(
            position ->
                new ObjectionReply(
                    position,
                    String.valueOf(context.request().getFormAttribute("decision")),
                    words.text(),
                    Wrong.SIGNED_IN))
        .flatMap(
            reply ->
                Paths.practice(context)
                    .map(practice -> Late.form(Paths.objections(practice), kept(reply))));
  }

  private Future<Void> answer(
      Visit visit, String practice, PracticeObjection objection, ObjectionReply reply) {
    if (own.of(visit, practice).contains(objection.patient())) {
      return list(visit, practice, 403, reply.wrong(Wrong.OWN));
    }
    if (!signIn.isFresh(visit)) {
      return signIn.again(visit, Paths.objections(practice), kept(reply));
    }
    boolean upheld = reply.upholds();
    return journal
        .around(
            new OfficerViewer(visit, practice).answers(objection.patient(), objection.hosting()),
            () ->
                ledger.answer(
                    visit.accessToken(), practice, reply.objection(), upheld, reply.reason()))
        .compose(
            recorded ->
                signIn
                    .done(
                        visit,
                        Paths.objections(practice),
                        what -> kept(what).objection() == reply.objection())
                    .map(
                        done -> {
                          notes.leave(visit, upheld ? OfficeSaid.UPHELD : OfficeSaid.REJECTED);
                          Redirect.to(visit.context(), Paths.objections(practice) + "#message");
                          return null;
                        }),
            failure -> notAnswered(visit, practice, reply, failure));
  }

  private static JsonObject kept(ObjectionReply reply) {
    return new JsonObject()
        .put("objection", reply.objection())
        .put("decision", reply.decision())
        .put("reason", reply.reason());
  }

  private static ObjectionReply kept(JsonObject what) {
    return new ObjectionReply(
        what.getLong("objection"),
        what.getString("decision"),
        what.getString("reason"),
        Wrong.SIGNED_IN);
  }

  private Future<Void> notAnswered(
      Visit visit, String practice, ObjectionReply reply, Throwable failure) {
    if (failure instanceof LedgerFailure busy && busy.isUntaken()) {
      return signIn
          .keep(visit, Paths.objections(practice), kept(reply))
          .onSuccess(kept -> replies.plain(visit.context(), 503, Plain.OBJECTION_BUSY));
    }
    LedgerFailure.Reason reason =
        failure instanceof LedgerFailure ledgers ? ledgers.reason() : null;
    if (reason == LedgerFailure.Reason.CONFLICT) {
      return list(visit, practice, 409, reply.wrong(wrong((LedgerFailure) failure)));
    } else if (reason == LedgerFailure.Reason.UNAVAILABLE) {
      return this.<Void>outlasting(visit, practice, reply, failure)
          .otherwise(
              kept -> {
                replies.plain(visit.context(), 503, Plain.OBJECTION_UNSURE);
                return null;
              });
    }
    return outlasting(visit, practice, reply, failure);
  }

  private static Wrong wrong(LedgerFailure conflict) {
    return switch (conflict.problem()) {
      case "no-such-objection" -> Wrong.ANSWERED;
      case "hosting-closed" -> Wrong.CLOSED;
      default -> Wrong.REFUSED;
    };
  }

  private <T> Future<T> outlasting(
      Visit visit, String practice, ObjectionReply reply, Throwable failure) {
    return signIn.outlasting(visit, Paths.objections(practice), kept(reply), failure);
  }

  private Future<Void> list(
      Visit visit, String practice, int status, @Nullable ObjectionReply wrong) {
    OfficerViewer viewer = new OfficerViewer(visit, practice);
    Optional<OfficeSaid> said = status == 200 ? notes.take(visit) : Optional.empty();
    Set<String> own = this.own.of(visit, practice);
    return journal
        .around(
            viewer.looks(),
            () ->
                ledger
                    .objections(visit.accessToken(), practice)
                    .compose(open -> journal.shows(shown(viewer, open)).map(open))
                    .compose(open -> named(visit, practice, open)))
        .map(
            open -> {
              replies.html(
                  visit.context(),
                  status,
                  views.objections(
                      visit.language(),
                      visit.reader(),
                      practice,
                      open.objections(),
                      open.facts(),
                      open.names(),
                      own,
                      wrong == null ? null : wrong.among(waiting(open.objections())),
                      said));
              return null;
            });
  }

  private static Set<Long> waiting(List<PracticeObjection> open) {
    return open.stream().map(PracticeObjection::entry).collect(Collectors.toSet());
  }

  private record Open(
      List<PracticeObjection> objections, Optional<PracticeFacts> facts, PatientNames names) {}

  /**
   * With what hosts and patients are called, which is no reason to show nothing where it is not to
   * be had.
   */
  private Future<Open> named(Visit visit, String practice, List<PracticeObjection> open) {
    return open.isEmpty()
        ? Future.succeededFuture(new Open(open, Optional.empty(), PatientNames.NONE))
        : ledger
            .facts(visit.accessToken(), practice)
            .map(Optional::of)
            .otherwise(Optional.empty())
            .compose(
                facts ->
                    names
                        .of(visit, practice, open.stream().map(PracticeObjection::patient))
                        .map(known -> new Open(open, facts, known)));
  }

  private static List<Entry> shown(OfficerViewer viewer, List<PracticeObjection> open) {
    return List.copyOf(
        open.stream()
            .collect(
                Collectors.toMap(
                    PracticeObjection::patient,
                    objection -> viewer.shown(objection.patient(), objection.hosting()),
                    (first, second) -> first,
                    LinkedHashMap::new))
            .values());
  }
}
