// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.ChangesOfDoctor.Done;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.login.KeptAnswers;
import io.prunelle.gateway.page.login.KeptAnswers.Kept;
import io.prunelle.gateway.page.view.DoctorFacts;
import io.prunelle.gateway.page.view.DoctorSaid;
import io.prunelle.gateway.page.view.DoctorViews;
import io.prunelle.gateway.page.view.DoctorWish;
import io.prunelle.gateway.page.view.DoctorWish.What;
import io.prunelle.gateway.page.view.HandoverState;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code /my/doctor}: the patient asks for the record to go to another practice, takes it away, or
 * comes back to a practice that has none any more. What was chosen is shown once more before
 * anything is sent, to somebody who has just signed in.
 */
final class MyDoctor {

  private final ChangesOfDoctor changes;
  private final MyHandovers handovers;
  private final Placements placements;
  private final ConsentLedger ledger;
  private final KeptAnswers kept;
  private final DoctorStanding standing;
  private final FreshSignIn fresh;
  private final Turning turning;
  private final DoctorNotes notes;
  private final DoctorViews views;
  private final Replies replies;

  MyDoctor(
      ChangesOfDoctor changes,
      MyHandovers handovers,
      Placements placements,
      ConsentLedger ledger,
      KeptAnswers kept,
      FreshSignIn fresh,
      Turning turning,
      DoctorNotes notes,
      DoctorViews views,
      Replies replies) {
    this.changes = changes;
    this.handovers = handovers;
    this.placements = placements;
    this.ledger = ledger;
    this.kept = kept;
    this.standing = new DoctorStanding(changes, placements);
    this.fresh = fresh;
    this.turning = turning;
    this.notes = notes;
    this.views = views;
    this.replies = replies;
  }

  /** {@code GET}: how it stands; or what was chosen before a new sign-in. */
  Future<Void> show(Visit visit) {
    return kept.find(visit.context().request(), visit.session())
        .compose(
            found -> {
              Optional<String> chosen = found.filter(one -> fresh.of(visit)).map(Kept::answer);
              Optional<DoctorWish> wish =
                  chosen.flatMap(text -> DoctorForm.decode(visit.patient(), text));
              if (wish.isPresent()) {
                return confirm(visit, wish.get());
              }
              // Another window has turned to somebody else: this page is about whom it is for
              Optional<String> another =
                  chosen
                      .flatMap(DoctorForm::patient)
                      .filter(patient -> !patient.equals(visit.patient()));
              return another.isPresent() && turning.to(visit, another.get())
                  ? Future.succeededFuture(back(visit))
                  : page(visit, 200, notes.take(visit), Optional.empty());
            });
  }

  /** {@code POST}: shows what was chosen; does it once that is confirmed. */
  Future<Void> send(Visit visit) {
    HttpServerRequest form = visit.context().request();
    Optional<DoctorWish> sent = DoctorForm.of(form::getFormAttribute);
    if (sent.isEmpty()) {
      replies.plain(visit.context(), 400, Plain.NOT_VERIFIED);
      return Future.succeededFuture();
    }
    DoctorWish wish = sent.get();
    String confirmed = String.valueOf(form.getFormAttribute("confirm"));
    if (confirmed.equals("no")) {
      return forget(visit).map(forgotten -> back(visit));
    } else if (wish.what() == What.ASK && wish.into() == null) {
      return page(visit, 400, Optional.empty(), Optional.of(wish.practice()));
    }
    return mayAsk(visit, wish)
        .compose(
            may -> {
              if (!may) {
                return refused(visit, wish, confirmed.equals("yes"));
              } else if (!fresh.of(visit)) {
                return later(visit, wish);
              }
              return confirmed.equals("yes") ? carryOut(visit, wish) : confirm(visit, wish);
            });
  }

  /** Where there is a record again, somebody may have clicked twice. */
  private Future<Void> refused(Visit visit, DoctorWish wish, boolean confirmed) {
    return (wish.what() == What.RETURN ? standing.is(visit, wish) : Future.succeededFuture(false))
        .compose(
            is -> {
              Done done = !is ? Done.NOT_THERE : confirmed ? Done.DONE : Done.CHANGED;
              return forget(visit).compose(forgotten -> answered(visit, wish.what(), done));
            });
  }

  /** Who turns to somebody else after the new sign-in gives up what they had chosen before it. */
  Future<Void> leave(Visit visit) {
    return fresh.of(visit) ? forget(visit) : Future.succeededFuture();
  }

  private Future<Void> later(Visit visit, DoctorWish wish) {
    return kept.keep(
            visit.context().request(), visit.session(), DoctorForm.encode(visit.patient(), wish))
        .compose(keeping -> fresh.ask(visit, Paths.DOCTOR));
  }

  /**
   * Of practices the patient is a member of, as the token has them, and by their own hand where a
   * record is to be taken away. Requests are looked up by patient.
   */
  private Future<Boolean> mayAsk(Visit visit, DoctorWish wish) {
    if (wish.what() == What.RETURN) {
      return placements.own(visit).contains(wish.practice())
          ? placements.leaving(visit).map(having -> !having.contains(wish.practice()))
          : Future.succeededFuture(false);
    } else if (wish.what() != What.ASK) {
      return Future.succeededFuture(
          wish.handover() != null && (wish.what() == What.WITHDRAW || visit.ward() == null));
    }
    List<String> own = placements.own(visit);
    String into = wish.receiver();
    boolean known =
        own.contains(wish.practice())
            && (into == null
                ? visit.ward() == null
                : own.contains(into) && !into.equals(wish.practice()));
    return known
        ? placements.leaving(visit).map(having -> having.contains(wish.practice()))
        : Future.succeededFuture(false);
  }

