// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.consent.Consents;
import io.prunelle.gateway.consent.Standing;
import io.prunelle.gateway.hosts.Hosts;
import io.prunelle.gateway.hosts.Placement;
import io.prunelle.gateway.journal.Journal.Intent;
import io.prunelle.gateway.ops.Remembered.Reading;
import io.prunelle.gateway.ops.Since;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /**
   * What the journal reads with each commit, in this order: the revisions; which server it is, as
   * one that took over or was restored may have lost changes and counted others alike since; and
   * what time it is there, in microseconds.
   */
  static final List<String> CONFIRMED =
      List.of(
          Consents.REVISION,
          Hosts.REVISION,
          "SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint",
          "SELECT (extract(epoch FROM now()) * 1000000)::bigint");

  private final Consents consents;
  private final Hosts hosts;
  private final Openness openness;
  private volatile long server;

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
   * @param placements the revision at which the record lived there; null while it is held, so that
   *     it stays
   * @param server which server said so
   */
  record Recollection(
      Placed placed, @Nullable Long decisions, @Nullable Long placements, long server) {}

  /** Empty when it is not remembered, or would not be open. */
  Optional<Recollection> of(Asked asked, @Nullable String hosting) {
    Since since = Since.now();
    long told = server;
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
                placed, decided == null ? null : decided.revision(), where.get().revision(), told))
        : Optional.empty();
  }

  /**
   * The same of a record that is held, whose place is known.
   *
   * @return empty when it is not remembered that the patient had decided so
   */
  Optional<Recollection> held(Placed placed, String hosting) {
    long told = server;
    Asked asked = placed.asked();
    return consents
        .remembered(asked.interaction().patient(), hosting, asked.caller().consent())
        .filter(decided -> decided.value().equals(placed.standing()))
        .map(decided -> new Recollection(placed, decided.revision(), null, told));
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
    if (intent.read().get(2) != server) {
      // Before anything else is remembered of it
      server = intent.read().get(2);
      consents.forget();
      hosts.forget();
      return false;
    }
    consents.seen(decisions);
    hosts.seen(placements);
    return (known.decisions() == null || known.decisions() == decisions)
        && (known.placements() == null || known.placements() == placements)
        && known.server() == server
        && lasts(known.placed().standing(), intent.read().get(3));
  }

  private static boolean lasts(@Nullable Standing standing, long micros) {
    Instant until = standing == null || !standing.permitted() ? null : standing.until();
    return until == null || until.isAfter(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
