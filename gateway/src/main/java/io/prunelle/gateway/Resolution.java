// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import io.prunelle.gateway.fhir.FhirRequests;
import io.prunelle.gateway.ops.InTurn;
import io.prunelle.gateway.rate.RateLimit;
import io.prunelle.gateway.refusal.Answer;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.rest.BundleEntry;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts resources in the place of references by condition. Each condition is a search of the
 * caller's own, which goes the whole way of one and has its own entry in the journal; so it finds
 * what they could have found themselves, and nothing else. It has to be exactly one.
 */
final class Resolution {

  private static final int MOST = 20;

  /** The whole way of a request, over one record or several. */
  interface Way {
    Future<Served> serve(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace);
  }

  /**
   * What met a condition.
   *
   * @param keys of those seen, as {@code Type/id}
   * @param more whether there are others on pages to come
   */
  record Found(List<String> keys, boolean more) {
    boolean isNothing() {
      return keys.isEmpty() && !more;
    }

    /** The one that there is; empty for none and for several. */
    Optional<String> only() {
      return keys.size() == 1 && !more ? Optional.of(keys.get(0)) : Optional.empty();
    }
  }

  private final RateLimit rate;
  private final RestRequests rest;
  private final FhirRequests requests;
  private final Replies replies;
  private final Way way;

  Resolution(RateLimit rate, RestRequests rest, FhirRequests requests, Replies replies, Way way) {
    this.rate = rate;
    this.rest = rest;
    this.requests = requests;
    this.replies = replies;
    this.way = way;
  }

  /**
   * The request without references by condition.
   *
   * @return fails with {@link io.prunelle.gateway.refusal.Refused}, in the same words whatever a
   *     condition did not find
   */
  Future<RestRequest> of(HttpServerRequest carrier, RestRequest asked, Caller caller, Trace trace) {
    return requests
        .conditions(asked)
        .compose(conditions -> without(conditions, carrier, asked, caller, trace));
  }

  private Future<RestRequest> without(
      List<String> conditions,
      HttpServerRequest carrier,
      RestRequest asked,
      Caller caller,
      Trace trace) {
    if (conditions.isEmpty()) {
      return Future.succeededFuture(asked);
    } else if (conditions.size() > MOST) {
      return refuse(
          "references-too-many", "A body may have " + MOST + " references by condition at most.");
    }
    Map<String, String> found = new HashMap<>();
    return InTurn.each(
            conditions,
            condition ->
                search(carrier, asked.practice(), condition, caller, trace)
                    .compose(Resolution::one)
                    .map(resource -> found.put(condition, resource)))
        .compose(all -> requests.resolved(asked, found));
  }

  /**
   * The whole way of a search for up to two.
   *
   * @param condition {@code Type?…}
   * @return never fails but for the rate limit: the answer may be a refusal
   */
  Future<Answer> search(
      HttpServerRequest carrier, String practice, String condition, Caller caller, Trace trace) {
    BundleEntry search = search(practice, condition);
    Trace own = trace.ofCondition(search);
    // A search as any other, so it counts as one
    return rate.follow(caller.subject())
        .compose(admitted -> rest.parse(carrier, search, own::understands))
        .compose(asked -> way.serve(carrier, asked, caller, own))
        .compose(this::ended)
        .recover(failure -> replies.refused(carrier, own, failure));
  }

  /** Nothing of what was found is shown to anybody, but that it was found. */
  private Future<Answer> ended(Served served) {
    List<Future<Void>> ends =
        served.ends().stream()
            .map(end -> replies.ended(new Served.End(end.trace(), end.status(), 0)))
            .toList();
    return Future.join(ends).map(written -> served.answer());
  }

  /** Parameters nobody knows would be left out, and anything found. */
  private static BundleEntry search(String practice, String condition) {
    int mark = condition.indexOf('?');
    String type = condition.substring(0, mark);
    return new BundleEntry(
        null,
        "GET",
        "/fhir/" + practice + "/" + type,
        condition.substring(mark + 1) + "&_count=2",
        MultiMap.caseInsensitiveMultiMap().add("Prefer", "handling=strict"),
        Buffer.buffer());
  }

  private static Future<String> one(Answer answer) {
    Future<Found> found =
        answer.status() < 500 && answer.status() != 429 && answer.status() != 200
            ? Future.succeededFuture(new Found(List.of(), false))
            : found(answer);
    return found.compose(
        resources ->
            resources
                .only()
                .map(Future::succeededFuture)
                .orElseGet(
                    () ->
                        refuse(
                            "reference-unresolved",
                            "A reference by condition does not lead to exactly one resource that"
                                + " you may refer to. Refer to it as Type/id.")));
  }

  /** Fails when it was not looked for. */
  static Future<Found> found(Answer answer) {
    if (answer.status() == 429) {
      return Future.failedFuture(
          new Refusal.TooMany("too-many-requests", Duration.ofSeconds(1)).refused());
    } else if (answer.status() == 503) {
      return Future.failedFuture(
          new Refusal.NotReady("reference-not-looked-for", Duration.ofSeconds(5)).refused());
    } else if (answer.status() != 200) {
      // What may be asked again later is not what is not there
      return Future.failedFuture(
          new Refusal.BadUpstream(502, "reference-not-looked-for").refused());
    }
    JsonObject bundle = answer.body().toJsonObject();
    List<String> matches =
        bundle.getJsonArray("entry", new JsonArray()).stream()
            .map(JsonObject.class::cast)
            .filter(
                entry ->
                    "match"
                        .equals(entry.getJsonObject("search", new JsonObject()).getString("mode")))
            .map(entry -> entry.getJsonObject("resource", new JsonObject()))
            .map(resource -> resource.getString("resourceType") + "/" + resource.getString("id"))
            .toList();
    boolean more =
        bundle.getJsonArray("link", new JsonArray()).stream()
            .anyMatch(link -> "next".equals(((JsonObject) link).getString("relation")));
    return Future.succeededFuture(new Found(matches, more));
  }

  private static <T> Future<T> refuse(String reason, String diagnostics) {
    return Future.failedFuture(new Refusal.NotSupported(reason, diagnostics).refused());
  }
}
