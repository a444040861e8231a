// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.hosts.transfer.Moves;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.view.HandoverState;
import io.prunelle.gateway.page.view.Situation;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Where a visitor's records are and where they are going: what an answer does depends on it. */
final class Situations {

  private final ClosedHosts closed;
  private final Placements placements;
  private final Moves moves;
  private final MyHandovers handovers;
  private final Clock clock;

  Situations(
      ClosedHosts closed, Placements placements, Moves moves, MyHandovers handovers, Clock clock) {
    this.closed = closed;
    this.placements = placements;
    this.moves = moves;
    this.handovers = handovers;
    this.clock = clock;
  }

  /** As it is now, of the practices of these hostings. */
  Future<Situation> of(Visit visit, List<Hosting> hostings) {
    Future<Set<String>> shut = closed.of(hostings);
    Future<Placements.Found> found = placements.of(visit, hostings);
    Future<List<Move>> moving = moves.ofPatient(visit.patient());
    Future<List<HandoverState>> changing = handovers.of(visit);
    return Future.all(shut, found, moving, changing)
        .map(
            all ->
                new Situation(
                    found.result().with(moving.result()),
                    shut.result(),
                    found.result().departed(),
                    HandoverState.held(
                        changing.result(), LocalDate.now(clock.withZone(ZoneOffset.UTC)))));
  }
}
