// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts into words, for patients, that their record moves. */
final class MovingOf {

  private final Messages t;
  private final Function<String, String> hosts;

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
   * @param hosts names by id
   */
  MovingOf(Messages t, Function<String, String> hosts) {
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
      return underWay(move, otherwise, reading);
    } else if (otherwise == null) {
      return null;
    }
    Moving still = move == null || move.urgent() ? null : still(place, move);
    return still == null
        ? new Moving(otherwise, t.text("where.moving.text"), means(reading), null, null)
        : still;
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
    return move.destination() == null ? t.text("moving.home") : hosts.apply(move.destination());
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
    return move != null && move.underWay()
        ? underWay(move, why, Reading.OPEN)
        : new Moving(why, "", t.text("where.closed.text"), null, null);
  }

  private Moving underWay(Move move, @Nullable String otherwise, Reading reading) {
    Move.Progress progress = move.progress();
    return new Moving(
        move.switched()
            ? t.text("moving.arrived", hosts.apply(move.source()))
            : otherwise == null
                ? t.text("moving.to", hosts.apply(Objects.requireNonNull(move.destination())))
                : otherwise,
        step(move),
        means(move, reading),
        progress,
        progress == null ? null : t.text("transfers.amount", progress.done(), progress.total()));
  }

  private String step(Move move) {
    if (move.paused() || move.hostPaused()) {
      return t.text("moving.paused");
    }
    return move.failure() == null ? t.text("moving.step." + move.step()) : t.text("moving.failed");
  }

  private String means(Move move, Reading reading) {
    if (move.switched()) {
      return t.text("moving.means.arrived");
    }
    return means(reading);
  }

  private String means(Reading reading) {
    return switch (reading) {
      case OPEN -> t.text("moving.means.open");
      case CLOSED -> t.text("moving.means.closed");
      case URGENT -> t.text("moving.means.closed.urgent");
    };
  }
}
