// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.util.List;
import java.util.Set;

/**
 * The transfers of a practice's records.
 *
 * @param underWay those that could not go on first, then the oldest
 * @param more whether there are more than these
 * @param paused hosts that are left alone
 * @param closings hosts that may have its records no more
 * @param ended how those ended that did in the last thirty days
 */
public record Overview(
    List<Move> underWay, boolean more, Set<String> paused, List<Closing> closings, Ended ended) {

  /**
   * How transfers ended, in numbers.
   *
   * @param arrived whose record came to another host, or another practice
   * @param erased whose record went nowhere
   * @param cancelled moves that were taken back; without those of which there was no record, and of
   *     records that had arrived and gone back
   */
  public record Ended(long arrived, long erased, long cancelled) {

    /** None at all. */
    public static final Ended NONE = new Ended(0, 0, 0);
  }
}
