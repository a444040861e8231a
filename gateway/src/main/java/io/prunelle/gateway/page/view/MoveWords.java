// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;

/** Words for a transfer by what becomes of the record: what is erased or copied does not move. */
final class MoveWords {

  private final Messages t;

  MoveWords(Messages t) {
    this.t = t;
  }

  /**
   * How far it has come.
   *
   * @param steps what keys of steps begin with
   */
  String step(String steps, Move move) {
    return of(steps + "." + move.step(), move);
  }

  /** What has words of its own for its kind, and what has not. */
  String of(String key, Move move) {
    String own = key + "." + move.kind();
    return t.text(t.has(own) ? own : key);
  }
}
