// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Decision.Kind;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.LegalBasis;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts into words what became of the answer just given, as things stand now. */
final class SaidWords {

  private final Messages t;
  private final Names names;
  private final HomeFacts facts;
  private final Situation situation;
  private final List<HostingCard> cards;
  private final LeavingWords leaving;

  /**
   * Words for one answer.
   *
   * @param cards the hostings as they are shown beneath it
   */
  SaidWords(
      Messages t, Names names, HomeFacts facts, Situation situation, List<HostingCard> cards) {
    this.t = t;
    this.names = names;
    this.facts = facts;
    this.situation = situation;
    this.cards = cards;
    this.leaving = new LeavingWords(t, situation);
  }

  HomeView.@Nullable Message message() {
    return facts.said().map(this::words).orElse(null);
  }

  private HomeView.Message words(Said said) {
    Optional<Hosting> about =
        facts.hostings().stream()
            .filter(hosting -> hosting.id().equals(said.hosting()))
            .findFirst();
    return new HomeView.Message(
        !said.tone().alarming(),
        t.text(said.tone().heading()),
        about
            .map(
                hosting ->
                    t.text(key(said, hosting), hosting.host().name(), hosting.practice().name())
                        + where(said, hosting))
            .orElseGet(() -> former(said)),
        wrote(said));
  }

  /** Where there is no field any more that it could stay in. */
  private @Nullable String wrote(Said said) {
    boolean field =
        cards.stream()
            .filter(card -> card.hosting().id().equals(said.hosting()))
            .flatMap(card -> card.choices().stream())
            .anyMatch(Choice::reasoned);
    return field || said.reason().isEmpty() ? null : t.text("said.wrote", said.reason());
  }

  /** What is to be moved, and is not moved yet, is not left to be looked for. */
  private String where(Said said, Hosting about) {
    return switch (said.what()) {
      case PERMITTED, INFORMED ->
          leaving.of(about).or(() -> wait(about)).map(" "::concat).orElse("");
      case REFUSED, OBJECTED -> leaving.of(about).map(" "::concat).orElse("");
      default -> "";
    };
  }

  private Optional<String> wait(Hosting about) {
    return situation.isThere(about)
        ? Optional.empty()
        : situation.hold(about).map(hold -> t.text("choice.held"));
  }

  /** Of a practice that one has left nothing is shown once nothing is permitted there. */
  private String former(Said said) {
    String key = "said." + said.what();
    return names
        .hosting(said.hosting())
        .filter(about -> t.has(key + ".former"))
        .map(about -> t.text(key + ".former", about.host(), about.practice()))
        .orElseGet(() -> t.text(key, "", ""));
  }

  private String key(Said said, Hosting about) {
    String key = "said." + said.what();
    return switch (said.what()) {
      case PERMITTED -> there(key, about);
      case INFORMED -> there(objectedBefore(about) ? key + ".retracted" : key, about);
      case WITHDRAWN -> elsewhere(key, about, situation.isElsewhere(about));
      // Of what is in the practice the words of every refusal hold, unless it is about to leave
      case REFUSED, OBJECTED ->
          situation.leaving(about).isPresent()
              ? key + ".held"
              : elsewhere(key, about, situation.isElsewhere(about) && situation.isAtAnyHost(about));
      case OFTEN -> about.legalBasis() == LegalBasis.INFORM_AND_OBJECT ? key + ".informed" : key;
      default -> key;
    };
  }

  /** What is not there does not come back; what is there in part is erased there. */
  private String elsewhere(String key, Hosting about, boolean elsewhere) {
    if (situation.hasDeparted(about)) {
      return key + ".departed";
    } else if (situation.isArriving(about)) {
      return key + ".arriving";
    }
    return elsewhere ? key + ".elsewhere" : key;
  }

  /** A permission that is given again, or to a new text, brings nothing anywhere. */
  private String there(String key, Hosting about) {
    if (situation.leaving(about).isPresent()) {
      return key + ".held";
    }
    return situation.isThere(about) ? key + ".there" : key;
  }

  private boolean objectedBefore(Hosting about) {
    return facts.decisions().stream()
        .filter(decision -> decision.hosting().equals(about.id()))
        .map(Decision::kind)
        // newest first
        .skip(1)
        .findFirst()
        .filter(before -> before == Kind.OBJECT || before == Kind.UPHOLD)
        .isPresent();
  }

  /** What is wrong in a form; null for nothing. */
  HomeView.@Nullable Mistake mistake() {
    return facts.said().map(this::mistakeIn).orElse(null);
  }

  private HomeView.@Nullable Mistake mistakeIn(Said said) {
    return switch (said.what()) {
      case REASON_MISSING ->
          new HomeView.Mistake(said.hosting(), "", t.text("choice.reason.missing"));
      case REASON_LONG ->
          new HomeView.Mistake(said.hosting(), said.reason(), t.text("choice.reason.long"));
      case NOTICE_CHANGED -> kept(said, "choice.reason.changed");
      case NOT_POSSIBLE -> kept(said, "choice.reason.unrecorded");
      default -> null;
    };
  }

  /** Nothing is wrong at a field in which nothing was written. */
  private HomeView.@Nullable Mistake kept(Said said, String key) {
    return said.reason().isEmpty()
        ? null
        : new HomeView.Mistake(said.hosting(), said.reason(), t.text(key));
  }
}
