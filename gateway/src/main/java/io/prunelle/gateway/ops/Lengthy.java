// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;

/**
 * Work on what may be long: at once if it is short, and beside the event loop if it would hold that
 * up, and everybody whom it serves. As many at once as there are cores; the others wait for each
 * other and for nobody else.
 */
public final class Lengthy {

  /** In bytes. */
  public static final int LONG = 128 * 1024;

  /** Of the threads; whoever does such work shares them. */
  static final String THREADS = "lengthy";

  private final WorkerExecutor workers;

  public Lengthy(Vertx vertx) {
    this.workers = vertx.createSharedWorkerExecutor(THREADS, atOnce());
  }

  static int atOnce() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Does it.
   *
   * @param length of what is worked on, in bytes
   * @return of the caller's own event loop, whoever did it; fails with what the work throws
   */
  public <T> Future<T> work(long length, Callable<T> work) {
    if (length > LONG) {
      return workers.executeBlocking(work, false);
    }
    try {
      return Future.succeededFuture(work.call());
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }
}
