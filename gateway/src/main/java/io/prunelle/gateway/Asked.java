// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.access.Grant;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.fhir.OnRecord;
import io.prunelle.gateway.fhir.OnRecord.Direct;
import io.prunelle.gateway.hosts.PatientRecord;
import io.prunelle.gateway.rest.InteractionKind;
import io.prunelle.gateway.token.Caller;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A verified caller and what they ask, which they may.
 *
 * @param stored the resource, where it had to be found to tell whose it is
 * @param told what else tells whose a written resource is, as {@code Type/id} or by its name in a
 *     transaction; mostly nothing
 * @param remembers whether it is asked on condition of what the client was told before
 */
record Asked(
    Caller caller,
    OnRecord interaction,
    Practice practice,
    @Nullable Stored stored,
    Set<String> told,
    Grant grant,
    boolean remembers) {

  /** The same, of another interaction. */
  Asked with(OnRecord other) {
    return new Asked(caller, other, practice, stored, told, grant, remembers);
  }

  /**
   * The same, once the transaction is over.
   *
   * @param made what its entries have become, by their names
   */
  Asked knowing(Map<String, String> made) {
    Set<String> known =
        told.stream().map(each -> made.getOrDefault(each, each)).collect(Collectors.toSet());
    return new Asked(caller, interaction, practice, stored, known, grant, remembers);
  }

  /** The same, once these have been found to be the record's or nobody's. */
  Asked finding(Set<String> theirs) {
    Set<String> found = new HashSet<>(told);
    found.addAll(theirs);
    return new Asked(caller, interaction, practice, stored, found, grant, remembers);
  }

  /** What of it has not been found to be the patient's with the resource itself. */
  Set<String> toldAnew() {
    Set<String> anew = new LinkedHashSet<>(told);
    if (stored != null) {
      anew.removeAll(stored.through());
    }
    return anew;
  }

  /** All that tells whose the resource is. */
  Set<String> telling() {
    Set<String> telling = new HashSet<>(told);
    if (stored != null) {
      telling.addAll(stored.through());
    }
    return telling;
  }

  /** Whether it is an update, or a patch, by who may not see what it changes. */
  boolean changesUnread() {
    Stored before = stored;
    return before != null
        && interaction instanceof Direct direct
        && direct.kind() == InteractionKind.UPDATE
        && !grant.sees(direct.type(), () -> before.resource().getBytes());
  }

  /** What is shown besides of what it is about. */
  Set<String> unmasked() {
    return stored == null ? Set.of() : stored.besides().shown();
  }

  PatientRecord record() {
    return new PatientRecord(interaction.practice(), interaction.patient());
  }
}
