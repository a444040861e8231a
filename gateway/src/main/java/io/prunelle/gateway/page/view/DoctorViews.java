// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pages of a patient who changes doctor. */
public final class DoctorViews {

  private static final String PATH = "/my/doctor";

  private final Views views;

  public DoctorViews(Views views) {
    this.views = views;
  }

  /** {@code /my/doctor}. */
  public String page(Language language, Reader reader, DoctorFacts facts) {
    Messages t = views.in(language);
    Names names = views.names(facts.hostings());
    HandoverCards cards =
        new HandoverCards(
            t, names, views.todayInUtc(), reader.actsForAnother(), facts.leaving()::contains);
    return views.render(
        "doctor.jte",
        new DoctorView(
            views.frame(t, t.text("doctor.title"), PATH, reader),
            facts
                .said()
                .map(
                    said ->
                        new HomeView.Message(
                            said.good(),
                            t.text(said.good() ? "doctor.good" : "doctor.bad"),
                            t.text("doctor.said." + said)))
                .orElse(null),
            facts.handovers().stream().map(cards::of).toList(),
            facts.leaving().stream()
                .filter(practice -> latest(facts, practice).filter(DoctorViews::open).isEmpty())
                .map(practice -> choosing(t, names, reader, facts, practice))
                .toList(),
            facts.practices().stream()
                .filter(practice -> !facts.leaving().contains(practice))
                .filter(practice -> latest(facts, practice).filter(DoctorViews::open).isEmpty())
                .map(
                    practice ->
                        new DoctorView.Returning(
                            practice,
                            names.practice(practice),
                            t.text("doctor.return", names.practice(practice))))
                .toList()));
  }

  private static boolean open(Handover handover) {
    return handover.endedAt() == null;
  }

  private static Optional<Handover> latest(DoctorFacts facts, String practice) {
    return facts.handovers().stream()
        .map(HandoverState::handover)
        .filter(handover -> handover.practice().equals(practice))
        .findFirst();
  }

  private static DoctorView.Choosing choosing(
      Messages t, Names names, Reader reader, DoctorFacts facts, String practice) {
    List<DoctorView.Option> options = new ArrayList<>();
    facts.practices().stream()
        .filter(other -> !other.equals(practice))
        .forEach(
            other ->
                options.add(
                    new DoctorView.Option(
                        other, t.text("doctor.choose.into", names.practice(other)))));
    boolean ward = reader.actsForAnother();
    if (!ward) {
      options.add(new DoctorView.Option(DoctorWish.AWAY, t.text("doctor.choose.away")));
    }
    return new DoctorView.Choosing(
        practice,
        t.text("doctor.at", names.practice(practice)),
        DoctorConfirmView.text(latest(facts, practice).map(Handover::id).orElse(null)),
        options,
        ward ? t.text("doctor.choose.ward") : null,
        facts.unchosen().filter(practice::equals).isPresent());
  }

  /** Asks whether that is meant. */
  public String confirm(Language language, Reader reader, DoctorWish wish, List<Hosting> hostings) {
    Messages t = views.in(language);
    Names names = views.names(hostings);
    String practice = names.practice(wish.practice());
    String receiver = wish.receiver();
    String into = receiver == null ? "" : names.practice(receiver);
    String key = "doctor.confirm." + wish.what();
    String about = wish.takesAway() ? key + ".away" : receiver == null ? key : key + ".into";
    return views.render(
        "doctorconfirm.jte",
        new DoctorConfirmView(
            views.frame(t, t.text("doctor.confirm.title"), PATH, reader),
            wish,
            t.text(about, practice, into),
            t.text(about + ".then", practice, into),
            t.text(key + ".yes")));
  }
}
