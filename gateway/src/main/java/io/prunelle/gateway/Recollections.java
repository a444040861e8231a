// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.journal.Journal.Intent;
import io.prunelle.gateway.ops.Remembered.Reading;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What patients decided and where their records live, as this instance remembers it. Nothing is
 * done on the strength of that alone: the statement that commits the intent reads how far decisions
 * and placements have changed, and if that is not how far this instance knew them, they are read
 * again before anything is asked of a host. And nothing is refused because of it.
 */
final class Recollections {

  /** What the journal reads with each commit, in this order. */
  static final List<String> CONFIRMED = List.of(Consents.REVISION, Hosts.REVISION);

  private final Consents consents;
  private final Hosts hosts;
  private final Openness openness;

  Recollections(Consents consents, Hosts hosts, Openness openness) {
    this.consents = consents;
    this.hosts = hosts;
    this.openness = openness;
  }

  /**
   * What is asked, and the host where the record lived.
   *
   * @param decisions the revision at which the patient had decided so; null when nobody need have
   *     decided
   * @param placements the revision at which the record lived there
   */
  record Recollection(Placed placed, @Nullable Long decisions, long placements) {}

  /** Empty when it is not remembered, or would not be open. */
  Optional<Recollection> of(Asked asked, @Nullable String hosting) {
    long since = System.nanoTime();
    Optional<Reading<Placement>> where = hosts.remembered(asked.record());
    if (where.isEmpty()) {
      return Optional.empty();
    }
    Reading<Standing> decided =
        hosting == null
            ? null
            : consents
                .remembered(asked.interaction().patient(), hosting, asked.caller().consent())
                .orElse(null);
    if (decided == null && hosting != null) {
      return Optional.empty();
    }
    Standing standing = decided == null ? null : decided.value();
    Placed placed = new Placed(asked, standing, where.get().value(), since);
    return openness.check(asked.interaction(), placed.host(), standing).succeeded()
        ? Optional.of(
            new Recollection(
                placed, decided == null ? null : decided.revision(), where.get().revision()))
        : Optional.empty();
  }

  /**
   * Whether the intent was committed with all of it still being so.
   *
   * @return false when something has changed, be it this patient's or another's, or it is not known
   */
  boolean confirms(Intent intent, Recollection known) {
    if (intent.read().size() != CONFIRMED.size()) {
      return false;
    }
    long decisions = intent.read().get(0);
    long placements = intent.read().get(1);
    consents.seen(decisions);
    hosts.seen(placements);
    return (known.decisions() == null || known.decisions() == decisions)
        && known.placements() == placements;
  }
}
