// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.proxy;

import io.netty.channel.EventLoop;
import io.prunelle.gateway.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A client towards hosts for each event loop that serves. A shared one hands a request any idle
 * connection, of whichever loop, and each chunk of the answer then has to be handed from one thread
 * to another. The loops share the connections that a host may be sent.
 */
final class LoopClients {

  private final Vertx vertx;
  private final Settings settings;
  private final HttpClientAgent shared;
  private final int each;
  private final ConcurrentMap<EventLoop, HttpClientAgent> clients = new ConcurrentHashMap<>();

  /**
   * Clients of loops.
   *
   * @param loops how many serve
   * @param shared for all of them, where there are not enough connections for each to have some
   */
  LoopClients(Vertx vertx, Settings settings, int loops, HttpClientAgent shared) {
    this.vertx = vertx;
    this.settings = settings;
    this.shared = shared;
    this.each = settings.limits().upstreamConnections() / loops;
  }

  /** How many connections to a host the requests of one loop share. */
  int connections() {
    return each == 0 ? settings.limits().upstreamConnections() : each;
  }

  /** The caller's. */
  HttpClientAgent client() {
    if (each == 0) {
      return shared;
    }
    EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
    return clients.computeIfAbsent(loop, first -> Proxy.client(vertx, settings, each));
  }
}
