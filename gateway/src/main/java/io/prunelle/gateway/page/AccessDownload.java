// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /my/accesses.csv} and {@code .json}: all accesses to my record, to take along. */
final class AccessDownload {

  private static final String NAME = "accesses";

  private final Source journal;

  /** The journal's way of being read; a seam for tests. */
  interface Source {

    Future<UUID> begin(Entry reading);

    Future<List<Line>> next(UUID reading, String patient, @Nullable UUID before, int limit);

    Future<Void> end(UUID reading, Outcome outcome);

    static Source of(Journal journal) {
      return new Source() {
        @Override
        public Future<UUID> begin(Entry reading) {
          return journal.intend(reading);
        }

        @Override
        public Future<List<Line>> next(
            UUID reading, String patient, @Nullable UUID before, int limit) {
          return journal.search(reading, Selection.ofPatient(patient), before, limit);
        }

        @Override
        public Future<Void> end(UUID reading, Outcome outcome) {
          return journal.settle(reading, outcome);
        }
      };
    }
  }

  AccessDownload(Source journal) {
    this.journal = journal;
  }

  /** Comma-separated values (RFC 4180), with a header line. */
  Future<Void> csv(Visit visit) {
    return send(visit, new AccessCsv(AccessFields.PATIENT));
  }

  /** One JSON array. */
  Future<Void> json(Visit visit) {
    return send(visit, new AccessJson(AccessFields.PATIENT));
  }

  private Future<Void> send(Visit visit, AccessFormat format) {
    return journal
        .begin(AccessReading.reading(visit))
        .compose(reading -> LineStream.send(visit.context(), format, NAME, own(visit, reading)));
  }

  private LineStream.Source own(Visit visit, UUID reading) {
    return new LineStream.Source() {
      @Override
      public Future<List<Line>> next(@Nullable UUID before, int limit) {
        return journal.next(reading, visit.patient(), before, limit);
      }

      @Override
      public Future<Void> end(Outcome outcome) {
        return journal.end(reading, outcome);
      }
    };
  }
}
