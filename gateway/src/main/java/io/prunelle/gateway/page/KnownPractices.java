// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.handover.ChangesOfDoctor;
import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.KeptRecords;
import io.prunelle.gateway.page.ledger.ConsentLedger;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.DecisionPages;
import io.prunelle.gateway.page.ledger.Hosting;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The practices that may have something of a patient: not only those that the patient belongs to.
 * The realm tells of a practice one has left only while something is still permitted there, so what
 * was decided, where records were placed and changes of doctor are asked as well.
 */
final class KnownPractices {

  private final ConsentLedger ledger;
  private final KeptRecords records;
  private final ChangesOfDoctor changes;
  private final Set<String> served;

  /**
   * Of one gateway.
   *
   * @param served ids of its practices
   */
  KnownPractices(
      ConsentLedger ledger, KeptRecords records, ChangesOfDoctor changes, Set<String> served) {
    this.ledger = ledger;
    this.records = records;
    this.changes = changes;
    this.served = served;
  }

  /** Their ids; fails where one of the sources cannot be read, for a lack of it would not show. */
  Future<Set<String>> of(Visit visit) {
    Future<List<Hosting>> told = ledger.hostings(visit.bearer(), visit.language().tag());
    Future<DecisionPages> decided = ledger.decisions(visit.bearer());
    Future<Set<String>> placed = records.practices(served, visit.patient());
    Future<List<Handover>> asked = changes.of(visit.patient());
    return Future.all(told, decided, placed, asked)
        .map(
            all -> {
              Set<String> practices = new TreeSet<>(visit.practices());
              told.result().forEach(hosting -> practices.add(hosting.practice().id()));
              decided.result().decisions().stream().map(Decision::practice).forEach(practices::add);
              practices.addAll(placed.result());
              asked.result().forEach(handover -> practices.add(handover.practice()));
              return practices;
            });
  }
}
