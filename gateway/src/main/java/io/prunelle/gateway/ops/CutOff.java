// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * How one exchange is ended before its time: over HTTP/1.1 with its connection, over HTTP/2 with
 * its stream, so that others which share the connection go on.
 */
public final class CutOff {

  /** RFC 9113, 7. */
  private static final long NO_ERROR = 0;

  private static final long REFUSED_STREAM = 7;
  private static final long CANCEL = 8;

  private CutOff() {}

  /** Leaves the client without the rest of its answer, and with nothing it could take for one. */
  public static Future<Void> answer(HttpServerRequest request) {
    return isStream(request) ? request.response().reset(CANCEL) : abort(request.connection());
  }

  /**
   * Closes a connection of HTTP/1.1 at once. Vert.x does when all that was written has been taken;
   * who takes nothing would keep it, and what was written, for ever. So this goes by its inner
   * side.
   */
  public static Future<Void> abort(HttpConnection connection) {
    ChannelHandlerContext first =
        connection instanceof ConnectionBase known
            ? known.channel().pipeline().firstContext()
            : null;
    if (first != null) {
      // Next to the socket: none of Vert.x's handlers, which would wait, is asked. None is there
      // any more when the client has gone
      Object unused = first.close();
    }
    return connection.close();
  }

  /** The client has its answer; what it still wants to send is not read. */
  public static Future<Void> rest(HttpServerRequest request) {
    return isStream(request) ? request.response().reset(NO_ERROR) : request.connection().close();
  }

  /** Nothing has been done, and it may be asked again (RFC 9113, 8.7). */
  public static Future<Void> unheard(HttpServerRequest request) {
    return isStream(request)
        ? request.response().reset(REFUSED_STREAM)
        : request.connection().close();
  }

  /** Says that nothing will be read behind this request, where that has to be said. */
  public static void announce(HttpServerRequest request) {
    if (!isStream(request)) {
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
  }

  /** Whether it was said. */
  public static boolean isAnnounced(HttpServerRequest request) {
    return request.response().headers().contains(HttpHeaders.CONNECTION, "close", true);
  }

  /** Whether it shares its connection with others. */
  public static boolean isStream(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }
}
