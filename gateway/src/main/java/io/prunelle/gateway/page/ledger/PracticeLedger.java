// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.ledger;

import static io.prunelle.gateway.page.ledger.LedgerDialogue.read;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The practice's side of Keycloak's consent REST. Every call bears the officer's own access token:
 * the realm decides anew whether they are one. Futures fail with {@link LedgerFailure} only.
 */
public final class PracticeLedger {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For names: what they stand beside is there already. */
  private static final Duration LITTLE = Duration.ofSeconds(2);

  private final LedgerDialogue dialogue;

  /**
   * @param issuer the realm's issuer; the consent REST stands under it
   */
  public PracticeLedger(WebClient http, String issuer) {
    this.dialogue = new LedgerDialogue(http, issuer + "/consent/practices/");
  }

  /** Its hostings and their hosts, and how many patients decided what. */
  public Future<PracticeFacts> facts(String accessToken, String practice) {
    return send(HttpMethod.GET, practice, accessToken, null).map(read(PracticeFacts::from));
  }

  /** The objections that wait for an answer, oldest first. */
  public Future<List<PracticeObjection>> objections(String accessToken, String practice) {
    return send(HttpMethod.GET, practice + "/objections", accessToken, null)
        .map(read(json -> Fields.of(json).list("objections", PracticeObjection::from)));
  }

  /**
   * Answers an objection; completes once the ledger has it.
   *
   * @param upheld whether the practice agrees
   */
  public Future<Void> answer(
      String accessToken, String practice, long objection, boolean upheld, String reason) {
    return send(
            HttpMethod.POST,
            practice + "/objections/" + objection + "/answer",
            accessToken,
            new JsonObject().put("decision", upheld ? "UPHOLD" : "REJECT").put("reason", reason))
        .mapEmpty();
  }

  /**
   * What a patient of the practice is called; never empty.
   *
   * @param patient FHIR id
   */
  public Future<String> patient(String accessToken, String practice, String patient) {
    return send(HttpMethod.GET, practice + "/patients/" + segment(patient), accessToken, null)
        .map(read(PracticeLedger::name));
  }

  /**
   * What patients of the practice are called, by FHIR id; without those of whom the realm tells
   * nothing.
   *
   * @param patients at most 100
   */
  public Future<Map<String, String>> patients(
      String accessToken, String practice, List<String> patients) {
    String query =
        patients.stream().map(id -> "id=" + segment(id)).collect(Collectors.joining("&"));
    return send(HttpMethod.GET, practice + "/patients?" + query, accessToken, null, LITTLE)
        .map(
            read(
                json -> {
                  Map<String, String> names = new HashMap<>();
                  Fields.of(json)
                      .list("patients", Fields::of)
                      .forEach(patient -> names.put(patient.text("id"), patient.text("name")));
                  names.values().removeIf(String::isEmpty);
                  return Map.copyOf(names);
                }));
  }

  private static String name(JsonObject patient) {
    String name = Fields.of(patient).text("name");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a patient without a name");
    }
    return name;
  }

  /**
   * Records what was decided on paper; completes once the ledger has it, with its position there.
   */
  public Future<Long> record(String accessToken, String practice, PaperDecision paper) {
    return send(
            HttpMethod.POST,
            practice + "/patients/" + segment(paper.patient()) + "/decisions",
            accessToken,
            paper.toJson())
        .map(read(Fields::position));
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Future<HttpResponse<Buffer>> send(
      HttpMethod method, String path, String accessToken, @Nullable JsonObject body) {
    return send(method, path, accessToken, body, PATIENCE);
  }

  private Future<HttpResponse<Buffer>> send(
      HttpMethod method,
      String path,
      String accessToken,
      @Nullable JsonObject body,
      Duration patience) {
    return LedgerDialogue.send(dialogue.request(method, path, accessToken, patience), body);
  }
}
