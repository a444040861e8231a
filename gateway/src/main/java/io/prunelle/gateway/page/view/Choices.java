// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answers that can be given to a hosting now, and what each of them does. */
final class Choices {

  private final Messages t;
  private final Sites sites;
  private final Situation situation;
  private final LeavingWords leaving;

  Choices(Messages t, Situation situation) {
    this.t = t;
    this.sites = new Sites(t.language());
    this.situation = situation;
    this.leaving = new LeavingWords(t, situation);
  }

  /**
   * In the order in which they are offered.
   *
   * @param ending whether a permission, or an information, ends soon and can be prolonged
   */
  List<Choice> of(Hosting hosting, boolean ending) {
    return switch (hosting.status()) {
      case OPEN ->
          situation.isClosed(hosting) || !hosting.mayPermit()
              ? wayOut(hosting, ending)
              : open(hosting, ending);
      case CLOSED -> wayOut(hosting, ending);
      case ENDED, OTHER -> List.of();
    };
  }

  /** Whether the text is another one than was answered to: a host may also have changed. */
  static boolean rewritten(Hosting hosting) {
    return hosting
        .decision()
        .flatMap(Decision::notice)
        .filter(version -> version == hosting.notice().version())
        .isEmpty();
  }

  /** Closed to what permits. */
  private List<Choice> wayOut(Hosting hosting, boolean ending) {
    return open(hosting, ending).stream().filter(choice -> !choice.permits()).toList();
  }

  private List<Choice> open(Hosting hosting, boolean ending) {
    return switch (hosting.legalBasis()) {
      case EXPLICIT_CONSENT -> consent(hosting, ending);
      // L.1111-8 CSP: where the law does not ask for consent the page must not pretend it does
      case INFORM_AND_OBJECT -> objection(hosting, ending);
      case OTHER -> List.of();
    };
  }

  private List<Choice> objection(Hosting hosting, boolean ending) {
    return switch (hosting.state()) {
      case UNDECIDED, EXPIRED -> List.of(informed(hosting), object(hosting));
      case INFORMED, REJECT ->
          hosting.asks() || ending
              ? List.of(informed(hosting), object(hosting))
              : List.of(object(hosting));
      case OBJECT, UPHOLD -> List.of(retract(hosting));
      case PERMIT, DENY, WITHDRAW, ENDED, OTHER -> List.of();
    };
  }

  private List<Choice> consent(Hosting hosting, boolean ending) {
    return switch (hosting.state()) {
      case UNDECIDED, EXPIRED -> List.of(permit(hosting), refuse(hosting));
      case PERMIT ->
          hosting.asks() || ending
              ? List.of(permitAgain(hosting), withdraw(hosting))
              : List.of(withdraw(hosting));
      case DENY, WITHDRAW ->
          hosting.asks() ? List.of(permit(hosting), refuse(hosting)) : List.of(permit(hosting));
      case INFORMED, OBJECT, UPHOLD, REJECT, ENDED, OTHER -> List.of();
    };
  }

  private Choice permit(Hosting hosting) {
    return choice("PERMIT", "choice.PERMIT", permitted(hosting, situation.isThere(hosting)), null);
  }

  private Choice permitAgain(Hosting hosting) {
    return choice(
        "PERMIT",
        rewritten(hosting) ? "choice.PERMIT.again" : "choice.PERMIT.renew",
        permitted(hosting, !situation.isElsewhere(hosting)),
        null);
  }

  private String permitted(Hosting hosting, boolean stays) {
    return then("choice.PERMIT.then", stays ? "choice.PERMIT.then.again" : null, hosting);
  }

  /** Who has read it lets the record move there, unless it was let before. */
  private Choice informed(Hosting hosting) {
    boolean before =
        hosting.state() == Hosting.State.INFORMED || hosting.state() == Hosting.State.REJECT;
    boolean stays = before ? !situation.isElsewhere(hosting) : situation.isThere(hosting);
    return choice(
        "INFORMED",
        "choice.INFORMED",
        then("choice.INFORMED.then", stays ? "choice.INFORMED.then.again" : null, hosting),
        null);
  }

