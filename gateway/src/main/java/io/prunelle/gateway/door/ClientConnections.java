// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.door;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateHandler;
import io.prunelle.gateway.ops.CutOff;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one listener, which is one event loop. A connection is closed when no whole
 * head of a request arrives on it for a while, however it trickles in; and nothing is read from one
 * whose last answer said that it would be closed.
 */
public final class ClientConnections {

  /**
   * As many as HTTP/2 clients are told they may ask at once. Who has not acknowledged that is not
   * held to it by Netty (RFC 9113, 6.5.3), but here.
   */
  public static final int MOST_AT_ONCE = 32;

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

  private static final class Use {
    private final Set<HttpServerRequest> underWay = new HashSet<>();
    private @Nullable HttpServerRequest latest;
    private boolean noticed;
    private long untaken;
    private long since;

    /** Whether nothing more is taken of what was written, for that long. */
    private boolean stuck(long pending, Duration patience) {
      long now = System.nanoTime();
      if (pending == 0 || pending != untaken) {
        untaken = pending;
        since = now;
      }
      return pending > 0 && now - since >= patience.toNanos();
    }

    private boolean busy() {
      underWay.removeIf(one -> one.response().ended() || one.response().closed());
      return !underWay.isEmpty();
    }

    /** Forgets those that are over: each holds on to all of its answer. */
    private boolean full() {
      return busy() && underWay.size() >= MOST_AT_ONCE;
    }

    private boolean over() {
      return latest != null && CutOff.isAnnounced(latest);
    }
  }

  private final Vertx vertx;
  private final Duration headTimeout;
  private final Duration answerTimeout;
  private final Map<HttpConnection, Use> open = new HashMap<>();
  private long timer = -1;
  private boolean told;

  /**
   * @param headTimeout after once to twice this time without a request a connection is closed
   * @param answerTimeout and this long after that, when nothing more is taken of its last answer
   */
  ClientConnections(Vertx vertx, Duration headTimeout, Duration answerTimeout) {
    this.vertx = vertx;
    this.headTimeout = headTimeout;
    this.answerTimeout = answerTimeout;
  }

  void start() {
    timer = vertx.setPeriodic(headTimeout.toMillis(), tick -> sweep());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  void opened(HttpConnection connection) {
    open.put(connection, new Use());
    mayBeSilent(connection);
    connection.closeHandler(closed -> open.remove(connection));
  }

  /**
   * A client that waits for its answer says nothing, nor does the gateway until there is one: to
   * Vert.x that is a connection at rest, which it closes. Whether a request is under way is known
   * here.
   */
  private void mayBeSilent(HttpConnection connection) {
    if (connection instanceof ConnectionBase known
        && known.channel().pipeline().get(IdleStateHandler.class) != null) {
      known.channel().pipeline().remove(IdleStateHandler.class);
    } else if (!told) {
      // It is Vert.x that is another one then, and so for all connections
      told = true;
      LOG.atWarn()
          .addKeyValue("connection", connection.getClass().getName())
          .log("Answers that take long may be cut off: what watches over silence was not found");
    }
  }

  /** False for what was sent behind a request after which the connection is of no use. */
  boolean admits(HttpServerRequest request) {
    Use use = open.computeIfAbsent(request.connection(), unseen -> new Use());
    if (use.over()) {
      request.connection().close();
      return false;
    } else if (use.full()) {
      CutOff.unheard(request);
      return false;
    }
    use.underWay.add(request);
    use.latest = request;
    use.noticed = false;
    return true;
  }

  private void sweep() {
    for (Map.Entry<HttpConnection, Use> entry : Map.copyOf(open).entrySet()) {
      Use use = entry.getValue();
      if (use.busy()) {
        use.noticed = false;
      } else if (use.noticed) {
        leave(entry.getKey(), use);
      } else {
        use.noticed = true;
      }
    }
  }

  /** Who still takes an answer gets all of it first. */
  private void leave(HttpConnection connection, Use use) {
    if (use.stuck(untaken(connection), answerTimeout)) {
      CutOff.abort(connection);
    } else {
      connection.close();
    }
  }

  /** In bytes. */
  private static long untaken(HttpConnection connection) {
    ChannelOutboundBuffer written =
        connection instanceof ConnectionBase known
            ? known.channel().unsafe().outboundBuffer()
            : null;
    return written == null ? 0 : written.totalPendingWriteBytes() - written.currentProgress();
  }
}
