// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says of what a change of doctor moves, copies or erases how far it has come. */
final class HandoverSteps {

  private final Messages t;
  private final MoveWords words;
  private final String steps;
  private final Function<Move, String> failed;

  /**
   * Words for one reader.
   *
   * @param steps what keys of steps begin with
   * @param failed what is said of one that cannot go on by itself for now
   */
  HandoverSteps(Messages t, String steps, Function<Move, String> failed) {
    this.t = t;
    this.words = new MoveWords(t);
    this.steps = steps;
    this.failed = failed;
  }

  /**
   * The step that it is at, or why it does not go on.
   *
   * @param move null for one that has not begun
   */
  String of(@Nullable Move move) {
    return move == null || !move.underWay()
        ? t.text("doctor.begins")
        : held(move).orElseGet(() -> words.step(steps, move));
  }

  /** Why it does not go on; empty while it does, and where there is nothing to. */
  Optional<String> held(@Nullable Move move) {
    if (move == null || !move.underWay()) {
      return Optional.empty();
    } else if (move.paused() || move.hostPaused()) {
      // Whatever it failed with, it is not tried again
      return Optional.of(words.of("moving.paused", move));
    }
    return move.failure() == null ? Optional.empty() : Optional.of(failed.apply(move));
  }
}
