// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.prunelle.gateway.ops.CutOff;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * What a client still sends when its answer is already decided. Many read their answer only when
 * they have sent all of their body, and find their connection broken if it is closed before.
 */
public final class UnreadBody {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** No timer. */
  private static final long NONE = -1;

  private final Vertx vertx;
  private final long most;

  /**
   * @param most bytes that are read on: as long as a body may be that is accepted
   */
  public UnreadBody(Vertx vertx, long most) {
    this.vertx = vertx;
    this.most = most;
  }

  /** Reads on so that the client gets to see its answer, but not for ever. Keeps nothing of it. */
  public void discard(HttpServerRequest request) {
    if (request.isEnded()) {
      closeIfSaid(request);
    } else if (CutOff.isStream(request)) {
      // Only its own stream hears of it (RFC 9113, 8.1), and it is silent for one that is over
      request.endHandler(end -> {});
      request.exceptionHandler(gone -> {});
      CutOff.rest(request);
    } else {
      new Rest(request).read();
    }
  }

  /** Vert.x leaves a connection open whatever the answer's headers say. */
  private static void closeIfSaid(HttpServerRequest request) {
    if (CutOff.isAnnounced(request)) {
      request.connection().close();
    }
  }

  private final class Rest {
    private final HttpServerRequest request;
    private long discarded;
    private volatile long timer = NONE;
    private volatile boolean over;

    private Rest(HttpServerRequest request) {
      this.request = request;
    }

    private void read() {
      request.handler(chunk -> discard(chunk.length()));
      request.exceptionHandler(gone -> end());
      request.endHandler(
          end -> {
            end();
            closeIfSaid(request);
          });
      request.resume();
      // Of most requests there is nothing more to come, and they have ended by now
      if (!over) {
        timer = vertx.setTimer(LONGEST.toMillis(), late -> request.connection().close());
        if (over) {
          end();
        }
      }
    }

    private void end() {
      over = true;
      if (timer != NONE) {
        vertx.cancelTimer(timer);
      }
    }

    private void discard(int bytes) {
      discarded += bytes;
      if (discarded > most) {
        end();
        request.connection().close();
      }
    }
  }
}
