// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.ops.CutOff;
import io.vertx.core.http.HttpServerRequest;

/** What a client still sends when its answer is already decided. */
final class UnreadBody {

  private static final long MOST = 1 << 20;

  private final HttpServerRequest request;
  private long discarded;

  private UnreadBody(HttpServerRequest request) {
    this.request = request;
  }

  /** Reads on so that the client gets to see its answer, but not for ever. */
  static void discard(HttpServerRequest request) {
    if (request.isEnded()) {
      closeIfSaid(request);
    } else if (CutOff.isStream(request)) {
      // Only its own stream hears of it (RFC 9113, 8.1), and it is silent for one that is over
      request.endHandler(end -> {});
      request.exceptionHandler(gone -> {});
      CutOff.rest(request);
    } else {
      UnreadBody rest = new UnreadBody(request);
      request.handler(chunk -> rest.discard(chunk.length()));
      request.exceptionHandler(gone -> {});
      request.endHandler(end -> closeIfSaid(request));
      request.resume();
    }
  }

  /** Vert.x leaves a connection open whatever the answer's headers say. */
  private static void closeIfSaid(HttpServerRequest request) {
    if (CutOff.isAnnounced(request)) {
      request.connection().close();
    }
  }

  private void discard(int bytes) {
    discarded += bytes;
    if (discarded > MOST) {
      request.connection().close();
    }
  }
}
