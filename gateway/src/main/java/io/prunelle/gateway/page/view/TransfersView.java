// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A practice's transfers, ready for their template.
 *
 * @param message what became of an order that was not carried out; null when none was given
 * @param said what was just done; null when nothing was
 * @param more whether there are more than are shown
 * @param ended how many have ended lately
 */
record TransfersView(
    Frame frame,
    String path,
    @Nullable String message,
    @Nullable String said,
    List<MoveRow> failed,
    List<MoveRow> working,
    List<MoveRow> waiting,
    boolean more,
    String ended,
    List<HostRow> hosts) {

  /**
   * A host, and what may be ordered of it.
   *
   * @param paused whether it is left alone; null when it is not
   * @param closing that it closes; null when it does not
   * @param counts how far that has come; null as well then
   */
  record HostRow(
      String name,
      @Nullable String paused,
      @Nullable String closing,
      @Nullable Counts counts,
      List<MoveRow.Button> buttons) {}

  /**
   * How far a host has been emptied.
   *
   * @param text how many records have moved, remain, and could not go on
   */
  record Counts(long moved, long all, String text) {}
}
