// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.handover.Answer;
import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Office;
import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.LateForms.Late;
import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.login.FormAuthors.Author;
import io.prunelle.gateway.page.view.HandoverReply;
import io.prunelle.gateway.page.view.HandoverReply.Wrong;
import io.prunelle.gateway.page.view.HandoverState;
import io.prunelle.gateway.page.view.HandoverViews;
import io.prunelle.gateway.page.view.OfficeSaid;
import io.prunelle.gateway.page.view.PatientNames;
import io.prunelle.gateway.page.view.Plain;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /practice/…/handovers}: patients who leave the practice or come to it, for its consent
 * officers. Who they are is committed before they are shown; an answer is, in the commit that makes
 * it one.
 */
final class PracticeHandovers {

  private final ChangesOfDoctor changes;
  private final PracticeLedger ledger;
  private final OfficeJournal journal;
  private final NamedPatients names;
  private final OfficeNotes notes;
  private final OfficeSignIn signIn;
  private final OwnMatters own;
  private final HandoverViews views;
  private final Replies replies;
  private final Clock clock;

  PracticeHandovers(
      ChangesOfDoctor changes,
      PracticeLedger ledger,
      OfficeJournal journal,
      NamedPatients names,
      OfficeNotes notes,
      OfficeSignIn signIn,
      OwnMatters own,
      HandoverViews views,
      Replies replies,
      Clock clock) {
    this.changes = changes;
    this.ledger = ledger;
    this.journal = journal;
    this.names = names;
    this.notes = notes;
    this.signIn = signIn;
    this.own = own;
    this.views = views;
    this.replies = replies;
    this.clock = clock;
  }

  /**
   * {@code GET}: all of which there is something to be done, with what was written before a new
   * sign-in; {@code ?kept=all}: what is only kept, {@code &after=ID} of it what follows one. Who is
   * not shown is not written down as seen.
   */
  Future<Void> open(Visit visit, String practice) {
    return signIn
        .kept(visit, Paths.handovers(practice))
        .compose(
            kept -> list(visit, practice, 200, kept.flatMap(PracticeHandovers::kept).orElse(null)));
  }

  /** {@code POST …/ID}: answers one. */
  Future<Void> answer(Visit visit, String practice) {
    Optional<UUID> id = Paths.handover(visit.context());
    if (id.isEmpty()) {
      replies.plain(visit.context(), 404, Plain.NOT_FOUND);
      return Future.succeededFuture();
    }
    HandoverReply reply = reply(visit.context(), id.get());
    Wrong wrong = reply.mistake(day(reply.until()).filter(this::isTerm).isPresent());
    if (wrong != null) {
      return list(visit, practice, 400, reply.wrong(wrong));
    }
    return changes
        .office(practice)
        .compose(
            office ->
                office.asked().stream().noneMatch(one -> one.id().equals(reply.handover()))
                    ? already(visit, practice, reply)
                    : answer(visit, practice, reply, office));
  }

  private static HandoverReply reply(RoutingContext context, UUID handover) {
    HttpServerRequest form = context.request();
    return new HandoverReply(
        handover,
        String.valueOf(form.getFormAttribute("decision")),
        Words.of(context, "ground").text(),
        Objects.requireNonNullElse(form.getFormAttribute("until"), "").strip(),
        Wrong.ANSWERED);
  }

  static Optional<Late> late(RoutingContext context, Author author) {
    return Paths.handover(context)
        .map(handover -> reply(context, handover))
        .filter(reply -> !reply.ground().isEmpty())
        .flatMap(
            reply ->
                Paths.practice(context)
                    .map(practice -> Late.form(Paths.handovers(practice), kept(reply))));
  }

  private Future<Void> answer(Visit visit, String practice, HandoverReply reply, Office office) {
    Handover handover =
        office.asked().stream()
            .filter(one -> one.id().equals(reply.handover()))
            .findFirst()
            .orElseThrow();
    if (own.of(visit, practice).contains(handover.patient())) {
      return list(visit, practice, 403, reply.wrong(Wrong.OWN));
    }
    if (!signIn.isFresh(visit)) {
      return signIn.again(visit, Paths.handovers(practice), kept(reply));
    }
    // The token may be older than that the role was taken away: the realm has the last word
    return ledger
        .facts(visit.accessToken(), practice)
        .compose(
            known ->
                changes.answer(
                    reply.handover(),
                    practice,
                    answer(reply),
                    new OfficerViewer(visit, practice).agent(),
                    visit.context().normalizedPath()))
        .recover(
            failure -> signIn.outlasting(visit, Paths.handovers(practice), kept(reply), failure))
        .compose(
            done ->
                done == ChangesOfDoctor.Done.DONE
                    ? answered(visit, practice, reply)
                    : already(visit, practice, reply));
  }

