// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Notes;
import io.prunelle.gateway.page.view.DoctorSaid;
import java.util.Arrays;
import java.util.Optional;

/** What became of what a patient wanted of a practice they leave, from the form to the page. */
final class DoctorNotes {

  /** Notes of other pages are no names of these. */
  private static final String KIND = "doctor:";

  private final Notes notes;

  DoctorNotes(Notes notes) {
    this.notes = notes;
  }

  void leave(Visit visit, DoctorSaid said) {
    notes.leave(visit.context().request(), visit.session(), KIND + said.name());
  }

  Optional<DoctorSaid> take(Visit visit) {
    return notes
        .take(visit.context().request(), visit.session())
        .flatMap(
            note ->
                Arrays.stream(DoctorSaid.values())
                    .filter(said -> note.equals(KIND + said.name()))
                    .findFirst());
  }
}
