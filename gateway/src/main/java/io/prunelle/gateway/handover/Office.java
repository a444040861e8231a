// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a practice has to do with, at most {@value ChangesOfDoctor#MOST_SHOWN} of each.
 *
 * @param asked those that wait for its answer, the longest due first
 * @param underWay that it has confirmed
 * @param kept of which it keeps a copy, those whose term ends first
 * @param arriving that it receives
 * @param more whether there are more of any
 */
public record Office(
    List<Handover> asked,
    List<Handover> underWay,
    List<Handover> kept,
    List<Handover> arriving,
    boolean more) {

  /** All of them. */
  public Stream<Handover> all() {
    return Stream.of(asked, underWay, kept, arriving).flatMap(List::stream);
  }
}
