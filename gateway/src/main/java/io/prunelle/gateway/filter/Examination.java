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
 * @param unmasked others that one may be shown to be about, as {@code Type/id}; they tell of
 *     nothing whose it is, since not all of them were looked at
 * @param subject of the caller, to whom links to further pages are given
 * @param decision ledger position of the decision it is served under; null when there is none
 */
public record Examination(
    OnRecord interaction,
    Host host,
    Grant grant,
    Set<String> known,
    Set<String> unmasked,
    String subject,
    @Nullable Long decision) {

  /** Of what may be shown to be about nothing but what is known. */
  public Examination(
      OnRecord interaction,
      Host host,
      Grant grant,
      Set<String> known,
      String subject,
      @Nullable Long decision) {
    this(interaction, host, grant, known, Set.of(), subject, decision);
  }

  /** The same, with these resources known as well. */
  public Examination knowing(Set<String> further) {
    return new Examination(
        interaction, host, grant, union(known, further), unmasked, subject, decision);
  }

  /** The same, with these resources not masked either. */
  public Examination showing(Set<String> further) {
    return new Examination(
        interaction, host, grant, known, union(unmasked, further), subject, decision);
  }

  /** All that one may be shown to be about. */
  Set<String> shown() {
    return unmasked.isEmpty() ? known : union(known, unmasked);
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return Set.copyOf(all);
  }
}
