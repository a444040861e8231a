// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.view.HandoverState.Hold;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a patient's records are, and where no decision brings them: what an answer does depends on
 * it.
 *
 * @param places one per practice that keeps a record of the patient
 * @param closed ids of the hostings whose host the practice uses no more
 * @param departed ids of practices whose record has left them
 * @param held why a change of doctor keeps moves of a practice from beginning, where they are only
 *     permitted; by the practice's id
 */
public record Situation(
    List<Place> places, Set<String> closed, Set<String> departed, Map<String, Hold> held) {

  /** Where nothing is known of places, and nothing is closed. */
  static final Situation UNKNOWN = new Situation(List.of(), Set.of(), Set.of());

  /** Where no change of doctor holds anything up. */
  Situation(List<Place> places, Set<String> closed, Set<String> departed) {
    this(places, closed, departed, Map.of());
  }

  /**
   * Why a change of doctor keeps what would be sent there where it is; empty for none that does.
   */
  Optional<Hold> hold(Hosting hosting) {
    return place(hosting)
        .map(this::hold)
        .orElseGet(() -> Optional.ofNullable(held.get(hosting.practice().id())));
  }

  /** The same of what would be sent somewhere from there. */
  Optional<Hold> hold(Place place) {
    return isDecided(place.move())
        ? Optional.empty()
        : Optional.ofNullable(held.get(place.practice()));
  }

  /**
   * Why the record is at no host of the practice much longer, whatever is decided; empty where a
   * decision counts.
   */
  Optional<Hold> leaving(Hosting hosting) {
    return hasDeparted(hosting)
        ? Optional.empty()
        : hold(hosting).filter(hold -> hold != Hold.WAITS);
  }

  /**
   * Of a move that goes on in spite of any change of doctor, and of one that does not follow it,
   * because somebody cancelled it or it made way for another.
   */
  private static boolean isDecided(@Nullable Move move) {
    if (move == null || move.kind() != Move.Kind.MOVE) {
      return false;
    }
    boolean goesOn =
        move.underWay() && move.step() != Move.Step.WAITING && move.step() != Move.Step.RETURNING;
    return goesOn || move.cancelAsked() || (move.step() == Move.Step.ENDED && !move.urgent());
  }

  /** No decision brings a record there that is not there or has left. */
  boolean isClosed(Hosting hosting) {
    return closed.contains(hosting.id()) || hasDeparted(hosting);
  }

  boolean hasDeparted(Hosting hosting) {
    return departed.contains(hosting.practice().id());
  }

  /** The record is at the host in question. */
  boolean isThere(Hosting hosting) {
    return place(hosting).filter(place -> place.host().equals(hosting.host().id())).isPresent();
  }

  /** It is known to be somewhere else, at the practice or at another host. */
  boolean isElsewhere(Hosting hosting) {
    return place(hosting).isPresent() && !isThere(hosting);
  }

  /**
   * It is somewhere else, and on its way to the host in question: some of it may be there already.
   */
  boolean isArriving(Hosting hosting) {
    return isElsewhere(hosting)
        && place(hosting)
            .map(Place::move)
            .filter(move -> move.kind() == Move.Kind.MOVE && move.underWay())
            .filter(move -> move.step() != Move.Step.WAITING)
            .filter(move -> hosting.host().id().equals(move.destination()))
            .isPresent();
  }

  /** At a host, this one or another. */
  boolean isAtAnyHost(Hosting hosting) {
    return place(hosting).filter(Place::cloud).isPresent();
  }

  /**
   * Whether an emergency opens it while it leaves its host: none opens what its certificate shut.
   */
  boolean isUrgent(Hosting hosting) {
    return place(hosting).filter(place -> place.urgent() && !place.shut()).isPresent();
  }

  private Optional<Place> place(Hosting hosting) {
    return places.stream()
        .filter(place -> place.practice().equals(hosting.practice().id()))
        .findFirst();
  }
}
