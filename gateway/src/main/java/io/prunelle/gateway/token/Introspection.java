// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.realm.ClientPassword;
import io.prunelle.gateway.refusal.Refusal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the realm whether a token still counts (RFC 7662): its signature goes on to hold after the
 * user has signed out. Nothing is kept of the answer, so that it is today's; whoever cannot be
 * asked about is not served.
 */
final class Introspection {

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** At once; beyond it the realm is the slower one, and waiting would not help. */
  static final int MOST = 64;

  /** Of one caller: whoever sends many requests at once must not keep all others waiting. */
  static final int SHARE = 16;

  private final WebClient client;
  private final String endpoint;
  private final Settings.Credentials credentials;
  private final Settings.Introspection when;
  private final AtomicInteger underWay = new AtomicInteger();
  private final ConcurrentMap<String, Integer> callers = new ConcurrentHashMap<>();

  Introspection(Settings settings, WebClient client) {
    this.client = client;
    this.endpoint = settings.token().issuer() + "/protocol/openid-connect/token/introspect";
    this.credentials = settings.consent().client();
    this.when = settings.token().introspection();
  }

  boolean wanted(boolean writes) {
    return when == Settings.Introspection.ALWAYS
        || (writes && when == Settings.Introspection.WRITES);
  }

  /**
   * Fails with {@link io.prunelle.gateway.refusal.Refused} unless the realm says it counts.
   *
   * @param caller whose token it is
   */
  Future<Void> check(String token, String caller) {
    if (callers.merge(caller, 1, Integer::sum) > SHARE) {
      end(caller);
      return refuse(new Refusal.TooMany("introspection-too-often", AGAIN));
    } else if (underWay.incrementAndGet() > MOST) {
      underWay.decrementAndGet();
      end(caller);
      return refuse(new Refusal.NotReady("introspection-busy", RETRY));
    }
    return ClientPassword.on(client.postAbs(endpoint).timeout(TIMEOUT.toMillis()), credentials)
        .sendForm(
            MultiMap.caseInsensitiveMultiMap()
                .add("token", token)
                .add("token_type_hint", "access_token"))
        .map(Introspection::active)
        .onComplete(
            done -> {
              underWay.decrementAndGet();
              end(caller);
            })
        .recover(unknown -> refuse(new Refusal.NotReady("introspection-down", RETRY)))
        .compose(
            active ->
                active
                    ? Future.succeededFuture()
                    : refuse(new Refusal.Unauthenticated("token-revoked", true)));
  }

  private void end(String caller) {
    callers.computeIfPresent(caller, (same, before) -> before == 1 ? null : before - 1);
  }

  /** RFC 7662, 2.2. */
  private static boolean active(HttpResponse<Buffer> answer) {
    JsonObject said = answer.statusCode() == 200 ? answer.bodyAsJsonObject() : null;
    if (said == null || !(said.getValue("active") instanceof Boolean active)) {
      throw new IllegalStateException("no answer of an introspection endpoint");
    }
    return active;
  }

  private static <T> Future<T> refuse(Refusal refusal) {
    return Future.failedFuture(refusal.refused());
  }
}
