// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.realm;

import io.prunelle.gateway.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own access token towards the realm (client credentials grant, RFC 6749, 4.4), kept
 * until shortly before it expires.
 */
public final class ServiceToken {

  private static final long TIMEOUT_MILLIS = 5_000;

  /** Renewed this long before it expires, so that it does not expire on its way. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final WebClient client;
  private final String endpoint;
  private final Settings.Credentials credentials;

  private @Nullable String token;
  private long renewAt;

  /**
   * A token not yet fetched.
   *
   * @param client towards the realm
   */
  public ServiceToken(WebClient client, URI issuer, Settings.Credentials credentials) {
    this.client = client;
    this.endpoint = issuer + "/protocol/openid-connect/token";
    this.credentials = credentials;
  }

  /** The token; fails when the realm gives none. */
  public synchronized Future<String> get() {
    return token != null && System.nanoTime() - renewAt < 0
        ? Future.succeededFuture(token)
        : fetch();
  }

  /** When the realm no longer takes it. */
  public synchronized void forget() {
    token = null;
  }

  private Future<String> fetch() {
    return ClientPassword.on(client.postAbs(endpoint).timeout(TIMEOUT_MILLIS), credentials)
        .sendForm(MultiMap.caseInsensitiveMultiMap().add("grant_type", "client_credentials"))
        .compose(
            answer ->
                answer.statusCode() == 200
                    ? Future.succeededFuture(keep(answer.bodyAsJsonObject()))
                    : Future.failedFuture("the token endpoint answers " + answer.statusCode()));
  }

  private synchronized String keep(JsonObject answer) {
    String fresh = answer.getString("access_token");
    Duration lifetime = Duration.ofSeconds(answer.getLong("expires_in", 30L)).minus(MARGIN);
    token = fresh;
    renewAt = System.nanoTime() + lifetime.toNanos();
    return fresh;
  }
}
