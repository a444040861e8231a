// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.witness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Where a witness keeps what it is told. */
interface Destination {

  /** How long one may take. */
  long SECONDS = 5;

  /** Succeeds when the lines are kept: on the disk, or taken by who answers with success. */
  Future<Void> keep(Buffer lines);

  /** Whether it is known to have nothing, as a file that took the place of another. */
  default Future<Boolean> isEmpty() {
    return Future.succeededFuture(false);
  }

  /** Gives back what it holds; nothing is kept after that. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }

  /** Posts them. */
  static Destination url(Vertx vertx, URI url) {
    WebClient client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setName("witness")
                .setUserAgentEnabled(false)
                .setFollowRedirects(false)
                .setConnectTimeout(3_000));
    return lines ->
        client
            .postAbs(url.toString())
            .putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/jsonl")
            .timeout(TimeUnit.SECONDS.toMillis(SECONDS))
            .sendBuffer(lines)
            .compose(
                answer ->
                    answer.statusCode() / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture("answered " + answer.statusCode()));
  }
}
