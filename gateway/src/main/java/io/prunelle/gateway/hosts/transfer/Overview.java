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
 * @param ended how many have ended in the last thirty days
 * @param cancelled how many of these were taken back
 */
public record Overview(
    List<Move> underWay,
    boolean more,
    Set<String> paused,
    List<Closing> closings,
    long ended,
    long cancelled) {}
