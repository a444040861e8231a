// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.view.HandoverState.Hold;
import java.util.Optional;

/**
 * Says of a record that leaves its practice, or is erased there, that no answer brings it anywhere.
 */
final class LeavingWords {

  private final Messages t;
  private final Situation situation;

  LeavingWords(Messages t, Situation situation) {
    this.t = t;
    this.situation = situation;
  }

  /** Empty for a record that goes or stays where an answer wants it. */
  Optional<String> of(Hosting hosting) {
    String key = situation.isThere(hosting) ? "where.staying.held" : "where.moving.held";
    return situation
        .leaving(hosting)
        .map(hold -> key + (hold == Hold.ERASED ? ".erased" : ".leaves"))
        .map(words -> t.text(words, hosting.host().name()));
  }
}
