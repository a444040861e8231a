// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import org.jspecify.annotations.Nullable;

/**
 * That a record moves, in words for its patient.
 *
 * @param what where to
 * @param step how far it has come
 * @param means what that means for the patient meanwhile
 * @param progress null while it is not known how much there is
 * @param amount the same in words
 * @param held whether it waits for the end of a change of doctor
 */
record Moving(
    String what,
    String step,
    String means,
    Move.@Nullable Progress progress,
    @Nullable String amount,
    boolean held) {

  /** One that waits for no change of doctor. */
  Moving(
      String what,
      String step,
      String means,
      Move.@Nullable Progress progress,
      @Nullable String amount) {
    this(what, step, means, progress, amount, false);
  }
}
