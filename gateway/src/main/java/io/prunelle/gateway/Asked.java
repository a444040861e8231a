// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.token.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A verified caller and what they ask, which they may.
 *
 * @param stored the resource, where it had to be found to tell whose it is
 * @param remembers whether it is asked on condition of what the client was told before
 */
record Asked(
    Caller caller,
    OnRecord interaction,
    Practice practice,
    @Nullable Stored stored,
    Grant grant,
    boolean remembers) {

  /** The same, of another interaction. */
  Asked with(OnRecord other) {
    return new Asked(caller, other, practice, stored, grant, remembers);
  }

  PatientRecord record() {
    return new PatientRecord(interaction.practice(), interaction.patient());
  }
}
