// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.ops.Outflow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * An archive on its way to its patient, a piece at a time and no faster than it is taken. A part
 * that was not taken can be asked for by itself (RFC 9110, 14): the archive does not change, so its
 * digest is a strong validator.
 */
public final class Download {

  private final UUID id;
  private final Summary summary;
  private final ArchiveSeal seal;
  private final ArchiveTable table;

  Download(UUID id, Summary summary, ArchiveSeal seal, ArchiveTable table) {
    this.id = id;
    this.summary = summary;
    this.seal = seal;
    this.table = table;
  }

  /**
   * Answers, with the status that fits what was asked for.
   *
   * @return fails when it was cut off; then the client must not take it for the whole
   */
  public Future<Void> send(HttpServerRequest request) {
    String etag = '"' + summary.sha256() + '"';
    String unless = request.getHeader("If-Range");
    boolean part = unless == null || unless.equals(etag);
    ByteRange range =
        ByteRange.of(part ? request.getHeader("Range") : null, summary.bytes()).orElse(null);
    HttpServerResponse response =
        request.response().putHeader("Accept-Ranges", "bytes").putHeader("ETag", etag);
    if (range != null && !range.exists()) {
      return response
          .setStatusCode(416)
          .putHeader("Content-Range", "bytes */" + summary.bytes())
          .end();
    }
    ByteRange sent = range == null ? ByteRange.all(summary.bytes()) : range;
    if (range != null) {
      response
          .setStatusCode(206)
          .putHeader(
              "Content-Range",
              "bytes " + range.first() + "-" + range.last() + "/" + summary.bytes());
    }
    response
        .putHeader("Content-Type", "application/zip")
        .putHeader("Content-Disposition", "attachment; filename=\"prunelle-" + id + ".zip\"")
        .putHeader("Content-Length", String.valueOf(sent.length()));
    int from = (int) (sent.first() / Pieces.SIZE);
    int to = (int) (sent.last() / Pieces.SIZE);
    AtomicLong behind = new AtomicLong(sent.first());
    return InTurn.each(
            IntStream.rangeClosed(from, to).boxed().toList(),
            number -> piece(number).compose(plain -> write(response, plain, number, sent, behind)))
        .compose(all -> response.end())
        .transform(
            (done, failure) ->
                taken(sent.first(), behind.get(), failure == null)
                    .transform(
                        (kept, lost) ->
                            failure == null
                                ? Future.succeededFuture()
                                : Future.failedFuture(failure)));
  }

  private Future<Void> write(
      HttpServerResponse response, byte[] plain, int number, ByteRange sent, AtomicLong behind) {
    Buffer bytes = cut(plain, number, sent);
    if (!response.closed()) {
      // Of what is on its way when the line breaks its reader has the beginning, and goes on there
      behind.addAndGet(bytes.length());
    }
    return Outflow.write(response, bytes);
  }

  /** What is not noted has to be sent again before it counts. */
  private Future<Void> taken(long from, long to, boolean whole) {
    return to > from ? table.taken(id, from, to, whole) : Future.succeededFuture();
  }

  private Future<byte[]> piece(int number) {
    return table
        .piece(id, number)
        .compose(
            found ->
                found
                    .flatMap(closed -> seal.openPiece(number, closed))
                    .filter(plain -> plain.length == length(number))
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture("piece " + number + " is not there")));
  }

  private long length(int number) {
    return Math.min(Pieces.SIZE, summary.bytes() - (long) number * Pieces.SIZE);
  }

  private static Buffer cut(byte[] plain, int number, ByteRange sent) {
    long start = (long) number * Pieces.SIZE;
    int from = (int) Math.max(0, sent.first() - start);
    int to = (int) Math.min(plain.length, sent.last() + 1 - start);
    return Buffer.buffer(plain).slice(from, to);
  }
}