  private static Answer answer(HandoverReply reply) {
    return reply.retains()
        ? new Answer(reply.ground(), LocalDate.parse(reply.until()))
        : Answer.confirm();
  }

  /** Who clicks twice is told that it is done, and all others that it was not by them. */
  private Future<Void> already(Visit visit, String practice, HandoverReply reply) {
    return changes
        .isAnswered(
            reply.handover(), practice, answer(reply), new OfficerViewer(visit, practice).agent())
        .compose(
            same -> same ? answered(visit, practice, reply) : list(visit, practice, 409, reply));
  }

  private Future<Void> answered(Visit visit, String practice, HandoverReply reply) {
    String path = Paths.handovers(practice);
    return signIn
        .done(
            visit,
            path,
            what -> kept(what).filter(one -> one.handover().equals(reply.handover())).isPresent())
        .map(
            done -> {
              notes.leave(
                  visit,
                  reply.retains() ? OfficeSaid.HANDOVER_RETAINED : OfficeSaid.HANDOVER_CONFIRMED);
              Redirect.to(visit.context(), path + "#message");
              return null;
            });
  }

  private boolean isTerm(LocalDate day) {
    return Answer.isTerm(day, LocalDate.now(clock.withZone(ZoneOffset.UTC)));
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException nonsense) {
      return Optional.empty();
    }
  }

  private static JsonObject kept(HandoverReply reply) {
    return new JsonObject()
        .put("handover", reply.handover().toString())
        .put("decision", reply.decision())
        .put("ground", reply.ground())
        .put("until", reply.until());
  }

  private static Optional<HandoverReply> kept(JsonObject what) {
    try {
      return Optional.of(
          new HandoverReply(
              UUID.fromString(what.getString("handover")),
              what.getString("decision"),
              what.getString("ground"),
              what.getString("until"),
              Wrong.SIGNED_IN));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  private Future<Void> list(
      Visit visit, String practice, int status, @Nullable HandoverReply wrong) {
    OfficerViewer viewer = new OfficerViewer(visit, practice);
    Optional<OfficeSaid> said = status == 200 ? notes.take(visit) : Optional.empty();
    return journal
        .around(
            viewer.looks(),
            () ->
                part(visit, practice, status, wrong)
                    .compose(part -> journal.shows(shown(viewer, part.office())).map(part)))
        .compose(
            part ->
                names
                    .of(visit, practice, part.office().all().map(Handover::patient))
                    .compose(
                        known ->
                            states(part.office())
                                .map(states -> page(visit, practice, part, states, known))))
        .map(
            page -> {
              replies.html(
                  visit.context(), status, views.list(page, own.of(visit, practice), wrong, said));
              return null;
            });
  }

  /**
   * What is shown of an office.
   *
   * @param whole whether that is all of which there is something to be done
   */
  private record Part(Office office, boolean whole) {}

  /** An answer that was not taken is shown with its own request: the others were seen before. */
  private Future<Part> part(
      Visit visit, String practice, int status, @Nullable HandoverReply wrong) {
    if (status != 200 && wrong != null) {
      return changes.only(practice, wrong.handover()).map(one -> new Part(one, false));
    }
    return Paths.keptAlone(visit.context())
        ? changes
            .resting(practice, Paths.after(visit.context()).orElse(null))
            .map(kept -> new Part(kept, false))
        : changes.office(practice).map(all -> new Part(all, true));
  }

  private static HandoverViews.Page page(
      Visit visit, String practice, Part part, List<HandoverState> states, PatientNames names) {
    return new HandoverViews.Page(
        visit.language(),
        visit.reader(),
        practice,
        visit.reader().posted() ? Paths.handovers(practice) : Paths.here(visit.context()),
        part.office(),
        states,
        part.whole(),
        names);
  }

  /** With what moves, of those of which anything may. */
  private Future<List<HandoverState>> states(Office office) {
    List<HandoverState> states = new ArrayList<>();
    return InTurn.each(
            Stream.of(office.underWay(), office.kept(), office.arriving())
                .flatMap(List::stream)
                .filter(this::mayMove)
                .toList(),
            (Handover handover) ->
                changes
                    .move(handover)
                    .map(move -> states.add(HandoverState.of(handover, move.orElse(null)))))
        .map(all -> states);
  }

  /** Nothing does of what lies where it is until its term. */
  private boolean mayMove(Handover handover) {
    LocalDate until = handover.keptUntil();
    return handover.endedAt() == null
        && (until == null
            || (!handover.takesAway() && handover.copiedAt() == null)
            || LocalDate.now(clock.withZone(ZoneOffset.UTC)).isAfter(until));
  }

  private static List<Entry> shown(OfficerViewer viewer, Office office) {
    return office.all().map(Handover::patient).distinct().map(viewer::shownHandover).toList();
  }
}
