// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Steps that run as soon as those before them have ended. The first that fails ends the wait. */
final class Steps {

  private final Progress progress;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "step");
            thread.setDaemon(true);
            return thread;
          });
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /** A step that did not succeed. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    Failed(String step, Exception cause) {
      super(step + " failed: " + cause.getMessage(), cause);
    }
  }

  Steps(Progress progress) {
    this.progress = progress;
  }

  /** Runs the work after the others have succeeded. */
  <T> CompletableFuture<T> step(String name, Callable<T> work, CompletableFuture<?>... after) {
    return CompletableFuture.allOf(after)
        .thenApplyAsync(
            nothing -> {
              long start = System.nanoTime();
              try {
                T result = work.call();
                progress.done(name, Duration.ofNanos(System.nanoTime() - start));
                return result;
              } catch (Exception e) {
                failure.completeExceptionally(new Failed(name, e));
                throw new CompletionException(e);
              }
            },
            threads);
  }

  /** Waits for steps, and with them for all before them. */
  void await(CompletableFuture<?>... last) throws Failed {
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(last), failure).join();
    } catch (CompletionException e) {
      // The failing step says so before the steps after it fail in turn.
      if (failure.isDone()
          && failure.handle((nothing, cause) -> cause).join() instanceof Failed failed) {
        throw failed;
      }
      throw e;
    }
  }
}
