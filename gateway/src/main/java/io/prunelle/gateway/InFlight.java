// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * What is not yet over: requests, and outcomes that are still to be written. A server that has sent
 * all its answers may still owe the journal some.
 */
final class InFlight {

  private int count;
  private @Nullable Promise<Void> none;

  synchronized void begin() {
    count++;
  }

  synchronized void end() {
    count--;
    if (count == 0 && none != null) {
      none.tryComplete();
    }
  }

  /** Completes when there are none. For a server that accepts no more. */
  synchronized Future<Void> none() {
    if (count == 0) {
      return Future.succeededFuture();
    }
    if (none == null) {
      none = Promise.promise();
    }
    return none.future();
  }
}
