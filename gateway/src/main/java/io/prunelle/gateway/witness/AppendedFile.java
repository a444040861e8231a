// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file that is appended to; what was kept before is never touched. A file system that hangs holds
 * one thread, which nobody else needs.
 */
final class AppendedFile implements Destination {

  private static final String THREAD = "witness-file";

  private final Path file;
  private final WorkerExecutor worker;
  private final AtomicBoolean underWay = new AtomicBoolean();

  AppendedFile(Vertx vertx, Path file) {
    this.file = file;
    this.worker = vertx.createSharedWorkerExecutor(THREAD, 1);
  }

  @Override
  public Future<Void> keep(Buffer lines) {
    return inTime(
        () -> {
          append(lines);
          return null;
        });
  }

  /** Others may rotate it. */
  @Override
  public Future<Boolean> isEmpty() {
    return inTime(() -> !Files.exists(file) || Files.size(file) == 0);
  }

  @Override
  public Future<Void> close() {
    return worker.close();
  }

  /** The time ends the waiting, not the work: until that is over, nothing else is begun. */
  private <T> Future<T> inTime(Callable<T> work) {
    if (!underWay.compareAndSet(false, true)) {
      return Future.failedFuture("the file system has not answered yet");
    }
    return worker
        .executeBlocking(
            () -> {
              try {
                return work.call();
              } finally {
                underWay.set(false);
              }
            },
            false)
        .timeout(SECONDS, TimeUnit.SECONDS);
  }

  private void append(Buffer lines) throws IOException {
    // What could not be written to its end stays as it is, and does not spoil what comes after it
    Buffer whole = isTorn() ? Buffer.buffer("\n").appendBuffer(lines) : lines;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(whole.getBytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private boolean isTorn() throws IOException {
    if (!Files.isReadable(file) || Files.size(file) == 0) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
    }
  }
}
