// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.conformance;

import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.format.Accepted;
import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.format.Rendering;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.rest.RestRequests;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.util.Arrays;
import java.util.Map;
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
  private final Documents statements;
  private final Documents configurations;

  /** With a client for the realm. */
  public Conformance(Vertx vertx, Settings settings, WebClient client) {
    this.publicUrl = settings.publicUrl().toString();
    this.practices =
        settings.practices().stream().map(Practice::id).collect(Collectors.toUnmodifiableSet());
    this.capabilities = new Capabilities(settings);
    this.statements = new Documents(new Rendering(vertx));
    this.configurations = new Documents(new Rendering(vertx));
    this.realm = new RealmEndpoints(vertx, settings.token().issuer().toString(), client);
  }

  /** Whether the path is that of one of the two, which hold nothing personal. */
  public static boolean holds(@Nullable String path) {
    return path != null && mayHold(path) && PATH.matcher(path).matches();
  }

  /** Most requests are for something else. */
  private static boolean mayHold(String path) {
    return path.endsWith("/metadata") || path.endsWith("/smart-configuration");
  }

  /** Whether the request is for one of the two; answers it if so. */
  public boolean handle(HttpServerRequest request) {
    String path = request.path();
    Matcher matcher = path != null && mayHold(path) ? PATH.matcher(path) : null;
    if (matcher == null || !reads(request.method()) || !matcher.matches()) {
      return false;
    }
    String practice = matcher.group(1);
    boolean statement = matcher.group(2).equals("metadata");
    Accepted accepted = RestRequests.accepted(request);
    endpoints(practice)
        .compose(
            realm ->
                statement
                    ? statements.of(practice, realm, of -> statement(practice, of), accepted)
                    : configurations.of(practice, realm, Conformance::configuration, accepted))
        .otherwise(Refusals::answer)
        .onSuccess(answer -> send(request, answer));
    return true;
  }

  /** What the gateway offers of a practice's records; fails when there is no such practice. */
  public Future<Answer> metadata(String practice) {
    return endpoints(practice)
        .map(realm -> statements.of(practice, realm, of -> statement(practice, of)));
  }

  private Answer statement(String practice, JsonObject realm) {
    return answer(
        Format.JSON.contentType(), capabilities.statement(publicUrl + "/fhir/" + practice, realm));
  }

  private static Answer configuration(JsonObject realm) {
    return answer("application/json", SmartConfiguration.of(realm));
  }

  private Future<JsonObject> endpoints(String practice) {
    return practices.contains(practice)
        ? realm.endpoints()
        : Future.failedFuture(new Refusal.NotFound("practice-unknown").refused());
  }

  private static Answer answer(String type, JsonObject document) {
    return new Answer(
        200,
        Map.of(
            "content-type",
            type,
            "cache-control",
            "public, max-age=300",
            "x-content-type-options",
            "nosniff"),
        document.toBuffer());
  }

  /** RFC 9110, 13.1.2. */
  private static boolean isKnown(HttpServerRequest request, Answer answer) {
    String tag = answer.headers().get("etag");
    return tag != null
        && request.headers().getAll(HttpHeaders.IF_NONE_MATCH).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .anyMatch(known -> known.equals("*") || known.replaceFirst("^W/", "").equals(tag));
  }

  private static boolean reads(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static void send(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    answer.headers().forEach(response::putHeader);
    response.headers().add(HttpHeaders.VARY, Rendering.VARY);
    response.setStatusCode(answer.status());
    if (isKnown(request, answer)) {
      response.headers().remove(HttpHeaders.CONTENT_TYPE);
      response.setStatusCode(304).end();
    } else if (request.method().equals(HttpMethod.HEAD)) {
      response
          .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()))
          .end();
    } else {
      response.end(answer.body());
    }
  }
}
