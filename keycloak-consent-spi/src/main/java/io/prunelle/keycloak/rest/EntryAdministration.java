// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.rest;

import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.patient.Patients;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The administrators' {@code entries}: one patient's ledger. */
final class EntryAdministration {
  private final AdminCall call;

  EntryAdministration(AdminCall call) {
    this.call = call;
  }

  /**
   * A patient's entries, newest first.
   *
   * @param patient the FHIR Patient id
   */
  Response of(@Nullable String patient, @Nullable String before, @Nullable String limit) {
    return call.reply(
        administration -> {
          administration.rights().requireViewRealm();
          if (patient == null || !Patients.isId(patient)) {
            throw new Problem(ProblemType.INVALID_PARAMETER, "patient: must be one FHIR id");
          }
          Page page = Page.read(before, limit);
          List<Entry> entries = administration.ledger().of(patient, page.before(), page.limit());
          return page.answer(
              call.uri(),
              entries,
              Map.of("entries", entries.stream().map(Entry::members).toList()));
        });
  }
}
