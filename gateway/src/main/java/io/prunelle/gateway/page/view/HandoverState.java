// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import org.jspecify.annotations.Nullable;

/**
 * A change of doctor, with what has come of it.
 *
 * @param move the latest transfer because of it; null when there was none
 * @param certified whether there is a certificate of that
 * @param archive whether it can be erased, where that is the patient's turn
 */
public record HandoverState(
    Handover handover, @Nullable Move move, boolean certified, Archive archive) {

  /** Whether the patient has the record. */
  public enum Archive {
    NONE,
    /** But not what was written to it since. */
    WRITTEN_SINCE,
    TAKEN
  }

  /** Nothing but what was asked and answered. */
  public static HandoverState of(Handover handover, @Nullable Move move) {
    return new HandoverState(handover, move, false, Archive.NONE);
  }
}
