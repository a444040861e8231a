// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import java.time.Clock;
import java.util.HashSet;
import java.util.Set;

/** What somebody who answers for a practice leaves to others: what is about themselves. */
final class OwnMatters {

  private final Clock clock;

  /** With the clock by which a minor comes of age. */
  OwnMatters(Clock clock) {
    this.clock = clock;
  }

  /** FHIR ids of the visitor's own record and of those of whom the visitor is the guardian. */
  Set<String> of(Visit visit, String practice) {
    Set<String> own = new HashSet<>(visit.caller().wards(practice, clock.instant()));
    String patient = visit.caller().patientId();
    if (patient != null) {
      own.add(patient);
    }
    return own;
  }
}
