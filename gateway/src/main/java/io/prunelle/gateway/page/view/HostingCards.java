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
import java.util.stream.IntStream;

/** Puts hostings into words. */
final class HostingCards {

  private static final int ENDING_DAYS = 30;

  private final Messages t;
  private final Dates dates;
  private final Sites sites;
  private final SheetQuestions questions;
  private final LocalDate today;
  private final Set<String> read;
  private final Set<String> closed;
  private final Set<String> departed;

  /**
   * Words for one day.
   *
   * @param read a practice's answers that the reader has said to have read
   * @param closed ids of the hostings whose host the practice uses no more
   * @param departed ids of practices whose record has left them
   */
  HostingCards(
      Messages t, LocalDate today, Set<String> read, Set<String> closed, Set<String> departed) {
    this.t = t;
    this.dates = new Dates(t.language());
    this.sites = new Sites(t.language());
    this.questions = new SheetQuestions(t, today);
    this.today = today;
    this.read = read;
    this.closed = closed;
    this.departed = departed;
  }

  List<HostingCard> of(List<Hosting> hostings) {
    return IntStream.range(0, hostings.size())
        .mapToObj(index -> card("hosting-" + (index + 1), hostings.get(index)))
        .toList();
  }

  private HostingCard card(String anchor, Hosting hosting) {
    return new HostingCard(
        hosting,
        anchor,
        standing(hosting),
        details(hosting),
        t.text("hosting.basis." + hosting.legalBasis()),
        hosting.purposes().stream().map(this::words).flatMap(Optional::stream).toList(),
        hosting.notice().body().strip().lines().filter(line -> !line.isBlank()).toList(),
        choices(hosting),
        questions.of(hosting),
        isClosed(hosting),
        ending(hosting),
        hosting
            .objection()
            .flatMap(Objection::answerEntry)
            .map(entry -> "objection:" + entry)
            .filter(answer -> !read.contains(answer))
            .orElse(null));
  }

  /** No decision brings a record there that is not there or has left. */
  private boolean isClosed(Hosting hosting) {
    return closed.contains(hosting.id()) || hasDeparted(hosting);
  }

  private boolean hasDeparted(Hosting hosting) {
    return departed.contains(hosting.practice().id());
  }

  /** Whether a permission ends within a month: then it can be prolonged. */
  private boolean ending(Hosting hosting) {
    return hosting.state() == State.PERMIT
        && hosting.mayPermit()
        && !isClosed(hosting)
        && hosting
            .decision()
            .flatMap(Decision::until)
            .map(dates::day)
            .filter(last -> last.isBefore(today.plusDays(ENDING_DAYS)))
            .isPresent();
  }

  /** Whether the text is another one than was answered to: a host may also have changed. */
  private static boolean rewritten(Hosting hosting) {
    return hosting
        .decision()
        .flatMap(Decision::notice)
        .filter(version -> version == hosting.notice().version())
        .isEmpty();
  }

  private Optional<Prose.Words> words(Prose prose) {
    return prose.in(t.language().tag());
  }

  private String standing(Hosting hosting) {
    String key = "state." + hosting.state();
    Optional<String> date =
        hosting.state() == State.EXPIRED
            ? hosting.decision().flatMap(Decision::until).map(dates::date)
            : hosting.decision().map(Decision::decidedAt).map(dates::date);
    return date.isPresent() && t.has(key + ".on") ? t.text(key + ".on", date.get()) : t.text(key);
  }

  private List<String> details(Hosting hosting) {
    List<String> details = new ArrayList<>();
    boolean asks = hosting.asks() && !isClosed(hosting);
    if (hasDeparted(hosting)) {
      details.add(t.text("where.departed", hosting.practice().name()));
    } else if (isClosed(hosting)) {
      details.add(t.text("hosting.closed", name(hosting)));
    }
    if (hosting.former() && !hasDeparted(hosting)) {
      details.add(t.text("hosting.former", hosting.practice().name()));
    } else if (!hosting.mayPermit() && !hasDeparted(hosting)) {
      details.add(t.text("hosting.young"));
    }
    if (hosting.state() == State.UNDECIDED && !hasDeparted(hosting)) {
      details.add(t.text("state.UNDECIDED.text"));
    }
    if (hosting.state() == State.PERMIT) {
      hosting
          .decision()
          .flatMap(Decision::until)
          .ifPresent(until -> details.add(t.text("state.PERMIT.until", dates.date(until))));
      if (asks) {
        details.add(t.text(rewritten(hosting) ? "state.PERMIT.ask" : "state.PERMIT.ask.again"));
      }
    }
    if (hosting.state() == State.INFORMED && asks) {
      details.add(t.text("state.INFORMED.ask"));
    }
    hosting
        .objection()
        .ifPresent(
            objection -> {
              details.add(t.text("objection.reason", objection.reason()));
              objection
                  .answer()
                  .ifPresent(answer -> details.add(t.text("objection.answer", answer)));
            });
    // GDPR, article 12(4): who is told no is told where to complain
    if (hosting.state() == State.REJECT && !hasDeparted(hosting)) {
      details.add(t.text("state.REJECT.text", name(hosting)) + " " + t.text("complain"));
    }
    return details;
  }

