// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Answer;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Office;
import io.prunelle.gateway.hosts.transfer.Move;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page of a practice's patients who leave or come. */
public final class HandoverViews {

  private final Views views;

  public HandoverViews(Views views) {
    this.views = views;
  }

  /**
   * What there is to show, and to whom.
   *
   * @param here address of what is shown, which the language switch comes back to
   * @param states those of which something may move
   * @param whole whether these are all of which there is something to be done
   * @param names what patients are called
   */
  public record Page(
      Language language,
      Reader reader,
      String practice,
      String here,
      Office office,
      List<HandoverState> states,
      boolean whole,
      PatientNames names) {

    /** Of others nothing moves. */
    HandoverState state(Handover handover) {
      return states.stream()
          .filter(state -> state.handover().id().equals(handover.id()))
          .findFirst()
          .orElseGet(() -> HandoverState.of(handover, null));
    }
  }

  /**
   * {@code /practice/…/handovers}.
   *
   * @param own FHIR ids of patients whom the reader leaves to others
   * @param reply an answer that was not taken; null when none was sent
   */
  public String list(
      Page page, Set<String> own, @Nullable HandoverReply reply, Optional<OfficeSaid> said) {
    Messages t = views.in(page.language());
    LocalDate today = views.todayInUtc();
    String path = "/practice/" + page.practice() + "/handovers";
    Office office = page.office();
    Rows rows = new Rows(t, new Dates(page.language()), today, page, own, views.called());
    return views.render(
        "handovers.jte",
        new HandoversView(
            views.frame(t, t.text("handovers.title"), page.here(), page.reader()),
            path,
            office.asked().stream().map(rows::asked).toList(),
            office.underWay().stream().map(rows::underWay).toList(),
            office.kept().stream().map(rows::kept).toList(),
            office.arriving().stream().map(rows::arriving).toList(),
            office.more(),
            page.whole(),
            office.resting() == 0 ? null : t.text("handovers.kept.all", office.resting()),
            page.whole() || !office.more().contains(Office.Part.KEPT)
                ? null
                : path + "?kept=all&after=" + office.kept().get(office.kept().size() - 1).id(),
            today.plusDays(1).toString(),
            today.plusYears(Answer.MOST_YEARS).toString(),
            reply == null
                ? null
                : reply.among(
                    office.asked().stream().map(Handover::id).collect(Collectors.toSet())),
            said.map(what -> t.text("office.said." + what)).orElse(null)));
  }

  private record Rows(
      Messages t, Dates dates, LocalDate today, Page page, Set<String> own, Called called) {

    private String named(String practice) {
      return called.practice(practice);
    }

    HandoverRow asked(Handover handover) {
      boolean late = handover.overdue(today);
      List<String> lines = new ArrayList<>();
      lines.add(t.text("handovers.when", dates.date(handover.askedAt())));
      if (!late) {
        lines.add(t.text("handovers.due", dates.date(handover.dueOn())));
      }
      return row(
          handover,
          way(handover),
          late ? t.text("handovers.overdue", dates.date(handover.dueOn())) : null,
          lines);
    }

    HandoverRow underWay(Handover handover) {
      return row(
          handover,
          way(handover),
          null,
          List.of(
              handover.waitsForPatient()
                  ? t.text("handovers.turn")
                  : steps().of(page.state(handover).move())));
    }

    HandoverRow kept(Handover handover) {
      return row(handover, way(handover), null, keptLines(handover));
    }

    private List<String> keptLines(Handover handover) {
      if (handover.endedAt() != null) {
        return List.of(t.text("handovers.resumed", dates.date(handover.endedAt())));
      }
      HandoverState state = page.state(handover);
      String into = handover.into();
      if (into == null || handover.copiedAt() != null) {
        return end(state);
      }
      return List.of(
          t.text("handovers.copying", named(into)) + " " + steps().of(state.move()),
          term(state, into));
    }

    /** Of a copy that is not erased before the other practice has one. */
    private String term(HandoverState state, String into) {
      String until = until(state);
      if (state.stays()) {
        return t.text("handovers.kept.written", until);
      }
      return state.over(today)
          ? t.text("handovers.kept.late", until, named(into))
          : t.text("handovers.kept.until", until);
    }

    /** Of what nothing but its term keeps from being erased. */
    private List<String> end(HandoverState state) {
      if (state.stays()) {
        return List.of(t.text("handovers.kept.written", until(state)));
      } else if (!state.over(today)) {
        return List.of(t.text("handovers.kept.until", until(state)));
      }
      List<String> lines = new ArrayList<>();
      lines.add(t.text("handovers.erasing", until(state)));
      steps().held(state.move()).ifPresent(lines::add);
      return lines;
    }

    private String until(HandoverState state) {
      return dates.date(Objects.requireNonNull(state.handover().keptUntil()));
    }

    HandoverRow arriving(Handover handover) {
      return row(
          handover,
          t.text("handovers.from", named(handover.practice())),
          null,
          List.of(
              handover.answeredAt() == null
                  ? t.text(
                      "handovers.unanswered",
                      named(handover.practice()),
                      dates.date(handover.dueOn()))
                  : steps().of(page.state(handover).move())));
    }

    private String way(Handover handover) {
      return handover.into() == null
          ? t.text("handovers.away")
          : t.text("handovers.into", named(handover.into()));
    }

    private HandoverSteps steps() {
      return new HandoverSteps(t, "transfers.step", move -> failed(move.practice()));
    }

    /** Only who runs the practice that hands it over sees what moves. */
    private String failed(String practice) {
      return practice.equals(page.practice())
          ? t.text("handovers.failed")
          : t.text("handovers.failed.elsewhere", named(practice));
    }

    private HandoverRow row(
        Handover handover, String way, @Nullable String late, List<String> lines) {
      Move move = page.state(handover).move();
      Move.Progress progress = move != null && move.underWay() ? move.progress() : null;
      return new HandoverRow(
          handover.id().toString(),
          t.text("handovers.of", page.names().of(handover.patient())),
          way,
          late,
          lines,
          // Why another practice keeps a copy is between it and the patient
          handover.practice().equals(page.practice()) ? handover.ground() : null,
          progress,
          progress == null ? null : t.text("transfers.amount", progress.done(), progress.total()),
          handover.into() == null
              ? t.text("handovers.CONFIRM.away")
              : t.text("handovers.CONFIRM.into", named(handover.into())),
          own.contains(handover.patient()));
    }
  }
}
