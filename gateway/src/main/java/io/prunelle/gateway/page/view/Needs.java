// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What needs the reader, each thing once, the most urgent first. */
final class Needs {

  private final Messages t;
  private final Names names;
  private final Dates dates;
  private final LocalDate today;
  private final boolean another;

  /**
   * Words in one language.
   *
   * @param today in UTC
   * @param another whether the reader acts for somebody else
   */
  Needs(Messages t, Names names, LocalDate today, boolean another) {
    this.t = t;
    this.names = names;
    this.today = today;
    this.another = another;
    this.dates = new Dates(t.language());
  }

  /** In words. Who acts for another reads of the same; that they did is not theirs to say. */
  List<Need> of(
      boolean waiting,
      List<EmergencyRow> emergencies,
      List<HostingCard> hostings,
      UnusualList unusual,
      List<ReportRow> reports,
      List<HandoverState> handovers) {
    List<Need> needs = new ArrayList<>();
    if (waiting) {
      needs.add(new Need(t.text("need.confirm"), "/my/decisions/confirm"));
    }
    if (!emergencies.isEmpty()) {
      needs.add(new Need(t.text("need.emergency"), "#emergencies"));
    }
    // Nobody takes away the record of somebody else
    if (!another) {
      handovers.stream()
          .filter(state -> state.handover().waitsForPatient())
          .map(this::turn)
          .distinct()
          .forEach(text -> needs.add(new Need(text, "/my/doctor")));
    }
    handovers.stream()
        .filter(state -> state.endsSoon(today))
        .map(this::lasts)
        .forEach(text -> needs.add(new Need(text, "/my/doctor")));
    hostings.forEach(card -> ofHosting(card, needs));
    if (!unusual.isNothingNew()) {
      needs.add(new Need(t.text("unusual.new"), "#unusual"));
    }
    if (reports.stream().anyMatch(ReportRow::unread)) {
      needs.add(new Need(t.text("need.report"), "#reports"));
    }
    return needs;
  }

  private String turn(HandoverState state) {
    return state.archive() == Archive.OUT_OF_REACH
        ? t.text("need.doctor.OUT_OF_REACH", names.practice(state.handover().practice()))
        : t.text("need.doctor");
  }

  private String lasts(HandoverState state) {
    return t.text(
        "need.doctor.lasts"
            + (another ? ".ward" : "")
            + (state.over(today) ? ".over" : "")
            + (state.archive() == Archive.OUT_OF_REACH ? ".OUT_OF_REACH" : ""),
        names.practice(state.handover().practice()),
        dates.date(Objects.requireNonNull(state.handover().keptUntil())));
  }

  /** A new text is said first; where there is none, that it ends covers that an answer is asked. */
  private void ofHosting(HostingCard card, List<Need> needs) {
    String name = t.text("hosting.name", card.practice(), card.host());
    String path = "#" + card.anchor();
    if (card.unread() != null) {
      needs.add(new Need(t.text("need.objection", name), path));
    }
    boolean ends = card.ending();
    if (card.asked() && (!ends || Choices.rewritten(card.hosting()))) {
      needs.add(new Need(t.text("need.answer", name), path));
    }
    if (ends) {
      String until = card.hosting().decision().flatMap(Decision::until).map(dates::date).orElse("");
      boolean informed = card.hosting().state() == State.INFORMED;
      needs.add(new Need(t.text(informed ? "need.ends.informed" : "need.ends", until, name), path));
    }
  }
}
