// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /my/accesses.csv} and {@code .json}: all accesses to my record, to take along. Sent as
 * it is read, a page at a time, however long the journal is.
 */
final class AccessDownload {

  private static final int PAGE = 500;

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
    return send(visit, new AccessCsv());
  }

  /** One JSON array. */
  Future<Void> json(Visit visit) {
    return send(visit, new AccessJson());
  }

  private Future<Void> send(Visit visit, AccessFormat format) {
    long begun = System.nanoTime();
    // Before a byte is sent, so that a journal that is down is told on a page
    return journal
        .begin(AccessReading.reading(visit))
        .compose(
            reading ->
                journal
                    .next(reading, visit.patient(), null, PAGE)
                    .compose(
                        first -> {
                          HttpServerResponse response = head(visit, format);
                          return write(response, Buffer.buffer(format.beginning()))
                              .compose(
                                  started -> pages(visit, response, format, reading, first, true))
                              .transform(
                                  (sent, failure) ->
                                      journal
                                          .end(reading, outcome(response, begun, failure))
                                          .otherwiseEmpty()
                                          .compose(ended -> finish(visit, failure)));
                        }));
  }

  private static HttpServerResponse head(Visit visit, AccessFormat format) {
    return visit
        .context()
        .response()
        .setChunked(true)
        .putHeader("Content-Type", format.contentType())
        .putHeader(
            "Content-Disposition", "attachment; filename=\"accesses." + format.ending() + "\"");
  }

  private Future<Void> pages(
      Visit visit,
      HttpServerResponse response,
      AccessFormat format,
      UUID reading,
      List<Line> lines,
      boolean first) {
    Buffer text = Buffer.buffer();
    boolean none = first;
    for (Line line : lines) {
      text.appendString(format.line(line, none));
      none = false;
    }
    if (lines.size() < PAGE) {
      return response.end(text.appendString(format.end()));
    }
    return write(response, text)
        .compose(
            taken -> journal.next(reading, visit.patient(), lines.get(lines.size() - 1).id(), PAGE))
        .compose(next -> pages(visit, response, format, reading, next, false));
  }

  /** No faster than it is taken. */
  private static Future<Void> write(HttpServerResponse response, Buffer text) {
    if (response.closed()) {
      return Future.failedFuture("the client is gone");
    }
    Future<Void> written = text.length() == 0 ? Future.succeededFuture() : response.write(text);
    if (!response.writeQueueFull()) {
      return written;
    }
    Promise<Void> drained = Promise.promise();
    response.drainHandler(drained::tryComplete);
    response.closeHandler(gone -> drained.tryFail("the client is gone"));
    return drained.future();
  }

  private static Outcome outcome(
      HttpServerResponse response, long begun, @Nullable Throwable failure) {
    return new Outcome(
        failure == null ? 200 : 499,
        response.bytesWritten(),
        Duration.ofNanos(System.nanoTime() - begun),
        failure == null ? "completed" : "client-gone");
  }

  /** What was cut off must not be taken for the whole. */
  private static Future<Void> finish(Visit visit, @Nullable Throwable failure) {
    if (failure != null) {
      visit.context().request().connection().close();
    }
    return Future.succeededFuture();
  }
}
