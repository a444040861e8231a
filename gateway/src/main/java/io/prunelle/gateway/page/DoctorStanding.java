// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.page.view.DoctorWish;
import io.prunelle.gateway.page.view.DoctorWish.What;
import io.vertx.core.Future;
import java.util.Objects;

/** Whether it stands already as somebody wants it: they may have clicked twice. */
final class DoctorStanding {

  private final ChangesOfDoctor changes;
  private final Placements placements;

  DoctorStanding(ChangesOfDoctor changes, Placements placements) {
    this.changes = changes;
    this.placements = placements;
  }

  Future<Boolean> is(Visit visit, DoctorWish wish) {
    return wish.what() == What.RETURN
        ? placements.leaving(visit).map(having -> having.contains(wish.practice()))
        : changes
            .of(visit.patient())
            .map(all -> all.stream().anyMatch(handover -> fulfils(handover, wish)));
  }

  private static boolean fulfils(Handover handover, DoctorWish wish) {
    return switch (wish.what()) {
      case ASK ->
          handover.state() == Handover.State.ASKED
              && handover.practice().equals(wish.practice())
              && Objects.equals(handover.into(), wish.receiver());
      case WITHDRAW ->
          handover.id().equals(wish.handover()) && handover.state() == Handover.State.WITHDRAWN;
      case ERASE -> handover.id().equals(wish.handover()) && handover.erasureOrderedAt() != null;
      case RETURN -> false;
    };
  }
}
