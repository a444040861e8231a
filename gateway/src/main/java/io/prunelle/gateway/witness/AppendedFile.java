// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A file that is appended to; what was kept before is never touched. */
record AppendedFile(Vertx vertx, Path file) implements Destination {

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

  private <T> Future<T> inTime(Callable<T> work) {
    return vertx.executeBlocking(work, false).timeout(SECONDS, TimeUnit.SECONDS);
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
