// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.page.login.Notes;
import io.prunelle.gateway.page.view.Said;
import java.util.Optional;

/** What became of an answer, from the form to the page that says so. */
final class SaidNotes {

  private final Notes notes;

  SaidNotes(Notes notes) {
    this.notes = notes;
  }

  void leave(Visit visit, Said said) {
    notes.leave(visit.context().request(), visit.session(), said.what() + " " + said.hosting());
  }

  Optional<Said> take(Visit visit) {
    return notes
        .take(visit.context().request(), visit.session())
        .map(note -> note.split(" ", 2))
        // or one of another kind of page
        .filter(parts -> parts.length == 2)
        .map(parts -> new Said(Said.What.valueOf(parts[0]), parts[1]));
  }
}
