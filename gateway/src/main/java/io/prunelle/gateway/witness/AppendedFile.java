// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that is appended to; what was kept before is never touched. A file system that hangs holds
 * one thread, which nobody else needs.
 */
final class AppendedFile implements Destination {

  private static final String THREAD = "witness-file";

  /** Shorter than all of a telling may take: when that ends, the next one can begin. */
  private static final Duration LOCKED = Duration.ofSeconds(SECONDS - 1);

  private static final Duration AGAIN = Duration.ofMillis(20);

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
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      lock(channel);
      if (Files.isReadable(file) && channel.size() > 0) {
        // Closed last: with any of its channels to a file a process gives up its lock of it
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
          // What could not be written to its end stays as it is, and does not spoil what comes
          write(channel, isTorn(reading) ? Buffer.buffer("\n").appendBuffer(lines) : lines);
        }
      } else {
        write(channel, lines);
      }
    }
  }

  /** What another instance has begun there is not taken for torn. Until the channel is closed. */
  private static void lock(FileChannel channel) throws IOException {
    long begun = System.nanoTime();
    while (!tryLock(channel)) {
      if (System.nanoTime() - begun > LOCKED.toNanos()) {
        throw new IOException("another instance does not let go of the file");
      }
      LockSupport.parkNanos(AGAIN.toNanos());
    }
  }

  private static boolean tryLock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException here) {
      // By another of this process
      return false;
    } catch (IOException unknown) {
      // By file systems without locks, where each instance needs a file of its own
      return true;
    }
  }

  private static void write(FileChannel channel, Buffer lines) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static boolean isTorn(FileChannel reading) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return reading.read(last, reading.size() - 1) == 1 && last.get(0) != '\n';
  }
}
