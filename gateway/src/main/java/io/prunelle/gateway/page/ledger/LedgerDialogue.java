// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import io.prunelle.gateway.page.ledger.LedgerFailure.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of Keycloak's consent REST, whichever side asks, and how its answers are read.
 * Fails with {@link LedgerFailure} only.
 */
final class LedgerDialogue {

  private final WebClient http;
  private final String base;

  /**
   * @param base what all paths are appended to
   */
  LedgerDialogue(WebClient http, String base) {
    this.http = http;
    this.base = base;
  }

  HttpRequest<Buffer> request(
      HttpMethod method, String path, String accessToken, Duration patience) {
    return http.requestAbs(method, base + path)
        .timeout(patience.toMillis())
        .followRedirects(false)
        .putHeader("Accept", "application/json")
        .bearerTokenAuthentication(accessToken);
  }

  /**
   * Asks once; fails unless the answer is one of 2xx.
   *
   * @param body null for none
   */
  static Future<HttpResponse<Buffer>> send(HttpRequest<Buffer> request, @Nullable JsonObject body) {
    return (body == null ? request.send() : request.sendJsonObject(body))
        .recover(lost -> Future.failedFuture(new LedgerFailure(Reason.UNAVAILABLE, lost)))
        .compose(
            reply ->
                reply.statusCode() / 100 == 2
                    ? Future.succeededFuture(reply)
                    : Future.failedFuture(LedgerFailure.of(reply)));
  }

  /** An answer that cannot be read is none. */
  static <T> Function<HttpResponse<Buffer>, T> read(Function<JsonObject, T> reader) {
    return reply -> {
      try {
        return reader.apply(reply.bodyAsJsonObject());
      } catch (RuntimeException notUnderstood) {
        throw new LedgerFailure(Reason.UNAVAILABLE, notUnderstood);
      }
    };
  }
}
