// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Host;
import io.prunelle.gateway.page.ledger.PracticeFacts;
import io.prunelle.gateway.page.ledger.PracticeObjection;
import io.prunelle.gateway.report.Reports;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages of those who answer for a practice. */
public final class PracticeViews {

  private final Views views;

  public PracticeViews(Views views) {
    this.views = views;
  }

  /** {@code /practice/…}. */
  public String home(Language language, Reader reader, PracticeState state) {
    Messages t = views.in(language);
    String path = "/practice/" + state.practice();
    PracticeFacts facts = state.facts().orElse(null);
    LocalDate today = views.today();
    return views.render(
        "practice.jte",
        new PracticeView(
            views.frame(t, name(state), path, reader),
            path,
            facts != null,
            state.auditor(),
            state.administrator(),
            waiting(t, "practice.objections", state.objections()),
            waiting(t, "practice.handovers", state.handovers().all())
                + (state.handovers().overdue() == 0
                    ? ""
                    : " " + t.text("practice.handovers.overdue", state.handovers().overdue())),
            state.reports() < Reports.MOST_SHOWN
                ? waiting(t, "practice.reports", state.reports())
                : t.text("practice.reports.more", Reports.MOST_SHOWN),
            new HostPanels(t, today).of(state.onPremise(), facts, state.closed()),
            facts == null ? List.of() : new HostingPanels(t).of(facts)));
  }

  /**
   * {@code /practice/…/objections}.
   *
   * @param facts what hosts are called; ids are shown without
   * @param names what patients are called
   * @param own FHIR ids of patients whose objections the reader leaves to others
   * @param wrong an answer that was not taken; null when none was sent
   */
  public String objections(
      Language language,
      Reader reader,
      String practice,
      List<PracticeObjection> open,
      Optional<PracticeFacts> facts,
      PatientNames names,
      Set<String> own,
      @Nullable ObjectionReply wrong,
      Optional<OfficeSaid> said) {
    Messages t = views.in(language);
    Dates dates = new Dates(language);
    String path = "/practice/" + practice + "/objections";
    return views.render(
        "objections.jte",
        new ObjectionsView(
            views.frame(t, t.text("objections.title"), path, reader),
            path,
            open.stream()
                .map(
                    objection ->
                        new ObjectionRow(
                            objection.entry(),
                            t.text(
                                "objections.of",
                                names.of(objection.patient()),
                                host(objection.hosting(), facts)),
                            t.text("objections.raised", dates.date(objection.raisedAt())),
                            objection.reason(),
                            own.contains(objection.patient())))
                .toList(),
            wrong,
            said.map(what -> t.text("office.said." + what)).orElse(null)));
  }

  private static String host(String hosting, Optional<PracticeFacts> facts) {
    String id = hosting.replaceFirst(".*@", "");
    return facts.stream()
        .flatMap(known -> known.hosts().stream())
        .map(PracticeFacts.AssessedHost::host)
        .filter(host -> host.id().equals(id))
        .map(Host::name)
        .findFirst()
        .orElse(id);
  }

  private String name(PracticeState state) {
    return state
        .facts()
        .map(facts -> facts.practice().name())
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> views.called().practice(state.practice()));
  }

  private static String waiting(Messages t, String key, int count) {
    return switch (count) {
      case 0 -> t.text(key + ".none");
      case 1 -> t.text(key + ".one");
      default -> t.text(key, count);
    };
  }
}
