// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;

/**
 * The baseline, a process of its own: {@code vertx-http-proxy} that forwards and checks nothing.
 */
final class BareProxy extends VerticleBase {

  private final int port;
  private final int upstream;

  private BareProxy(int port, int upstream) {
    this.port = port;
    this.upstream = upstream;
  }

  /** With its port, the upstream's, and how many event loops serve. */
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    int upstream = Integer.parseInt(arguments[1]);
    Vertx.vertx()
        .deployVerticle(
            () -> new BareProxy(port, upstream),
            new DeploymentOptions().setInstances(Integer.parseInt(arguments[2])))
        .await();
  }

  @Override
  public Future<?> start() {
    HttpProxy proxy =
        HttpProxy.reverseProxy(
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(64)));
    proxy.origin(upstream, "127.0.0.1");
    return vertx.createHttpServer().requestHandler(proxy).listen(port, "127.0.0.1");
  }
}
