// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import static io.prunelle.gateway.page.ledger.LedgerDialogue.read;
import static io.prunelle.gateway.page.ledger.LedgerDialogue.send;

import io.prunelle.gateway.page.ledger.LedgerFailure.Reason;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The patient's side of Keycloak's consent REST. Every call bears the access token of whoever asks,
 * so this client can never see or decide more than they could. Futures fail with {@link
 * LedgerFailure} only.
 */
public final class ConsentLedger {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Decisions. */
  private static final String PAGE = "25";

  private final LedgerDialogue dialogue;

  /**
   * @param issuer the realm's issuer; the consent REST stands under it
   */
  public ConsentLedger(WebClient http, String issuer) {
    this.dialogue = new LedgerDialogue(http, issuer + "/consent/me");
  }

  /** The hostings that concern the patient, notices in {@code language}. */
  public Future<List<Hosting>> hostings(Bearer bearer, String language) {
    return send(request(HttpMethod.GET, "", bearer).addQueryParam("lang", language), null)
        .map(read(json -> Fields.of(json).list("hostings", Hosting::from)));
  }

  /** All of the patient's decisions. */
  public Future<DecisionPages> decisions(Bearer bearer) {
    return pages(bearer, DecisionPages.MOST, OptionalLong.empty(), request -> request);
  }

  /** The newest of them, as many as the realm gives at a time. */
  public Future<DecisionPages> newest(Bearer bearer) {
    return pages(bearer, 1, OptionalLong.empty(), request -> request);
  }

  /**
   * So many of them as stand on one page.
   *
   * @param before only those that are below this position in the ledger; empty for the newest
   */
  public Future<DecisionPages> decisions(Bearer bearer, OptionalLong before) {
    return pages(bearer, 1, before, request -> request.addQueryParam("limit", PAGE));
  }

  /** All that the realm tells the patient of hostings, as it tells it, in JSON. */
  public Future<Buffer> hostingsAsTold(Bearer bearer, String language) {
    return send(request(HttpMethod.GET, "", bearer).addQueryParam("lang", language), null)
        .map(ConsentLedger::body);
  }

  private Future<DecisionPages> pages(
      Bearer bearer, int most, OptionalLong from, UnaryOperator<HttpRequest<Buffer>> further) {
    return DecisionPages.read(
            most,
            from,
            before -> {
              HttpRequest<Buffer> request =
                  further.apply(request(HttpMethod.GET, "/decisions", bearer));
              before.ifPresent(
                  position -> request.addQueryParam("before", String.valueOf(position)));
              return send(request, null);
            })
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof LedgerFailure
                        ? failure
                        : new LedgerFailure(Reason.UNAVAILABLE, failure)));
  }

  /** The receipt of a decision, in a form that is meant for {@code type}, to keep. */
  public Future<Buffer> receipt(Bearer bearer, long position, String type, String language) {
    return send(receiptRequest(bearer, position, type, language), null).map(ConsentLedger::body);
  }

  /**
   * The receipt of a decision as a page to show here.
   *
   * @param back path here that it leads back to
   */
  public Future<Buffer> receiptPage(Bearer bearer, long position, String language, String back) {
    return send(
            receiptRequest(bearer, position, "text/html", language).addQueryParam("back", back),
            null)
        .map(ConsentLedger::body);
  }

  private HttpRequest<Buffer> receiptRequest(
      Bearer bearer, long position, String type, String language) {
    return request(HttpMethod.GET, "/decisions/" + position + "/receipt", bearer)
        .putHeader("Accept", type)
        .addQueryParam("lang", language);
  }

  private static Buffer body(HttpResponse<Buffer> reply) {
    Buffer body = reply.bodyAsBuffer();
    return body == null ? Buffer.buffer() : body;
  }

  /** The emergencies that the patient has said, at sign-in or here, to have read. */
  public Future<Set<UUID>> emergenciesRead(Bearer bearer) {
    return send(request(HttpMethod.GET, "/emergencies", bearer), null)
        .map(
            read(
                json ->
                    json.getJsonArray("emergencies").stream()
                        .map(JsonObject.class::cast)
                        .filter(emergency -> emergency.getString("readAt") != null)
                        .map(emergency -> UUID.fromString(emergency.getString("id")))
                        .collect(Collectors.toUnmodifiableSet())));
  }

  /** Records the answer; completes once the ledger has it, with its position there. */
  public Future<Long> decide(Bearer bearer, Answer answer) {
    JsonObject body = answer.toJson();
    if (bearer.ward() != null) {
      body.put("patient", bearer.ward());
    }
    // There the body names the patient, and nothing else
    Bearer alone = new Bearer(bearer.token(), null);
    return send(request(HttpMethod.POST, "/decisions", alone), body).map(read(Fields::position));
  }

  /** The patients whose guardian the caller is as of now, by FHIR id, with their names. */
  public Future<Map<String, String>> wards(String accessToken) {
    return send(request(HttpMethod.GET, "", new Bearer(accessToken, null)), null)
        .map(
            read(
                json -> {
                  Map<String, String> wards = new TreeMap<>();
                  Fields.of(json)
                      .list("wards", Fields::of)
                      .forEach(ward -> wards.put(ward.text("id"), ward.text("name")));
                  return wards;
                }));
  }

  /**
   * What the realm holds of whoever asks, for themselves alone: no ward can be named. Refused by
   * realms that know no such thing.
   */
  public Future<Account> account(String accessToken) {
    return send(request(HttpMethod.GET, "/account", new Bearer(accessToken, null)), null)
        .map(read(Account::from));
  }

  /** Whether the patient is told of unusual accesses by mail. */
  public Future<Mail> mail(Bearer bearer) {
    return send(request(HttpMethod.GET, "/mail", bearer), null).map(read(Mail::from));
  }

  /** Switches it; fails as a conflict where there can be none. */
  public Future<Void> wantMail(Bearer bearer, boolean wanted) {
    return send(request(HttpMethod.PUT, "/mail", bearer), new JsonObject().put("wanted", wanted))
        .mapEmpty();
  }

  private HttpRequest<Buffer> request(HttpMethod method, String path, Bearer bearer) {
    HttpRequest<Buffer> request = dialogue.request(method, path, bearer.token(), PATIENCE);
    return bearer.ward() == null ? request : request.addQueryParam("patient", bearer.ward());
  }
}
