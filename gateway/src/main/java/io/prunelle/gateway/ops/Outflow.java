// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.channels.ClosedChannelException;

/** Answers that are sent piece by piece. */
public final class Outflow {

  private Outflow() {}

  /**
   * Sends a piece, no faster than it is taken.
   *
   * @param piece may be empty
   * @return completes when the next may be sent; fails when nobody is left to take it
   */
  public static Future<Void> write(HttpServerResponse response, Buffer piece) {
    if (response.closed()) {
      return Future.failedFuture("the client is gone");
    }
    Future<Void> written =
        piece.length() == 0 ? Future.succeededFuture() : taken(response.write(piece));
    if (!response.writeQueueFull()) {
      return written;
    }
    Promise<Void> drained = Promise.promise();
    response.drainHandler(drained::tryComplete);
    response.closeHandler(gone -> drained.tryFail("the client is gone"));
    return drained.future();
  }

  /**
   * What cannot be written has nobody left to take it, whatever the protocol calls that.
   *
   * @return fails with {@link ClosedChannelException} alone
   */
  public static Future<Void> taken(Future<Void> written) {
    return written.recover(failure -> Future.failedFuture(new ClosedChannelException()));
  }
}