  private Choice retract(Hosting hosting) {
    return choice(
        "INFORMED",
        "choice.RETRACT",
        then(
            "choice.RETRACT.then",
            situation.isThere(hosting) ? "choice.RETRACT.then.there" : null,
            hosting),
        null);
  }

  /**
   * That the record stays there, or moves there, and what that waits for; or why it does neither.
   *
   * @param stays key of the words for a record that stays; null for one that moves
   */
  private String then(String key, @Nullable String stays, Hosting hosting) {
    return leaving
        .of(hosting)
        .map(why -> why + " " + t.text(key + ".held"))
        .orElseGet(() -> stays == null ? moves(key, hosting) : t.text(stays, name(hosting)));
  }

  private String moves(String key, Hosting hosting) {
    String where = sites.of(hosting.host().sheet());
    String there =
        where.isEmpty()
            ? t.text(key + ".nowhere", name(hosting))
            : t.text(key, name(hosting), where);
    return situation.hold(hosting).isPresent() ? there + " " + t.text("choice.held") : there;
  }

  private Choice object(Hosting hosting) {
    return choice("OBJECT", "choice.OBJECT", closing("choice.OBJECT.then", hosting), null);
  }

  private Choice refuse(Hosting hosting) {
    return choice("DENY", "choice.DENY", closing("choice.DENY.then", hosting), null);
  }

  /** What closes a host closes the record that is there, until it has returned. */
  private String closing(String key, Hosting hosting) {
    Optional<String> gone = gone(hosting);
    if (situation.hasDeparted(hosting)) {
      return t.text(key + ".departed", name(hosting));
    } else if (gone.isPresent() && !situation.isThere(hosting)) {
      return gone.get();
    } else if (situation.isArriving(hosting)) {
      return t.text(key + ".arriving", name(hosting));
    } else if (situation.isElsewhere(hosting)) {
      return t.text(
          situation.isAtAnyHost(hosting) ? key + ".elsewhere" : key + ".home", name(hosting));
    }
    String returning = situation.isUrgent(hosting) ? "choice.return.urgent" : "choice.return";
    return gone.orElseGet(() -> t.text(key)) + " " + t.text(returning);
  }

  /** Of what is to be moved nowhere that an answer says. */
  private Optional<String> gone(Hosting hosting) {
    return leaving.of(hosting).map(why -> why + " " + t.text("choice.care"));
  }

  private Choice withdraw(Hosting hosting) {
    Optional<String> gone = gone(hosting);
    if (situation.hasDeparted(hosting)) {
      return withdraw(hosting, "choice.WITHDRAW.then.departed", false);
    } else if (gone.isPresent() && !situation.isThere(hosting)) {
      return choice("WITHDRAW", "choice.WITHDRAW", gone.get(), null);
    } else if (situation.isArriving(hosting)) {
      return withdraw(hosting, "choice.WITHDRAW.then.arriving", true);
    } else if (situation.isElsewhere(hosting)) {
      return withdraw(hosting, "choice.WITHDRAW.then.elsewhere", false);
    } else if (situation.isClosed(hosting)) {
      return withdraw(hosting, "choice.WITHDRAW.then.closed", false);
    }
    boolean urgent = situation.isUrgent(hosting);
    return withdraw(hosting, urgent ? "choice.WITHDRAW.then.urgent" : "choice.WITHDRAW.then", true);
  }

  private Choice withdraw(Hosting hosting, String key, boolean erased) {
    return choice(
        "WITHDRAW",
        "choice.WITHDRAW",
        t.text(key, name(hosting)),
        erased ? t.text("choice.WITHDRAW.beneath") : null);
  }

  private Choice choice(
      String decision, String label, String consequence, @Nullable String beneath) {
    return new Choice(decision, t.text(label), consequence, beneath);
  }

  private static String name(Hosting hosting) {
    return hosting.host().name();
  }
}
