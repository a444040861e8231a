// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.rest.Expectation;
import io.vertx.core.http.HttpServerRequest;

/**
 * Bodies that wait to be asked for, of requests that are answered without them. Whether they come
 * all the same is not known: so the connection is closed behind the answer (RFC 9110, 10.1.1).
 */
final class Uninvited {

  private final UnreadBody unread;

  Uninvited(UnreadBody unread) {
    this.unread = unread;
  }

  /** Before it is answered, by whatever takes no notice of this. */
  void watch(HttpServerRequest request) {
    // Over HTTP/2 nothing stands behind a request but its own stream
    if (!Expectation.of(request) || CutOff.isStream(request)) {
      return;
    }
    request.response().headersEndHandler(head -> announce(request));
    request.response().bodyEndHandler(answered -> close(request));
  }

  /** It is answered by what takes care of this itself. */
  static void leave(HttpServerRequest request) {
    request.response().headersEndHandler(null);
    request.response().bodyEndHandler(null);
  }

  private static void announce(HttpServerRequest request) {
    if (Expectation.isOpen(request)) {
      CutOff.announce(request);
    }
  }

  private void close(HttpServerRequest request) {
    if (CutOff.isAnnounced(request)) {
      unread.discard(request);
    }
  }
}
