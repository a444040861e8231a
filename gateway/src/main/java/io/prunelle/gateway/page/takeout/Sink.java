// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.page.takeout.ArchiveTable.Held;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the files of an archive one after the other, and no faster than its pieces are kept: each
 * step is over when the database has what became of it. Compressing and sealing is done on a
 * worker. After a failure there is no going on: futures fail with {@link TakeoutFailure} or {@link
 * TakenAway} alone.
 */
public final class Sink {

  private static final Logger LOG = LoggerFactory.getLogger(Sink.class);

  private final WorkerExecutor worker;
  private final ArchiveTable table;
  private final Held held;
  private final ArchiveSeal seal;
  private final Packing packing;
  private int number;

  Sink(WorkerExecutor worker, ArchiveTable table, Held held, ArchiveSeal seal, Packing packing) {
    this.worker = worker;
    this.table = table;
    this.held = held;
    this.seal = seal;
    this.packing = packing;
  }

  /** A step that writes. */
  private interface Step {
    void take() throws Exception;
  }

  /** Begins a file. */
  public Future<Void> begin(String name) {
    return step(() -> packing.begin(name));
  }

  /** Goes on with it. */
  public Future<Void> write(Buffer content) {
    return step(() -> packing.write(content));
  }

  /**
   * Ends it.
   *
   * @param entries of whatever it is a list of
   */
  public Future<Void> end(long entries) {
    return step(() -> packing.end(entries));
  }

  /** A whole file. */
  public Future<Void> file(String name, Buffer content, long entries) {
    return step(
        () -> {
          packing.begin(name);
          packing.write(content);
          packing.end(entries);
        });
  }

  /** How many bytes it still takes. */
  long left() {
    return packing.left();
  }

  /** How many files it still takes. */
  int filesLeft() {
    return packing.filesLeft();
  }

  List<Packed> files() {
    return packing.files();
  }

  /** Completes the archive: it is ready then. */
  Future<Void> finish() {
    return worker
        .executeBlocking(
            () -> {
              packing.finish();
              return packing.pieces().takeLast();
            },
            false)
        .compose(this::keep)
        .compose(
            kept ->
                table.ready(
                    held,
                    new Summary(packing.pieces().bytes(), packing.pieces().digest()).sealed(seal)))
        .recover(Sink::failed);
  }

  private Future<Void> step(Step step) {
    return worker
        .executeBlocking(
            () -> {
              step.take();
              return packing.pieces().take();
            },
            false)
        .compose(this::keep)
        .recover(Sink::failed);
  }

  private static Future<Void> failed(Throwable failure) {
    RuntimeException known = TakeoutFailure.of(failure);
    if (known != failure) {
      // No message of it: one of ZIP names files
      LOG.atWarn()
          .addKeyValue("cause", failure.getClass().getName())
          .log("An archive cannot be gone on with");
    }
    return Future.failedFuture(known);
  }

  private Future<Void> keep(List<byte[]> pieces) {
    return pieces.isEmpty() ? Future.succeededFuture() : InTurn.each(pieces, this::keepOne);
  }

  private Future<Void> keepOne(byte[] piece) {
    int own = number++;
    return worker
        .executeBlocking(() -> seal.closePiece(own, piece), false)
        .compose(bytes -> table.add(held, own, piece.length, bytes));
  }
}
