// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.ops.CutOff;
import io.prunelle.gateway.rest.Expectation;
import io.prunelle.gateway.rest.Framing;
import io.vertx.core.http.HttpServerRequest;

/**
 * Requests whose end somebody else may see elsewhere: so the connection is closed behind the
 * answer. They are those answered without a body that waits to be asked for, which may come all the
 * same (RFC 9110, 10.1.1); and those in chunks, of which Netty has taken away a length that stood
 * beside them, by which a proxy may go that passed them on (RFC 9112, 6.1).
 */
final class Uninvited {

  private final UnreadBody unread;

  Uninvited(UnreadBody unread) {
    this.unread = unread;
  }

  /** Before it is answered, by whatever takes no notice of this. */
  void watch(HttpServerRequest request) {
    // Over HTTP/2 nothing stands behind a request but its own stream
    if (CutOff.isStream(request)) {
      return;
    } else if (Framing.inChunks(request)) {
      CutOff.announce(request);
    } else if (Expectation.of(request)) {
      request.response().headersEndHandler(head -> announce(request));
    } else {
      return;
    }
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
