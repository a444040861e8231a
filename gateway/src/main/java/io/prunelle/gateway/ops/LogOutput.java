// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log's way to standard output, which nobody waits for: should whatever reads it stand still,
 * requests do not. Lines wait in a bounded queue and are written together; what finds no room is
 * dropped, and how much that was is said once there is room again.
 */
public final class LogOutput extends UnsynchronizedAppenderBase<ILoggingEvent> {

  static final int MOST = 8_192;

  /** Of the queue, for what is worse than usual. */
  private static final int RESERVED = MOST / 8;

  /** Bytes that are written at once, about. */
  private static final int TOGETHER = 32 * 1_024;

  /** Looked for rather than told of: who logs has nobody to wake. */
  private static final long LOOK = Duration.ofMillis(20).toNanos();

  /** For what is still to be written when the program ends. */
  private static final long LAST_MILLIS = 1_000;

  private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(MOST);
  private final AtomicLong dropped = new AtomicLong();
  private final OutputStream out;
  private @Nullable Encoder<ILoggingEvent> encoder;
  private @Nullable Thread writer;
  private volatile boolean ends;

  /** Called by the log's configuration. */
  public LogOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  LogOutput(OutputStream out) {
    this.out = out;
  }

  /** Called by the log's configuration. */
  public void setEncoder(Encoder<ILoggingEvent> given) {
    encoder = given;
  }

  /** Writes what has been logged, within a second. Nothing is logged afterwards. */
  public static void end() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  @Override
  public void start() {
    Encoder<ILoggingEvent> lines = encoder;
    if (lines == null) {
      addError("There is no encoder");
      return;
    }
    Thread thread = new Thread(() -> write(lines), "log");
    thread.setDaemon(true);
    writer = thread;
    super.start();
    thread.start();
  }

  @Override
  public void stop() {
    Thread thread = writer;
    if (!isStarted() || thread == null) {
      return;
    }
    super.stop();
    ends = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_MILLIS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    boolean usual = event.getLevel().toInt() < Level.WARN_INT;
    if ((usual && waiting.remainingCapacity() <= RESERVED) || !waiting.offer(event)) {
      dropped.incrementAndGet();
    }
  }

  private void write(Encoder<ILoggingEvent> lines) {
    ByteArrayOutputStream together = new ByteArrayOutputStream(TOGETHER);
    while (true) {
      // Asked before the queue is: what was logged before the end is in it
      boolean last = ends;
      ILoggingEvent next = waiting.poll();
      if (next != null) {
        encode(next, lines, together);
      }
      if (together.size() >= TOGETHER || (next == null && together.size() > 0)) {
        flush(together);
      } else if (next == null) {
        if (last) {
          return;
        }
        LockSupport.parkNanos(LOOK);
      }
    }
  }

  private void encode(
      ILoggingEvent event, Encoder<ILoggingEvent> lines, ByteArrayOutputStream together) {
    try {
      together.writeBytes(lines.encode(event));
    } catch (RuntimeException unwritable) {
      // One line less; those behind it are written
      dropped.incrementAndGet();
    }
  }

  private void flush(ByteArrayOutputStream together) {
    try {
      together.writeTo(out);
      out.flush();
    } catch (IOException gone) {
      // Nobody is left to be told
    }
    together.reset();
    long lost = dropped.getAndSet(0);
    if (lost > 0 && getContext() instanceof LoggerContext logs) {
      logs.getLogger(LogOutput.class)
          .atWarn()
          .addKeyValue("lines", lost)
          .log("The log was not read as fast as it is written, and lacks some lines");
    }
  }
}
