// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts into words, for patients, that their record moves. */
final class MovingOf {

  private final Messages t;
  private final Function<String, Optional<String>> hosts;

  /** Whether a record can be read where it is until it has moved. */
  enum Reading {
    OPEN,
    CLOSED,
    /** In an emergency alone. */
    URGENT
  }

  /**
   * Words in one language.
   *
   * @param hosts names by id; none of the practice's own
   */
  MovingOf(Messages t, Function<String, Optional<String>> hosts) {
    this.t = t;
    this.hosts = hosts;
  }

  /**
   * Of a place.
   *
   * @param otherwise that its decision wants it elsewhere; null when it does not
   * @param reading whether it may be read where it is
   * @return null for a record that stays
   */
  @Nullable Moving of(Place place, @Nullable String otherwise, Reading reading) {
    Move move = place.move();
    if (move != null && move.underWay()) {
      return underWay(place, move, otherwise, reading);
    } else if (otherwise == null) {
      return null;
    }
    Moving still = move == null || move.urgent() ? null : still(place, move);
    return still == null
        ? new Moving(otherwise, t.text("where.moving.text"), means(reading), null, null)
        : still;
  }

  /**
   * Of a record on premise that a change of doctor keeps from setting out.
   *
   * @param what that it waits, or why it does not
   */
  Moving held(Place place, String what) {
    Move move = place.move();
    boolean removed = move != null && move.kind() == Move.Kind.MOVE && move.underWay();
    return new Moving(what, removed ? removal(move) : "", means(Reading.OPEN), null, null, true);
  }

  /** Why it is not about to move; null when it is. */
  private @Nullable Moving still(Place place, Move last) {
    if (last.step() == Move.Step.CANCELLED && last.cancelAsked()) {
      return still(t.text("moving.declined"), t.text("moving.declined.means"));
    } else if (last.step() == Move.Step.CANCELLED && last.failure() != null) {
      return still(t.text("moving.none"), t.text("moving.none.means", destination(last)));
    }
    return last.step() == Move.Step.ENDED
            && !place.cloud()
            && place.host().equals(last.destination())
        ? still(t.text("moving.yielded"), t.text("moving.yielded.means"))
        : null;
  }

  private String destination(Move move) {
    return Optional.ofNullable(move.destination())
        .flatMap(hosts)
        .orElseGet(() -> t.text("moving.home"));
  }

  private static Moving still(String what, String means) {
    return new Moving(what, "", means, null, null);
  }

  /**
   * Of a record on premise whose decision would let it be elsewhere, where it may not be any more.
   *
   * @param why in words
   */
  Moving stays(Place place, String why) {
    Move move = place.move();
    if (move == null || !move.underWay()) {
      return new Moving(why, "", t.text("where.closed.text"), null, null);
    }
    return move.switched() || !leavesPractice(place, move)
        ? underWay(place, move, null, Reading.OPEN)
        : givenUp(move, why, Reading.OPEN);
  }

  private Moving underWay(Place place, Move move, @Nullable String otherwise, Reading reading) {
    if (move.switched()) {
      return switched(move, otherwise, reading);
    }
    boolean returning = move.step() == Move.Step.RETURNING;
    // What nothing wants out of the practice is taken back; what somebody has cancelled stays
    if (returning && otherwise != null && (!move.cancelAsked() || move.beginsAnew())) {
      return givenUp(move, otherwise, reading);
    } else if (returning || (otherwise == null && leavesPractice(place, move))) {
      return givenUp(move, t.text(place.cloud() ? "moving.stays" : "where.closed.text"), reading);
    }
    return new Moving(
        otherwise == null ? t.text("moving.to", destination(move)) : otherwise,
        step(move, t.text("moving.step." + move.step())),
        means(reading),
        move.progress(),
        amount(move));
  }

  /** Not one that has just come home, and was looked at the moment before. */
  private static boolean leavesPractice(Place place, Move move) {
    return !place.cloud() && !place.host().equals(move.destination());
  }

  /** What lives elsewhere by now, be it wanted back: it cannot leave before all is erased. */
  private Moving switched(Move move, @Nullable String otherwise, Reading reading) {
    if (otherwise != null) {
      return new Moving(
          otherwise,
          step(move, left(move, "moving.step.back", "moving.step.back.home")),
          means(reading),
          move.progress(),
          amount(move));
    }
    return new Moving(
        left(move, "moving.arrived", "moving.arrived.home"),
        step(move, t.text("moving.step." + move.step())),
        reading == Reading.OPEN ? t.text("moving.means.arrived") : means(reading),
        move.progress(),
        amount(move));
  }

  /** Of the copy that is left behind: the practice is no name to be put in brackets. */
  private String left(Move move, String atHost, String atPractice) {
    return hosts
        .apply(move.source())
        .map(host -> t.text(atHost, host))
        .orElseGet(() -> t.text(atPractice));
  }

  /** Of one that is taken back: how much had been copied says nothing any more. */
  private Moving givenUp(Move move, String what, Reading reading) {
    return new Moving(what, removal(move), means(reading), null, null);
  }

  /** Empty for one that had not begun: of it there is nothing to be removed. */
  private String removal(Move move) {
    if (move.step() == Move.Step.WAITING) {
      return "";
    } else if (move.paused() || move.hostPaused()) {
      return t.text("moving.removal.paused");
    }
    return t.text(move.failure() == null ? "moving.step.RETURNING" : "moving.removal.failed");
  }

  private String step(Move move, String going) {
    if (move.paused() || move.hostPaused()) {
      return t.text("moving.paused");
    }
    return move.failure() == null ? going : t.text("moving.failed");
  }

  private @Nullable String amount(Move move) {
    Move.Progress progress = move.progress();
    return progress == null ? null : t.text("transfers.amount", progress.done(), progress.total());
  }

  private String means(Reading reading) {
    return switch (reading) {
      case OPEN -> t.text("moving.means.open");
      case CLOSED -> t.text("moving.means.closed");
      case URGENT -> t.text("moving.means.closed.urgent");
    };
  }
}
