// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.fhir.OnRecord;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is examined against.
 *
 * @param host which answered
 * @param grant what the caller may see
 * @param known resources that were found to be this patient's, as {@code Type/id}
 * @param subject of the caller, to whom links to further pages are given
 * @param decision ledger position of the decision it is served under; null when there is none
 */
public record Examination(
    OnRecord interaction,
    Host host,
    Grant grant,
    Set<String> known,
    String subject,
    @Nullable Long decision) {

  /** The same, with these resources known as well. */
  public Examination knowing(Set<String> further) {
    Set<String> all = new HashSet<>(known);
    all.addAll(further);
    return new Examination(interaction, host, grant, Set.copyOf(all), subject, decision);
  }
}
