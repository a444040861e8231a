// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Handover.State;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts changes of doctor into words, for the patient. */
final class HandoverCards {

  private final Messages t;
  private final Names names;
  private final Dates dates;
  private final LocalDate today;
  private final boolean another;
  private final Predicate<String> having;

  /**
   * Words in one language.
   *
   * @param today in UTC
   * @param another whether the reader acts for somebody else, who alone has a record erased
   * @param having whether a practice has a record by now
   */
  HandoverCards(
      Messages t, Names names, LocalDate today, boolean another, Predicate<String> having) {
    this.t = t;
    this.names = names;
    this.dates = new Dates(t.language());
    this.today = today;
    this.another = another;
    this.having = having;
  }

  HandoverCard of(HandoverState state) {
    Handover handover = state.handover();
    Move move = state.move();
    boolean moves = move != null && move.underWay();
    Move.Progress progress = moves ? move.progress() : null;
    boolean turn = handover.waitsForPatient() && !another;
    return new HandoverCard(
        handover.id().toString(),
        handover.practice(),
        title(handover),
        lines(state),
        handover.state() == State.RETAINED ? handover.ground() : null,
        handover.state() == State.RETAINED && !state.stays() ? then(state) : null,
        progress,
        progress == null ? null : t.text("transfers.amount", progress.done(), progress.total()),
        withdrawable(handover, move),
        (turn || state.lasts()) && state.archive().isToBeTaken(),
        turn && state.archive() == Archive.TAKEN,
        state.certified() && move != null ? CertificateRow.PATH + move.id() : null);
  }

  /** As long as the record is nowhere else, and nothing of it is erased. */
  private static boolean withdrawable(Handover handover, @Nullable Move move) {
    return handover.endedAt() == null
        && handover.copiedAt() == null
        && (move == null
            || move.step() == Move.Step.CANCELLED
            || (move.underWay()
                && move.step() != Move.Step.ARCHIVING
                && move.step() != Move.Step.ERASING));
  }

  String title(Handover handover) {
    String from = names.practice(handover.practice());
    return handover.into() == null
        ? t.text("doctor.away", from)
        : t.text("doctor.into", from, names.practice(handover.into()));
  }

  private List<String> lines(HandoverState state) {
    Handover handover = state.handover();
    String practice = names.practice(handover.practice());
    List<String> lines = new ArrayList<>();
    switch (handover.state()) {
      case ASKED ->
          lines.add(
              handover.overdue(today)
                  ? t.text("doctor.overdue", practice, dates.date(handover.dueOn()))
                  : t.text(
                      "doctor.asked",
                      dates.date(handover.askedAt()),
                      practice,
                      dates.date(handover.dueOn())));
      case CONFIRMED -> confirmed(state, practice, lines);
      case RETAINED -> retained(state, practice, lines);
      // It may have begun a new one since, or been handed the old one back
      case DONE ->
          lines.add(
              t.text(
                  having.test(handover.practice()) ? "doctor.done.again" : "doctor.done",
                  practice,
                  ended(handover)));
      case RESUMED -> {
        lines.add(t.text("doctor.resumed", practice, ended(handover)));
        lines.add(again(state, practice, "doctor.resumed.again"));
      }
      case WITHDRAWN -> lines.add(t.text("doctor.withdrawn", ended(handover)));
    }
    return lines;
  }

  private void retained(HandoverState state, String practice, List<String> lines) {
    Handover handover = state.handover();
    String until = dates.date(Objects.requireNonNull(handover.keptUntil()));
    if (!handover.takesAway()) {
      lines.add(copied(handover, state.move()));
    }
    if (state.stays()) {
      lines.add(t.text("doctor.written", practice, until));
      lines.add(again(state, practice, "doctor.written.again"));
    } else if (state.lasts()) {
      lasts(state, practice, until, lines);
    } else if (!handover.takesAway() && !state.erases()) {
      lines.add(kept(state, practice, until));
    }
    if (state.erases()) {
      lines.add(t.text("doctor.erasing", practice));
      steps(handover).held(state.move()).ifPresent(lines::add);
    }
  }

  /** A copy, which is not erased before the other practice has one. */
  private String kept(HandoverState state, String practice, String until) {
    if (!state.over(today)) {
      return t.text("doctor.retained", practice, until);
    }
    return state.handover().copiedAt() == null
        ? t.text("doctor.retained.late", practice)
        : t.text("doctor.retained.over", practice);
  }

  /** What nobody else has: it is not a copy that is erased. */
  private void lasts(HandoverState state, String practice, String until, List<String> lines) {
    String key = "doctor.lasts" + (another ? ".ward" : "");
    String over = state.over(today) ? ".over" : "";
    boolean taken = state.archive() == Archive.TAKEN;
    lines.add(t.text(key + (taken ? ".taken" : "") + over, practice, until));
    if (state.archive() == Archive.OUT_OF_REACH) {
      lines.add(outOfReach(practice));
    } else if (!taken) {
      lines.add(t.text(key + ".take" + over));
    }
    if (state.archive() == Archive.WRITTEN_SINCE) {
      lines.add(t.text("doctor.archive.WRITTEN_SINCE"));
    }
  }

  /** What can be asked for anew, if that practice is still the patient's. */
  private String again(HandoverState state, String practice, String key) {
    return state.archive() == Archive.OUT_OF_REACH ? outOfReach(practice) : t.text(key);
  }

  private String outOfReach(String practice) {
    return t.text("doctor.archive.OUT_OF_REACH" + (another ? ".ward" : ""), practice);
  }

  private String then(HandoverState state) {
    Handover handover = state.handover();
    if (state.over(today)) {
      return t.text("doctor.over.then");
    }
    return handover.takesAway()
        ? t.text("doctor.lasts.then")
        : t.text("doctor.retained.then", names.practice(handover.practice()));
  }

  private void confirmed(HandoverState state, String practice, List<String> lines) {
    Handover handover = state.handover();
    Move move = state.move();
    if (!handover.takesAway()) {
      lines.add(t.text("doctor.confirmed", practice));
      lines.add(steps(handover).of(move));
    } else if (handover.erasureOrderedAt() != null) {
      lines.add(t.text("doctor.erasing", practice));
      steps(handover).held(state.move()).ifPresent(lines::add);
    } else if (state.archive() == Archive.OUT_OF_REACH) {
      lines.add(t.text("doctor.confirmed", practice));
      lines.add(outOfReach(practice));
    } else if (another) {
      lines.add(t.text("doctor.turn.ward", practice));
    } else {
      lines.add(t.text("doctor.turn", practice));
      lines.add(t.text("doctor.archive." + state.archive()));
    }
  }

  private String copied(Handover handover, @Nullable Move move) {
    String into = names.practice(Objects.requireNonNull(handover.into()));
    if (handover.copiedAt() != null) {
      return t.text("doctor.copied", into, dates.date(handover.copiedAt()));
    }
    return t.text("doctor.copying", into) + " " + steps(handover).of(move);
  }

  private HandoverSteps steps(Handover handover) {
    return new HandoverSteps(t, "moving.step", move -> failed(handover, move));
  }

  /** With a way out while there is one: some of what can go wrong stays so. */
  private String failed(Handover handover, Move move) {
    return withdrawable(handover, move)
        ? t.text("doctor.failed", names.practice(handover.practice()))
        : new MoveWords(t).of("moving.failed", move);
  }

  private String ended(Handover handover) {
    Instant at = Objects.requireNonNull(handover.endedAt());
    return dates.date(at);
  }
}
