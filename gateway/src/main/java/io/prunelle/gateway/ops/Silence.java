// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections from which nothing comes any more, counted from what was asked last: who takes
 * one that has been idle for a while waits for as long as anybody.
 *
 * <p>The client of PostgreSQL closes politely: it says good-bye and waits for the server to hang
 * up. To a server that is out of reach it would do so for as long as the kernel hopes, a quarter of
 * an hour and more, and whoever waits for an answer would wait with it. So this goes by its inner
 * side, the socket, which is closed at once.
 */
final class Silence {

  private Silence() {}

  /** From now on, on a connection that was just made. */
  static void bound(SqlConnection connection, Duration longest) {
    Connection inner = ((SqlConnectionInternal) connection).unwrap();
    while (!(inner instanceof SocketConnectionBase)) {
      inner = inner.unwrap();
    }
    ((SocketConnectionBase) inner)
        .socket()
        .channelHandlerContext()
        .pipeline()
        // Next to the socket: what it closes asks nothing of whoever speaks with the server
        .addFirst(new Bound(longest));
  }

  /** One that is asked again before it has answered would count anew: none of ours is. */
  private static final class Bound extends IdleStateHandler {

    private boolean over;

    Bound(Duration longest) {
      super(0, 0, longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent idle) {
      if (!over) {
        over = true;
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        Object unused = context.close();
      }
    }
  }
}
