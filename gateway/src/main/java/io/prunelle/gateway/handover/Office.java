// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
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

  /** Without what is only kept until its last day. */
  public Office moving(LocalDate today) {
    return with(one -> !one.rests(today));
  }

  /** What is only kept until its last day. */
  public Office resting(LocalDate today) {
    return with(one -> one.rests(today));
  }

  /** One of those that are the practice's to answer, or none. */
  public Office only(UUID id) {
    Office one = with(each -> each.id().equals(id));
    return new Office(one.asked, one.underWay, one.kept, List.of(), false);
  }

  private Office with(Predicate<Handover> which) {
    return new Office(
        asked.stream().filter(which).toList(),
        underWay.stream().filter(which).toList(),
        kept.stream().filter(which).toList(),
        arriving.stream().filter(which).toList(),
        more);
  }

  /** All of them. */
  public Stream<Handover> all() {
    return Stream.of(asked, underWay, kept, arriving).flatMap(List::stream);
  }
}
