// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.realm.ClientPassword;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Talks to the identity provider as a confidential client. Futures fail with SignInFailure. */
final class ProviderClient {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final WebClient http;
  private final String issuer;
  private final Settings.Credentials client;
  private volatile @Nullable Provider known;

  ProviderClient(WebClient http, String issuer, String clientId, String clientSecret) {
    this.http = http;
    this.issuer = issuer;
    this.client = new Settings.Credentials(clientId, clientSecret);
  }

  /** The endpoints; asked for once, again only if that failed. */
  Future<Provider> provider() {
    Provider provider = known;
    return provider != null
        ? Future.succeededFuture(provider)
        : get(issuer + "/.well-known/openid-configuration")
            .map(metadata -> known = Provider.from(metadata, issuer));
  }

  /** The provider's current signing keys (a JWK set). */
  Future<JsonObject> keys() {
    return provider().compose(provider -> get(provider.keys()));
  }

  /** Trades the code for tokens (RFC 6749, 4.1.3). */
  Future<JsonObject> exchange(String code, String verifier, String redirectUri) {
    return token(
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "authorization_code")
            .add("code", code)
            .add("redirect_uri", redirectUri)
            .add("code_verifier", verifier),
        SignInFailure.Reason.REJECTED);
  }

  /** Fetches newer tokens (RFC 6749, 6). Fails with ENDED when the provider's session is over. */
  Future<JsonObject> refresh(String refreshToken) {
    return token(
        MultiMap.caseInsensitiveMultiMap()
            .add("grant_type", "refresh_token")
            .add("refresh_token", refreshToken),
        SignInFailure.Reason.ENDED);
  }

  /**
   * Ends the provider's session that a refresh token belongs to, without the browser. Keycloak
   * takes it so at its logout endpoint; fails where that was not done.
   */
  Future<Void> end(String refreshToken) {
    return provider()
        .compose(
            provider ->
                ClientPassword.on(
                        http.postAbs(provider.endSession())
                            .timeout(PATIENCE.toMillis())
                            .followRedirects(false),
                        client)
                    .sendForm(
                        MultiMap.caseInsensitiveMultiMap()
                            .add("client_id", client.id())
                            .add("refresh_token", refreshToken))
                    .recover(ProviderClient::lost))
        .compose(
            reply ->
                reply.statusCode() == 204 || reply.statusCode() == 200
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        SignInFailure.unavailable("logout: status " + reply.statusCode())));
  }

  private Future<JsonObject> token(MultiMap form, SignInFailure.Reason refused) {
    return provider()
        .compose(
            provider ->
                ClientPassword.on(
                        http.postAbs(provider.token())
                            .timeout(PATIENCE.toMillis())
                            .followRedirects(false)
                            .putHeader("Accept", "application/json"),
                        client)
                    .sendForm(form)
                    .recover(ProviderClient::lost))
        .map(reply -> read(reply, refused));
  }

  private Future<JsonObject> get(String url) {
    return http.getAbs(url)
        .timeout(PATIENCE.toMillis())
        .followRedirects(false)
        .putHeader("Accept", "application/json")
        .send()
        .recover(ProviderClient::lost)
        .map(reply -> read(reply, SignInFailure.Reason.UNAVAILABLE));
  }

  private static <T> Future<T> lost(Throwable cause) {
    return Future.failedFuture(
        SignInFailure.unavailable("no answer: " + cause.getClass().getSimpleName()));
  }

  private static JsonObject read(HttpResponse<Buffer> reply, SignInFailure.Reason refused) {
    int status = reply.statusCode();
    if (status == 200) {
      try {
        return reply.bodyAsJsonObject();
      } catch (RuntimeException notJson) {
        throw SignInFailure.unavailable("not JSON");
      }
    }
    // invalid_grant is 400; a wrong client secret (401) is our mistake, not the user's
    throw status == 400
        ? new SignInFailure(refused, "token endpoint refuses")
        : SignInFailure.unavailable("status " + status);
  }
}
