// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.ops;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks whether anybody answers where a connection is to be made. What accepts and says nothing, as
 * a balancer before a server that is gone, would keep a pool's place for good: nothing bounds how
 * long the client of PostgreSQL waits for the first answer.
 */
final class Knock {

  /**
   * The question whether GSSAPI could encrypt, which any server and any pooler answers ({@code
   * GSSENCRequest} of PostgreSQL's protocol 3.0). No server complains in its log of who asks that
   * and goes away, as it does of TLS.
   */
  private static final Buffer QUESTION = Buffer.buffer().appendInt(8).appendInt(80_877_104);

  private final NetClient client;
  private final PgConnectOptions options;
  private final long millis;

  Knock(Vertx vertx, PgConnectOptions options, Duration patience) {
    this.millis = patience.toMillis();
    this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) millis));
    this.options = options;
  }

  /** Where to connect to, once somebody has answered there. */
  Future<PgConnectOptions> answered() {
    return client
        .connect(options.getPort(), options.getHost())
        .compose(
            socket ->
                firstAnswer(socket)
                    .timeout(millis, TimeUnit.MILLISECONDS)
                    .onComplete(done -> socket.close()))
        .map(answer -> options);
  }

  private static Future<Buffer> firstAnswer(NetSocket socket) {
    Promise<Buffer> answer = Promise.promise();
    socket.handler(answer::tryComplete);
    socket.closeHandler(closed -> answer.tryFail("the server has closed the connection"));
    socket.write(QUESTION).onFailure(answer::tryFail);
    return answer.future();
  }
}
