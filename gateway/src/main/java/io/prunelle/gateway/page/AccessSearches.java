// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.History;
import io.prunelle.gateway.journal.History.Count;
import io.prunelle.gateway.journal.History.Found;
import io.prunelle.gateway.journal.History.Person;
import io.prunelle.gateway.journal.Selection;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks for something among the accesses to the visitor's own record. */
final class AccessSearches {

  private final Source history;

  /** The journal's way of being searched; a seam for tests. */
  interface Source {

    Future<Found> search(UUID reading, Selection selection, @Nullable UUID before, int limit);

    Future<Found> further(
        UUID reading, Selection selection, UUID before, @Nullable UUID end, int limit);

    Future<List<Person>> people(UUID reading, String patient);

    Future<List<Count>> counts(UUID reading, String patient, String reader, List<Instant> times);

    static Source of(History history) {
      return new Source() {
        @Override
        public Future<Found> search(
            UUID reading, Selection selection, @Nullable UUID before, int limit) {
          return history.search(reading, selection, before, limit);
        }

        @Override
        public Future<Found> further(
            UUID reading, Selection selection, UUID before, @Nullable UUID end, int limit) {
          return history.further(reading, selection, before, end, limit);
        }

        @Override
        public Future<List<Person>> people(UUID reading, String patient) {
          return history.people(reading, patient);
        }

        @Override
        public Future<List<Count>> counts(
            UUID reading, String patient, String reader, List<Instant> times) {
          return history.counts(reading, patient, reader, times);
        }
      };
    }
  }

  AccessSearches(Source history) {
    this.history = history;
  }

  Source source() {
    return history;
  }

  /**
   * What is looked for.
   *
   * @param reading the entry that says that somebody looks
   */
  Future<AccessForm> understand(Visit visit, UUID reading) {
    return AccessForm.namesPerson(visit.context().queryParams())
        ? history.people(reading, visit.patient()).map(people -> form(visit, people))
        : Future.succeededFuture(form(visit, List.of()));
  }

  AccessForm form(Visit visit, List<Person> people) {
    return AccessForm.of(
        visit.context().queryParams(), visit.patient(), visit.caller().subject(), people);
  }
}