  private List<Choice> choices(Hosting hosting) {
    return switch (hosting.status()) {
      case OPEN -> isClosed(hosting) || !hosting.mayPermit() ? wayOut(hosting) : open(hosting);
      case CLOSED -> wayOut(hosting);
      case ENDED, OTHER -> List.of();
    };
  }

  /** Closed to what permits. */
  private List<Choice> wayOut(Hosting hosting) {
    return open(hosting).stream().filter(choice -> !choice.permits()).toList();
  }

  private List<Choice> open(Hosting hosting) {
    return switch (hosting.legalBasis()) {
      case EXPLICIT_CONSENT -> consent(hosting);
      // L.1111-8 CSP: where the law does not ask for consent the page must not pretend it does
      case INFORM_AND_OBJECT -> objection(hosting);
      case OTHER -> List.of();
    };
  }

  private List<Choice> objection(Hosting hosting) {
    return switch (hosting.state()) {
      case UNDECIDED, EXPIRED -> List.of(informed(hosting), object(hosting));
      case INFORMED, REJECT ->
          hosting.asks() ? List.of(informed(hosting), object(hosting)) : List.of(object(hosting));
      case OBJECT, UPHOLD -> List.of(retract(hosting));
      case PERMIT, DENY, WITHDRAW, ENDED, OTHER -> List.of();
    };
  }

  private List<Choice> consent(Hosting hosting) {
    return switch (hosting.state()) {
      case UNDECIDED, EXPIRED -> List.of(permit(hosting), refuse());
      case PERMIT ->
          hosting.asks() || ending(hosting)
              ? List.of(permitAgain(hosting), withdraw(hosting))
              : List.of(withdraw(hosting));
      case DENY, WITHDRAW ->
          hosting.asks() ? List.of(permit(hosting), refuse()) : List.of(permit(hosting));
      case INFORMED, OBJECT, UPHOLD, REJECT, ENDED, OTHER -> List.of();
    };
  }

  /** Who has read it lets the record move there, unless it was let before. */
  private Choice informed(Hosting hosting) {
    boolean again = hosting.state() == State.INFORMED || hosting.state() == State.REJECT;
    return new Choice(
        "INFORMED",
        t.text("choice.INFORMED"),
        again
            ? t.text("choice.INFORMED.then.again", name(hosting))
            : moves("choice.INFORMED.then", "choice.INFORMED.then.nowhere", hosting));
  }

  /** That the record moves, and where. */
  private String moves(String there, String nowhere, Hosting hosting) {
    String where = sites.of(hosting.host().sheet());
    return where.isEmpty() ? t.text(nowhere, name(hosting)) : t.text(there, name(hosting), where);
  }

  private Choice object(Hosting hosting) {
    return new Choice(
        "OBJECT", t.text("choice.OBJECT"), t.text("choice.OBJECT.then", name(hosting)));
  }

  private Choice retract(Hosting hosting) {
    return new Choice(
        "INFORMED",
        t.text("choice.RETRACT"),
        moves("choice.RETRACT.then", "choice.RETRACT.then.nowhere", hosting));
  }

  private static String name(Hosting hosting) {
    return hosting.host().name();
  }

  private Choice permit(Hosting hosting) {
    return new Choice(
        "PERMIT",
        t.text("choice.PERMIT"),
        moves("choice.PERMIT.then", "choice.PERMIT.then.nowhere", hosting));
  }

  private Choice permitAgain(Hosting hosting) {
    return new Choice(
        "PERMIT",
        t.text(rewritten(hosting) ? "choice.PERMIT.again" : "choice.PERMIT.renew"),
        t.text("choice.PERMIT.then.again", hosting.host().name()));
  }

  private Choice refuse() {
    return new Choice("DENY", t.text("choice.DENY"), t.text("choice.DENY.then"));
  }

  private Choice withdraw(Hosting hosting) {
    return new Choice(
        "WITHDRAW", t.text("choice.WITHDRAW"), t.text(withdrawn(hosting), name(hosting)));
  }

  private String withdrawn(Hosting hosting) {
    if (hasDeparted(hosting)) {
      return "choice.WITHDRAW.then.departed";
    }
    return isClosed(hosting) ? "choice.WITHDRAW.then.closed" : "choice.WITHDRAW.then";
  }
}
