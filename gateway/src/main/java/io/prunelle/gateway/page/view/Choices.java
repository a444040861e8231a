// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers that can be given to a hosting now, and what each of them does. */
final class Choices {

  private final Messages t;
  private final Sites sites;
  private final Situation situation;

  Choices(Messages t, Situation situation) {
    this.t = t;
    this.sites = new Sites(t.language());
    this.situation = situation;
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
    return stays
        ? t.text("choice.PERMIT.then.again", name(hosting))
        : moves(
            "choice.PERMIT.then", "choice.PERMIT.then.nowhere", "choice.PERMIT.then.held", hosting);
  }

  /** Who has read it lets the record move there, unless it was let before. */
  private Choice informed(Hosting hosting) {
    boolean before =
        hosting.state() == Hosting.State.INFORMED || hosting.state() == Hosting.State.REJECT;
    boolean stays = before ? !situation.isElsewhere(hosting) : situation.isThere(hosting);
    return choice(
        "INFORMED",
        "choice.INFORMED",
        stays
            ? t.text("choice.INFORMED.then.again", name(hosting))
            : moves(
                "choice.INFORMED.then",
                "choice.INFORMED.then.nowhere",
                "choice.INFORMED.then.held",
                hosting),
        null);
  }

  private Choice retract(Hosting hosting) {
    return choice(
        "INFORMED",
        "choice.RETRACT",
        situation.isThere(hosting)
            ? t.text("choice.RETRACT.then.there", name(hosting))
            : moves(
                "choice.RETRACT.then",
                "choice.RETRACT.then.nowhere",
                "choice.RETRACT.then.held",
                hosting),
        null);
  }

  /** That the record moves, and where, and what that waits for; or why it does not. */
  private String moves(String there, String nowhere, String held, Hosting hosting) {
    return situation
        .hold(hosting)
        .map(
            hold ->
                switch (hold) {
                  case WAITS -> moves(there, nowhere, hosting) + " " + t.text("choice.held");
                  case LEAVES ->
                      t.text("where.moving.held.leaves", name(hosting)) + " " + t.text(held);
                  case ERASED ->
                      t.text("where.moving.held.erased", name(hosting)) + " " + t.text(held);
                })
        .orElseGet(() -> moves(there, nowhere, hosting));
  }

  private String moves(String there, String nowhere, Hosting hosting) {
    String where = sites.of(hosting.host().sheet());
    return where.isEmpty() ? t.text(nowhere, name(hosting)) : t.text(there, name(hosting), where);
  }

  private Choice object(Hosting hosting) {
    return choice("OBJECT", "choice.OBJECT", closing("choice.OBJECT.then", hosting), null);
  }

  private Choice refuse(Hosting hosting) {
    return choice("DENY", "choice.DENY", closing("choice.DENY.then", hosting), null);
  }

  /** What closes a host closes the record that is there, until it has returned. */
  private String closing(String key, Hosting hosting) {
    if (situation.hasDeparted(hosting)) {
      return t.text(key + ".departed", name(hosting));
    } else if (situation.isArriving(hosting)) {
      return t.text(key + ".arriving", name(hosting));
    } else if (situation.isElsewhere(hosting)) {
      return t.text(
          situation.isAtAnyHost(hosting) ? key + ".elsewhere" : key + ".home", name(hosting));
    }
    String returning = situation.isUrgent(hosting) ? "choice.return.urgent" : "choice.return";
    return t.text(key) + " " + t.text(returning);
  }

  private Choice withdraw(Hosting hosting) {
    if (situation.hasDeparted(hosting)) {
      return withdraw(hosting, "choice.WITHDRAW.then.departed", false);
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
