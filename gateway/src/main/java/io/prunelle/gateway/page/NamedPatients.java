// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.ledger.PracticeLedger;
import io.prunelle.gateway.page.view.PatientNames;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds out what the patients on a practice's pages are called. That the page shows something of
 * them is in the journal already, each by each.
 */
final class NamedPatients {

  /** As many as the realm tells at once. */
  private static final int MOST = 100;

  private final PracticeLedger ledger;

  NamedPatients(PracticeLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * By what the realm tells the visitor.
   *
   * @param patients FHIR ids; the first of them are named, and ids are shown of the others
   * @return none where it tells none: names are no reason to show nothing
   */
  Future<PatientNames> of(Visit visit, String practice, Stream<String> patients) {
    List<String> ids = patients.distinct().limit(MOST).toList();
    return ids.isEmpty()
        ? Future.succeededFuture(PatientNames.NONE)
        : ledger
            .patients(visit.accessToken(), practice, ids)
            .map(PatientNames::new)
            .otherwise(PatientNames.NONE);
  }
}
