// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.prunelle.gateway.ops.Shared;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the realm does what, as it says itself. Asked again when that is five minutes old; what it
 * said before holds until it has answered.
 */
final class RealmEndpoints {

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Duration lasts;
  private final String issuer;
  private final WebClient client;
  private @Nullable Future<JsonObject> asking;
  private volatile @Nullable Known known;

  RealmEndpoints(Vertx vertx, String issuer, WebClient client) {
    this(vertx, issuer, client, KEPT);
  }

  /**
   * @param lasts how old it may be before the realm is asked again
   */
  RealmEndpoints(Vertx vertx, String issuer, WebClient client, Duration lasts) {
    this.lasts = lasts;
    this.vertx = vertx;
    this.issuer = issuer;
    this.client = client;
  }

  private record Known(JsonObject endpoints, long since) {
    boolean recent(Duration lasts) {
      return System.nanoTime() - since < lasts.toNanos();
    }
  }

  /**
   * The metadata of OpenID Connect Discovery 1.0, 4.2. However many ask, the realm is asked once.
   */
  Future<JsonObject> endpoints() {
    Known now = known;
    if (now == null) {
      return Shared.rejoin(vertx, asking())
          .recover(
              failure ->
                  Future.failedFuture(
                      new Refusal.NotReady("realm-unreachable", Duration.ofSeconds(5)).refused()));
    } else if (!now.recent(lasts)) {
      // Nobody waits for it: tokens hold while the realm is away, and so does where it will be
      asking();
    }
    return Future.succeededFuture(now.endpoints());
  }

  private synchronized Future<JsonObject> asking() {
    Future<JsonObject> underWay = asking;
    if (underWay == null || underWay.isComplete()) {
      underWay = ask();
      asking = underWay;
    }
    return underWay;
  }

  private Future<JsonObject> ask() {
    return client
        .getAbs(issuer + "/.well-known/openid-configuration")
        .timeout(TIMEOUT.toMillis())
        .send()
        .map(answer -> answer.statusCode() == 200 ? answer.bodyAsJsonObject() : null)
        .compose(
            found ->
                // OpenID Connect Discovery 1.0, 4.3
                found != null && issuer.equals(found.getString("issuer"))
                    ? Future.succeededFuture(found)
                    : Future.failedFuture("the realm names another issuer"))
        .onSuccess(found -> known = new Known(found, System.nanoTime()));
  }
}
