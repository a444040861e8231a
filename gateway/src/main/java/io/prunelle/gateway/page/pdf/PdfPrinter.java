// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.pdf;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The door of this package: sets pages as PDF, away from the event loop, one at a time. A page of a
 * thousand rows takes some seconds and about 100 MiB while it is set.
 */
public final class PdfPrinter {

  /** Under way and waiting. Who comes then is told to come back. */
  static final int MOST = 3;

  /** Of a page, in characters. */
  static final int LARGEST = 4 * 1024 * 1024;

  /** XML 1.0, 2.2. */
  /** Why nothing is set now: too much is under way. */
  public static final String BUSY = "pdf-busy";

  private static final String NO_CHARACTER =
      "[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

  private final WorkerExecutor workers;
  private final Typesetter typesetter = new Typesetter();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();

  public PdfPrinter(Vertx vertx) {
    this.workers = vertx.createSharedWorkerExecutor("pdf", 1, 60, TimeUnit.SECONDS);
  }

  /**
   * Puts a page together and has it set, one of each person at a time: whoever asks for many at
   * once keeps nobody else from theirs, and has nothing searched for the others. Fails with {@link
   * io.prunelle.gateway.refusal.Refused} while one of theirs is under way.
   *
   * @param subject whose it is
   * @param work that ends with the document
   */
  public <T> Future<T> forOne(String subject, Supplier<Future<T>> work) {
    if (!claimed.add(subject)) {
      return Future.failedFuture(busy());
    }
    return Future.succeededFuture()
        .compose(begun -> work.get())
        .onComplete(done -> claimed.remove(subject));
  }

  private static Refused busy() {
    return new Refusal.NotReady(BUSY, Duration.ofSeconds(10)).refused();
  }

  /**
   * Sets a page. Fails with {@link io.prunelle.gateway.refusal.Refused} when too many are under
   * way.
   *
   * @param xhtml well-formed but for characters that XML does not know, which are replaced
   */
  public Future<Buffer> print(String xhtml) {
    if (xhtml.length() > LARGEST) {
      return Future.failedFuture(new IllegalArgumentException("a page of " + xhtml.length()));
    }
    if (underWay.incrementAndGet() > MOST) {
      underWay.decrementAndGet();
      return Future.failedFuture(busy());
    }
    return workers
        .executeBlocking(
            () -> Buffer.buffer(typesetter.set(xhtml.replaceAll(NO_CHARACTER, "\uFFFD"))), false)
        .onComplete(done -> underWay.decrementAndGet());
  }
}
