// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Concluding;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.ops.Outflow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accesses as a file to take along. Sent as it is read, a page at a time and no faster than it is
 * taken, however long the journal is.
 */
final class LineStream {

  private static final int PAGE = 500;

  private LineStream() {}

  /** Where the lines come from. That somebody reads them has been committed. */
  interface Source {

    /** The next ones, newest first. */
    Future<Page> next(@Nullable UUID before, int limit);

    /** Commits how it ended. */
    Future<Void> end(Outcome outcome);
  }

  /**
   * Some lines.
   *
   * @param onTo id before which there may be more, also when these are none; null at the end
   */
  record Page(List<Line> lines, @Nullable UUID onTo) {

    /** Of lines of which there are fewer than could be when there are no more. */
    static Page of(List<Line> lines, int limit) {
      return new Page(lines, lines.size() < limit ? null : lines.get(lines.size() - 1).id());
    }
  }

  /**
   * Fails before a byte was sent, so that a journal that is down is told on a page; or not at all.
   */
  static Future<Void> send(
      RoutingContext context, AccessFormat format, String name, Source source) {
    Ending ending = new Ending(context);
    return Concluding.unless(source.next(null, PAGE), ending::elapsed, source::end)
        .compose(
            first -> {
              HttpServerResponse response = head(context, format, name);
              return Outflow.write(response, Buffer.buffer(format.beginning()))
                  .compose(started -> pages(response, format, source, first))
                  .transform((sent, failure) -> ending.commit(failure, source::end));
            });
  }

  private static HttpServerResponse head(RoutingContext context, AccessFormat format, String name) {
    return context
        .response()
        .setChunked(true)
        .putHeader("Content-Type", format.contentType())
        .putHeader(
            "Content-Disposition", "attachment; filename=\"" + name + "." + format.ending() + "\"");
  }

  private static Future<Void> pages(
      HttpServerResponse response, AccessFormat format, Source source, Page first) {
    Promise<Void> end = Promise.promise();
    page(response, format, source, first, true, end);
    return end.future();
  }

  /** Calls itself for the next, instead of composing thousands of futures one into the other. */
  private static void page(
      HttpServerResponse response,
      AccessFormat format,
      Source source,
      Page page,
      boolean first,
      Promise<Void> end) {
    Buffer text = Buffer.buffer();
    boolean none = first;
    for (Line line : page.lines()) {
      text.appendString(format.line(line, none));
      none = false;
    }
    if (page.onTo() == null) {
      Outflow.taken(response.end(text.appendString(format.end()))).onComplete(end);
      return;
    }
    boolean noneYet = none;
    Outflow.write(response, text)
        .compose(taken -> source.next(page.onTo(), PAGE))
        .onSuccess(next -> page(response, format, source, next, noneYet, end))
        .onFailure(end::fail);
  }
}
