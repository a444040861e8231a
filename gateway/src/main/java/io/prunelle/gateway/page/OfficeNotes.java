// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Notes;
import io.prunelle.gateway.page.view.OfficeSaid;
import java.util.Arrays;
import java.util.Optional;

/** What became of what was done for a practice, from the form to the page that says so. */
final class OfficeNotes {

  private final Notes notes;

  OfficeNotes(Notes notes) {
    this.notes = notes;
  }

  void leave(Visit visit, OfficeSaid said) {
    notes.leave(visit.context().request(), visit.session(), said.name());
  }

  Optional<OfficeSaid> take(Visit visit) {
    return notes
        .take(visit.context().request(), visit.session())
        .flatMap(
            note ->
                Arrays.stream(OfficeSaid.values())
                    .filter(said -> said.name().equals(note))
                    .findFirst());
  }
}
