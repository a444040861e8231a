// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The door of this package: {@code metadata} and {@code .well-known/smart-configuration} of each
 * practice. No record is touched, so nothing is journalled and no token is asked for.
 */
public final class Conformance {

  private static final Pattern PATH =
      Pattern.compile("/fhir/([^/]+)/(metadata|\\.well-known/smart-configuration)");

  private final String publicUrl;
  private final Set<String> practices;
  private final Capabilities capabilities;
  private final RealmEndpoints realm;

  /** With a client for the realm. */
  public Conformance(Vertx vertx, Settings settings, WebClient client) {
    this.publicUrl = settings.publicUrl().toString();
    this.practices =
        settings.practices().stream().map(Practice::id).collect(Collectors.toUnmodifiableSet());
    this.capabilities = new Capabilities(settings);
    this.realm = new RealmEndpoints(vertx, settings.token().issuer().toString(), client);
  }

  /** Whether the path is that of one of the two, which hold nothing personal. */
  public static boolean holds(@Nullable String path) {
    return path != null && PATH.matcher(path).matches();
  }

  /** Whether the request is for one of the two; answers it if so. */
  public boolean handle(HttpServerRequest request) {
    String path = request.path();
    Matcher matcher = path == null ? null : PATH.matcher(path);
    if (matcher == null || !request.method().equals(HttpMethod.GET) || !matcher.matches()) {
      return false;
    }
    Future<JsonObject> document =
        !practices.contains(matcher.group(1))
            ? Future.failedFuture(new Refusal.NotFound("practice-unknown").refused())
            : realm
                .endpoints()
                .map(
                    endpoints ->
                        matcher.group(2).equals("metadata")
                            ? capabilities.statement(
                                publicUrl + "/fhir/" + matcher.group(1), endpoints)
                            : SmartConfiguration.of(endpoints));
    String type =
        matcher.group(2).equals("metadata")
            ? "application/fhir+json;charset=utf-8"
            : "application/json";
    document.onComplete(
        done -> {
          if (done.succeeded()) {
            request
                .response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "public, max-age=300")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(done.result().toBuffer());
          } else {
            refuse(request, Refusals.answer(done.cause()));
          }
        });
    return true;
  }

  private static void refuse(HttpServerRequest request, Answer answer) {
    answer.headers().forEach(request.response()::putHeader);
    request.response().setStatusCode(answer.status()).end(answer.body());
  }
}
