// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts into words where an answer stands. "You permitted it" is said only to who did: not of what a
 * guardian answered, nor to one, nor of a paper, which does not say which of them signed it, nor of
 * an objection that the practice has answered: the decision says who answered, and not who
 * objected.
 */
final class StandingWords {

  /** In these the last decision is an answer, and stands or has ended. */
  private static final Set<State> ANSWERED =
      Set.of(State.PERMIT, State.DENY, State.WITHDRAW, State.INFORMED, State.OBJECT, State.EXPIRED);

  private final Messages t;
  private final Dates dates;
  private final boolean another;

  /**
   * Words for one reader.
   *
   * @param another whether the reader acts for another
   */
  StandingWords(Messages t, boolean another) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.another = another;
  }

  String of(Hosting hosting) {
    if (hosting.state() == State.EXPIRED) {
      return hosting.decision().flatMap(this::ended).orElseGet(() -> t.text("state.EXPIRED"));
    }
    String key = "state." + hosting.state();
    return hosting
        .decision()
        .flatMap(
            decision -> {
              boolean own = isReaders(decision) && t.has(key + ".on");
              String dated = key + (own ? ".on" : ".given");
              return t.has(dated) ? Optional.of(t.text(dated, day(decision))) : Optional.empty();
            })
        .orElseGet(() -> t.text(key));
  }

  /**
   * What was said for a minor ends when they come of age, be it a refusal or an objection. Empty
   * for a decision that has no words of its own.
   */
  private Optional<String> ended(Decision decision) {
    String key = "state.EXPIRED." + decision.kind();
    if (decision.kind() == Decision.Kind.PERMIT) {
      return decision.until().map(end -> t.text(own(key, decision), dates.date(end)));
    }
    return t.has(key) ? Optional.of(t.text(key, day(decision))) : Optional.empty();
  }

  /** Until when what was permitted, or told, holds; empty for any other answer. */
  Optional<String> until(Hosting hosting) {
    if (hosting.state() != State.PERMIT && hosting.state() != State.INFORMED) {
      return Optional.empty();
    }
    String key = "state." + hosting.state() + ".until";
    return hosting
        .decision()
        .flatMap(
            decision -> decision.until().map(end -> t.text(own(key, decision), dates.date(end))));
  }

  /** By whom it was answered, and in which way, where that is not as usual. */
  Stream<String> how(Hosting hosting) {
    return hosting.decision().filter(given -> ANSWERED.contains(hosting.state())).stream()
        .flatMap(
            decision ->
                Stream.of(
                        decision.by() == Decision.Role.GUARDIAN
                            ? Optional.of(t.text("hosting.byGuardian"))
                            : Optional.<String>empty(),
                        decision.channel() == Decision.Channel.PAPER
                            ? Optional.of(
                                t.text("hosting.onPaper", dates.date(decision.decidedAt())))
                            : Optional.<String>empty())
                    .flatMap(Optional::stream));
  }

  String reason(Hosting hosting, Hosting.Objection objection) {
    boolean readers = hosting.decision().filter(this::isReaders).isPresent();
    return t.text(readers ? "objection.reason" : "objection.reason.given", objection.reason());
  }

  private String own(String key, Decision decision) {
    return isReaders(decision) || !t.has(key + ".given") ? key : key + ".given";
  }

  private boolean isReaders(Decision decision) {
    return !another
        && decision.by() == Decision.Role.PATIENT
        && decision.channel() != Decision.Channel.PAPER;
  }

  /** A paper is of the day on which it was signed, as its term is counted from there. */
  private String day(Decision decision) {
    LocalDate day = decision.signed().orElseGet(() -> dates.day(decision.decidedAt()));
    return dates.date(day);
  }
}
