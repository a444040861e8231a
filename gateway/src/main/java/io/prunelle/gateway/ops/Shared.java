// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Futures that several requests wait for, and that complete on the context of whoever was first.
 */
public final class Shared {

  private Shared() {}

  /** The same outcome, but on the context of the caller, as everything of one request must be. */
  public static <T> Future<T> rejoin(Vertx vertx, Future<T> shared) {
    if (shared.isComplete()) {
      return shared;
    }
    Context caller = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    shared.onComplete(
        done ->
            caller.runOnContext(
                back -> {
                  if (done.succeeded()) {
                    promise.complete(done.result());
                  } else {
                    promise.fail(done.cause());
                  }
                }));
    return promise.future();
  }
}
