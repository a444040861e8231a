// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.Objection;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.Prose;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Puts hostings into words. */
final class HostingCards {

  private static final int ENDING_DAYS = 30;

  /** In these no decision takes a record out of its practice. */
  private static final Set<State> STAYING = Set.of(State.UNDECIDED, State.UPHOLD);

  /** What may run out and can then be said again. */
  private static final Set<State> ENDING = Set.of(State.PERMIT, State.INFORMED);

  /** After these the reader may be asked for another answer: a refusal is of one text. */
  private static final Set<State> ANSWERED = Set.of(State.PERMIT, State.DENY, State.WITHDRAW);

  /** After these the reader may be asked to read the information again. */
  private static final Set<State> INFORMED = Set.of(State.INFORMED, State.REJECT);

  /** What those say themselves for whom somebody else accepts. */
  private static final Set<String> THEIRS = Set.of("DENY", "WITHDRAW", "OBJECT");

  private final Messages t;
  private final Dates dates;
  private final SheetQuestions questions;
  private final LocalDate today;
  private final Set<String> read;
  private final Situation situation;
  private final Choices choices;
  private final StandingWords standing;

  /**
   * Words for one day.
   *
   * @param read a practice's answers that the reader has said to have read
   * @param another whether the reader acts for another
   */
  HostingCards(
      Messages t, LocalDate today, Set<String> read, Situation situation, boolean another) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.questions = new SheetQuestions(t, today);
    this.today = today;
    this.read = read;
    this.situation = situation;
    this.choices = new Choices(t, situation);
    this.standing = new StandingWords(t, another);
  }

  List<HostingCard> of(List<Hosting> hostings) {
    return IntStream.range(0, hostings.size())
        .mapToObj(index -> card("hosting-" + (index + 1), hostings.get(index)))
        .toList();
  }

  private HostingCard card(String anchor, Hosting hosting) {
    List<Choice> offered = choices.of(hosting, ending(hosting));
    return new HostingCard(
        hosting,
        anchor,
        standing.of(hosting),
        details(hosting, offered),
        offers(offered, "OBJECT")
            ? t.text("hosting.basis." + hosting.legalBasis()) + " " + t.text("hosting.basis.OBJECT")
            : t.text("hosting.basis." + hosting.legalBasis()),
        hosting.purposes().stream().map(this::words).flatMap(Optional::stream).toList(),
        hosting.notice().body().strip().lines().filter(line -> !line.isBlank()).toList(),
        offered,
        questions.of(hosting),
        situation.isClosed(hosting),
        ending(hosting),
        hosting
            .objection()
            .flatMap(Objection::answerEntry)
            .map(entry -> "objection:" + entry)
            .filter(answer -> !read.contains(answer))
            .orElse(null));
  }

  /**
   * Whether a permission, or an information, ends within a month and can be prolonged: not beyond
   * majority.
   */
  private boolean ending(Hosting hosting) {
    return ENDING.contains(hosting.state())
        && hosting.mayPermit()
        && hosting.renewable()
        && !situation.isClosed(hosting)
        && hosting
            .decision()
            .flatMap(Decision::until)
            .map(dates::day)
            .filter(last -> last.isBefore(today.plusDays(ENDING_DAYS)))
            .isPresent();
  }

  private Optional<Prose.Words> words(Prose prose) {
    return prose.in(t.language().tag());
  }

  /** Who is informed and may object has accepted nothing, nor has anybody for them. */
  private static String worded(String key, Hosting hosting) {
    return hosting.legalBasis() == Hosting.LegalBasis.INFORM_AND_OBJECT ? key + ".objection" : key;
  }

  private static boolean offers(List<Choice> choices, String decision) {
    return choices.stream().anyMatch(choice -> choice.decision().equals(decision));
  }

  /**
   * Who accepts for them, or may know their age, and what they can say themselves, where there is a
   * button for it.
   */
  private String young(Hosting hosting, List<Choice> offered) {
    String why = worded(hosting.ageKnown() ? "hosting.young" : "hosting.age", hosting);
    return Stream.concat(
            Stream.of(t.text(why, hosting.practice().name())),
            offered.stream()
                .map(Choice::decision)
                .filter(THEIRS::contains)
                .map(decision -> t.text("hosting.young." + decision)))
        .collect(Collectors.joining(" "));
  }

  private List<String> details(Hosting hosting, List<Choice> offered) {
    List<String> details = new ArrayList<>();
    boolean asks = hosting.asks() && !situation.isClosed(hosting);
    if (situation.hasDeparted(hosting)) {
      details.add(t.text("where.departed", hosting.practice().name()));
    } else if (situation.isClosed(hosting)) {
      details.add(t.text("hosting.closed", hosting.host().name()));
    }
    if (hosting.status() == Hosting.Status.CLOSED
        && !hosting.former()
        && !situation.hasDeparted(hosting)) {
      details.add(t.text("hosting.noMore"));
    }
    if (hosting.former() && !situation.hasDeparted(hosting)) {
      details.add(t.text(worded("hosting.former", hosting), hosting.practice().name()));
    } else if (!hosting.mayPermit() && !situation.hasDeparted(hosting)) {
      details.add(young(hosting, offered));
    }
    if (STAYING.contains(hosting.state())
        && !situation.hasDeparted(hosting)
        && !situation.isAtAnyHost(hosting)
        && situation.leaving(hosting).isEmpty()) {
      details.add(t.text("state." + hosting.state() + ".text"));
    }
    standing.how(hosting).forEach(details::add);
    standing.until(hosting).ifPresent(details::add);
    if (ANSWERED.contains(hosting.state()) && asks) {
      details.add(t.text(Choices.rewritten(hosting) ? "hosting.ask" : "hosting.ask.again"));
    }
    if (INFORMED.contains(hosting.state()) && asks) {
      details.add(
          t.text(Choices.rewritten(hosting) ? "state.INFORMED.ask" : "state.INFORMED.ask.again"));
    }
    hosting
        .objection()
        .ifPresent(
            objection -> {
              details.add(standing.reason(hosting, objection));
              objection
                  .answer()
                  .ifPresent(answer -> details.add(t.text("objection.answer", answer)));
            });
    // GDPR, article 12(4): who is told no is told where to complain
    if (hosting.state() == State.REJECT && !situation.hasDeparted(hosting)) {
      details.add(t.text("state.REJECT.text", hosting.host().name()) + " " + t.text("complain"));
    }
    return details;
  }
}