  private Future<Void> confirm(Visit visit, DoctorWish wish) {
    return hostings(visit)
        .map(
            hostings -> {
              replies.html(
                  visit.context(),
                  200,
                  views.confirm(visit.language(), visit.reader(), wish, hostings));
              return null;
            });
  }

  private Future<Void> carryOut(Visit visit, DoctorWish wish) {
    Entry.Agent agent = AccessReading.reading(visit).agent();
    String path = visit.context().normalizedPath();
    Future<Done> done =
        switch (wish.what()) {
          case ASK ->
              changes.ask(
                  wish.practice(), visit.patient(), wish.receiver(), wish.seen(), agent, path);
          case WITHDRAW ->
              changes.withdraw(
                  Objects.requireNonNull(wish.handover()), visit.patient(), agent, path);
          case ERASE -> erase(visit, wish, agent, path);
          case RETURN -> changes.reopen(wish.practice(), visit.patient(), agent, path);
        };
    return done.compose(
            what ->
                what == Done.CHANGED
                    ? standing.is(visit, wish).map(is -> is ? Done.DONE : what)
                    : Future.succeededFuture(what))
        .compose(what -> forget(visit).compose(forgotten -> answered(visit, wish.what(), what)));
  }

  private Future<Done> erase(Visit visit, DoctorWish wish, Entry.Agent agent, String path) {
    return changes
        .of(visit.patient())
        .compose(
            all -> {
              Optional<Handover> handover =
                  all.stream().filter(one -> one.id().equals(wish.handover())).findFirst();
              if (handover.isEmpty()) {
                return Future.succeededFuture(Done.NOT_THERE);
              } else if (!handover.get().waitsForPatient()) {
                return Future.succeededFuture(Done.CHANGED);
              }
              return handovers
                  .taken(visit, handover.get())
                  .compose(
                      begun ->
                          changes.orderErasure(
                              handover.get().id(),
                              visit.patient(),
                              begun.orElse(null),
                              agent,
                              path));
            });
  }

  private Future<Void> answered(Visit visit, What what, Done done) {
    return switch (done) {
      case DONE -> {
        notes.leave(
            visit,
            switch (what) {
              case ASK -> DoctorSaid.ASKED;
              case WITHDRAW -> DoctorSaid.WITHDRAWN;
              case ERASE -> DoctorSaid.ERASURE_ORDERED;
              case RETURN -> DoctorSaid.RETURNED;
            });
        Redirect.to(visit.context(), Paths.DOCTOR + "#message");
        yield Future.succeededFuture();
      }
      case NOT_THERE -> {
        replies.plain(visit.context(), 404, Plain.NOT_FOUND);
        yield Future.succeededFuture();
      }
      case CHANGED ->
          said(visit, 409, what == What.RETURN ? DoctorSaid.OVERTAKEN : DoctorSaid.CHANGED);
      case TOO_OFTEN -> said(visit, 429, DoctorSaid.TOO_OFTEN);
      case NO_ARCHIVE -> said(visit, 409, DoctorSaid.NO_ARCHIVE);
      case WRITTEN_SINCE -> said(visit, 409, DoctorSaid.WRITTEN_SINCE);
      case LATER -> said(visit, 409, DoctorSaid.LATER);
    };
  }

  private Future<Void> said(Visit visit, int status, DoctorSaid said) {
    return page(visit, status, Optional.of(said), Optional.empty());
  }

  /** That this does not succeed is no reason to say that it is not done. */
  private Future<Void> forget(Visit visit) {
    HttpServerRequest request = visit.context().request();
    return kept.find(request, visit.session())
        .compose(
            found ->
                found.isPresent()
                    ? kept.take(request, visit.session(), found.get().handle())
                    : Future.succeededFuture(Optional.empty()))
        .transform(forgotten -> Future.succeededFuture());
  }

  private static Void back(Visit visit) {
    Redirect.to(visit.context(), Paths.DOCTOR);
    return null;
  }

  private Future<Void> page(
      Visit visit, int status, Optional<DoctorSaid> said, Optional<String> unchosen) {
    Future<List<HandoverState>> asked = handovers.of(visit);
    Future<List<String>> having = placements.leaving(visit);
    Future<List<Hosting>> hostings = hostings(visit);
    return Future.all(asked, having, hostings)
        .map(
            known -> {
              replies.html(
                  visit.context(),
                  status,
                  views.page(
                      visit.language(),
                      visit.reader(),
                      new DoctorFacts(
                          placements.own(visit),
                          having.result(),
                          asked.result(),
                          hostings.result(),
                          said,
                          unchosen)));
              return null;
            });
  }

  /** Names only: without them, the page gives ids. */
  private Future<List<Hosting>> hostings(Visit visit) {
    return ledger.hostings(visit.bearer(), visit.language().tag()).otherwise(List.of());
  }
}
