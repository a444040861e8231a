// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import io.prunelle.gateway.ops.Loop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * A file that grows line by line and is kept in pieces of bounded size. A piece ends where a line
 * ends, unless the line alone is larger.
 */
final class ArchiveFile {

  private final int largest;
  private final Function<Buffer, Future<Void>> keep;
  private Buffer piece = Buffer.buffer();
  private long bytes;

  /**
   * @param largest of a piece, in bytes
   * @param keep takes one piece after the other
   */
  ArchiveFile(int largest, Function<Buffer, Future<Void>> keep) {
    this.largest = largest;
    this.keep = keep;
  }

  /** Of all lines so far. */
  long bytes() {
    return bytes;
  }

  /** Completes when what is full has been kept. */
  Future<Void> add(Buffer line) {
    int length = line.length() + 1;
    bytes += length;
    return (piece.length() > 0 && piece.length() + length > largest
            ? end()
            : Future.<Void>succeededFuture())
        .compose(
            room -> {
              piece.appendBuffer(line).appendByte((byte) '\n');
              return full();
            });
  }

  private Future<Void> full() {
    Buffer all = piece;
    int full = (all.length() - 1) / largest * largest;
    if (full == 0) {
      return Future.succeededFuture();
    }
    piece = all.getBuffer(full, all.length());
    return Loop.from(
        0,
        from ->
            from >= full
                ? Future.succeededFuture(null)
                : keep.apply(all.slice(from, from + largest)).map(from + largest));
  }

  /** Keeps what is left. */
  Future<Void> end() {
    Buffer last = piece;
    piece = Buffer.buffer();
    return last.length() == 0 ? Future.succeededFuture() : keep.apply(last);
  }
}
