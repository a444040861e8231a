// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.HOST_UNREACHABLE;
import static io.prunelle.gateway.hosts.transfer.TransferFailure.Reason.TOO_LARGE;

import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.proxy.HostConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request to a host and its whole answer, bounded in time and size. */
final class Exchange {

  /** Any answer, good or bad. */
  record Answer(int status, Buffer body) {}

  private static final String FHIR_JSON = "application/fhir+json";

  private final HttpClient http;
  private final Host host;
  private final Duration timeout;
  private final Lanes lanes;

  Exchange(HttpClient http, Host host, Duration timeout, Lanes lanes) {
    this.http = http;
    this.host = host;
    this.timeout = timeout;
    this.lanes = lanes;
  }

  URI base() {
    return host.url();
  }

  /**
   * Sends a request and gathers the answer.
   *
   * @param relative path below the base and query, empty for the base itself
   * @param longest of the answer, in bytes
   * @return fails with {@link TransferFailure} when there is no whole answer in time
   */
  Future<Answer> send(HttpMethod method, String relative, @Nullable Buffer body, long longest) {
    String path = host.url().getRawPath();
    RequestOptions options =
        HostConnection.to(host)
            .setMethod(method)
            .setURI(
                relative.isEmpty() || relative.startsWith("?")
                    ? path + relative
                    : path + "/" + relative)
            .setFollowRedirects(false)
            .putHeader("Accept", FHIR_JSON)
            // FHIR R4, http.html#cond-read; HAPI would otherwise show a search of a minute ago
            .putHeader("Cache-Control", "no-cache")
            .putHeader("Prefer", "return=minimal");
    if (body != null) {
      options.putHeader("Content-Type", FHIR_JSON);
    }
    return lanes
        .take(() -> http.request(options).compose(request -> exchange(request, body, longest)))
        .onComplete(
            answer -> lanes.silent(false),
            failure -> lanes.silent(!(failure instanceof TransferFailure)))
        .recover(Exchange::asFailure);
  }

  private Future<Answer> exchange(HttpClientRequest request, @Nullable Buffer body, long longest) {
    return (body == null ? request.send() : request.send(body))
        .compose(response -> whole(request, response, longest))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(late -> request.reset());
  }

  private Future<Answer> whole(
      HttpClientRequest request, HttpClientResponse response, long longest) {
    Promise<Answer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response
        .exceptionHandler(whole::tryFail)
        .endHandler(end -> whole.tryComplete(new Answer(response.statusCode(), body)))
        .handler(
            chunk -> {
              if (body.length() + chunk.length() > longest) {
                whole.tryFail(
                    new TransferFailure(TOO_LARGE, "an answer beyond " + longest + " bytes"));
                request.reset();
              } else {
                body.appendBuffer(chunk);
              }
            });
    return whole.future();
  }

  private static Future<Answer> asFailure(Throwable cause) {
    return Future.failedFuture(
        cause instanceof TransferFailure
            ? cause
            : new TransferFailure(HOST_UNREACHABLE, String.valueOf(cause.getMessage())));
  }
}
