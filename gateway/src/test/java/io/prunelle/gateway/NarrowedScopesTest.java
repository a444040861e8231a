// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes that are narrowed by search parameters, held to through the whole gateway. */
final class NarrowedScopesTest {

  private static final String LABORATORY =
      "patient/Observation.cruds?category=http://cat|laboratory";
  private static final String VITAL_SIGNS =
      "patient/Observation.rs?category=http://cat|vital-signs";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void resources() {
    gateway.premises.reset();
    gateway.premises.has(
        of("lab", "laboratory"), of("vital", "vital-signs"), observation("bare", "p1"));
  }

  /** As an application asks that was given scopes type by type. */
  @Test
  void anIncludeBringsTheTypesThatScopesCover() {
    gateway.premises.reset();
    String path = "/Observation?patient=p1&_include=Observation:performer";

    Answer one = gateway.get(path, token("patient/Observation.rs patient/Practitioner.rs"));
    Answer none = gateway.get(path, token("patient/Observation.rs"));
    Answer all = gateway.get(path, token("patient/*.rs"));

    assertThat(one.status()).isEqualTo(200);
    assertThat(none.status()).isEqualTo(403);
    assertThat(all.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived())
        .extracting(RecordingHost.Arrived::uri)
        .containsExactly(
            "/fhir/Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer%3APractitioner&_count=50",
            "/fhir/Observation?patient=Patient%2Fp1&_include=Observation%3Aperformer&_count=50");
  }

  @Test
  void aCoveredResourceIsReadByItsId() {
    Answer answer = gateway.get("/Observation/lab", token(LABORATORY));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(of("lab", "laboratory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/_history", "/_history/7", "?_summary=data"})
  void whatIsNotCoveredIsAsAbsentAsWhatIsNotThere(String further) {
    for (String id : List.of("vital", "bare")) {
      Answer other = gateway.get("/Observation/" + id + further, token(LABORATORY));
      Answer absent = gateway.get("/Observation/none" + further, token(LABORATORY));

      assertThat(other.status()).isEqualTo(404);
      assertThat(other.body()).isEqualTo(absent.body());
      assertThat(gateway.settled(other))
          .containsEntry("reason", "scope-not-covering")
          .containsEntry("permitted", false);
    }
  }

  @Test
  void notModifiedIsNotSaidOfWhatThereIsNothingLeftOfToBeLookedAt() {
    Answer covered = gateway.get("/Observation/lab", token(LABORATORY), "If-None-Match", "W/\"7\"");
    Answer other = gateway.get("/Observation/vital", token(LABORATORY), "If-None-Match", "W/\"7\"");

    assertThat(covered.status()).isEqualTo(200);
    assertThat(other.status()).isEqualTo(404);
  }

  @Test
  void aSearchIsNarrowedAtTheHostBehindAllThatTheClientAsked() {
    gateway.premises.answers(request -> Reply.json(200, searchset(of("lab", "laboratory"))));

    Answer answer =
        gateway.get(
            "/Observation?patient=p1&category=http%3A%2F%2Fcat%7Cvital-signs", token(LABORATORY));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(query())
        .isEqualTo(
            "patient=Patient/p1&category=http://cat|vital-signs&category=http://cat|laboratory");
    assertThat(answer.json().getInteger("total")).isEqualTo(1);
    assertThat(String.valueOf(gateway.settled(answer).get("query"))).contains("laboratory");
  }

  @Test
  void whatAHostAnswersAgainstWhatItWasAskedIsNotShown() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                searchset(
                    of("lab", "laboratory"),
                    of("vital", "vital-signs"),
                    observation("bare", "p1"))));

    Answer answer = gateway.get("/Observation?patient=p1", token(LABORATORY));

    assertThat(answer.ids()).containsExactly("lab");
    assertThat(answer.json().getInteger("total")).isEqualTo(1);
    assertThat(answer.body()).doesNotContain("vital", "bare");
  }

  @Test
  void scopesOverOneParameterAreAskedForAsOne() {
    gateway.premises.answers(
        request -> Reply.json(200, searchset(of("lab", "laboratory"), of("vital", "vital-signs"))));

    Answer answer = gateway.get("/Observation?patient=p1", token(LABORATORY, VITAL_SIGNS));

    assertThat(query()).contains("patient=Patient/p1&category=http://cat|");
    assertThat(query().split("category=", -1)).hasSize(2);
    assertThat(query()).contains("http://cat|laboratory").contains("http://cat|vital-signs");
    assertThat(answer.ids()).containsExactly("lab", "vital");
  }

  @Test
  void ofScopesThatDifferWhatTheyShareIsAskedForAndTheRestIsLookedAtHere() {
    JsonObject amended = of("amended", "vital-signs").put("status", "amended");
    JsonObject next =
        searchset(of("lab", "laboratory"), of("vital", "vital-signs"), amended)
            .put("total", 40)
            .put(
                "link",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("relation", "next")
                            .put("url", gateway.premises.url() + "?_getpages=x")));
    gateway.premises.answers(
        request -> Reply.json(200, request.uri().contains("_getpages") ? searchset() : next));
    String[] scopes = {
      "patient/Observation.rs?category=http://cat|laboratory&_tag=seen",
      "patient/Observation.rs?_tag=seen&status=amended"
    };

    Answer nothingTagged = gateway.get("/Observation?patient=p1", token(scopes));
    assertThat(query()).isEqualTo("patient=Patient/p1&_tag=seen");
    assertThat(nothingTagged.ids()).isEmpty();
    assertThat(nothingTagged.json().getInteger("total")).isZero();

    Answer answer =
        gateway.get(
            "/Observation?patient=p1", token(LABORATORY, "patient/Observation.rs?status=amended"));
    assertThat(query()).isEqualTo("patient=Patient/p1");
    assertThat(answer.ids()).containsExactly("lab", "amended");
    // the host's would count what is not shown
    assertThat(answer.json().getInteger("total")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_summary=count", "_count=0"})
  void onlyACountThatTheHostWasAskedForExactlyIsGiven(String counting) {
    gateway.premises.answers(request -> Reply.json(200, searchset().put("total", 3)));
    String path = "/Observation?patient=p1&" + counting;

    Answer exact = gateway.get(path, token(LABORATORY));
    Answer not = gateway.get(path, token(LABORATORY, "patient/Observation.rs?status=amended"));

    assertThat(exact.json().getInteger("total")).isEqualTo(3);
    assertThat(not.status()).isEqualTo(403);
    assertThat(not.body()).doesNotContain("3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_summary=true", "_elements=status"})
  void partsThatDoNotShowWhetherTheyAreCoveredAreRefused(String part) {
    assertThat(gateway.get("/Observation?patient=p1&" + part, token(LABORATORY)).status())
        .isEqualTo(403);
    assertThat(gateway.get("/Observation/lab?" + part, token(LABORATORY)).status()).isEqualTo(403);
  }

  @Test
  void aScopeThatIsNotNarrowedCoversAll() {
    Answer read = gateway.get("/Observation/vital", token(LABORATORY, "patient/*.rs"));
    gateway.premises.answers(request -> Reply.json(200, searchset(of("vital", "vital-signs"))));
    Answer search = gateway.get("/Observation?patient=p1", token(LABORATORY, "patient/*.rs"));

    assertThat(read.status()).isEqualTo(200);
    assertThat(query()).isEqualTo("patient=Patient/p1");
    assertThat(search.ids()).containsExactly("vital");
  }

  @Test
  void aFurtherPageIsHeldToTheScopesOfTheTokenThatAsksForIt() {
    JsonObject first =
        searchset(of("lab", "laboratory"))
            .put(
                "link",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("relation", "next")
                            .put("url", gateway.premises.url() + "?_getpages=x")));
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("_getpages")
                    ? searchset(of("lab", "laboratory"), of("vital", "vital-signs")).put("total", 2)
                    : first));
    String next = link(gateway.get("/Observation?patient=p1", token("patient/*.rs")));

    Answer page = gateway.send("GET", URI.create(next), token(LABORATORY), null);

    assertThat(page.ids()).containsExactly("lab");
    assertThat(page.json().containsKey("total")).isFalse();
  }

  @Test
  void whatAnIncludeBringsIsHeldToItsOwnTypesScopes() {
    JsonObject planned = condition("planned", "active");
    gateway.premises.answers(
        request ->
            Reply.json(
                200, searchset(of("lab", "laboratory"), planned, condition("over", "resolved"))));

    String path = "/Observation?patient=p1&_include=Observation:focus:Condition";
    Answer answer =
        gateway.get(path, token(LABORATORY, "patient/Condition.rs?clinical-status=active"));

    assertThat(answer.ids()).containsExactly("lab", "planned");
    assertThat(gateway.get(path, token(LABORATORY)).status()).isEqualTo(403);
  }

  @Test
  void everythingIsHeldToAScopeOverEveryType() {
    JsonObject normal = of("normal", "laboratory");
    normal.put(
        "meta",
        new JsonObject().put("security", new JsonArray().add(new JsonObject().put("code", "N"))));
    gateway.premises.answers(
        request -> Reply.json(200, searchset(normal, of("vital", "vital-signs"))));

    Answer answer = gateway.get("/Patient/p1/$everything", token("patient/*.rs?_security=N"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.ids()).containsExactly("normal");
  }

  @Test
  void everythingIsHeldToTheScopesThereAre() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                searchset(
                    of("lab", "laboratory"),
                    of("vital", "vital-signs"),
                    of("lab2", "laboratory").put("resourceType", "Condition"))));

    Answer answer = gateway.get("/Patient/p1/$everything", token(LABORATORY));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.ids()).containsExactly("lab");
  }

  @Test
  void aHistoryShowsTheVersionsThatAreCoveredAndNoDeletions() {
    gateway.premises.answers(
        request ->
            request.uri().contains("_history?")
                ? Reply.json(200, history())
                : RecordingHost.stored(request, List.of(of("lab", "laboratory"))));

    Answer answer = gateway.get("/Observation/lab/_history", token(LABORATORY));

    assertThat(answer.json().getJsonArray("entry")).hasSize(1);
    assertThat(answer.json().getInteger("total")).isEqualTo(1);
    assertThat(answer.body()).doesNotContain("DELETE", "vital-signs");
  }

  private static JsonObject history() {
    JsonObject put = new JsonObject().put("method", "PUT").put("url", "Observation/lab");
    JsonObject delete = new JsonObject().put("method", "DELETE").put("url", "Observation/lab");
    JsonObject response = new JsonObject().put("status", "200");
    JsonArray entries =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("resource", of("lab", "laboratory"))
                    .put("request", put)
                    .put("response", response))
            .add(new JsonObject().put("request", delete).put("response", response))
            .add(
                new JsonObject()
                    .put("resource", of("lab", "vital-signs"))
                    .put("request", put)
                    .put("response", response));
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", "history")
        .put("total", 3)
        .put("entry", entries);
  }

  @Test
  void whatIsWrittenMustBeCoveredAndWhatIsThereToo() {
    String token = token(LABORATORY);
    JsonObject lab = of("lab", "laboratory").put("status", "amended");

    assertThat(put("/Observation/lab", token, lab).status()).isEqualTo(200);
    // a covered one cannot be made another, nor another be made a covered one
    Answer away = put("/Observation/lab", token, of("lab", "vital-signs"));
    Answer taken = put("/Observation/vital", token, of("vital", "laboratory"));
    Answer absent = put("/Observation/none", token, of("none", "laboratory"));
    assertThat(away.status()).isEqualTo(403);
    assertThat(away.header("www-authenticate")).contains("insufficient_scope");
    assertThat(taken.status()).isEqualTo(404);
    assertThat(taken.body()).isEqualTo(absent.body());
    assertThat(arrived("PUT")).hasSize(1);
    assertThat(send("DELETE", "/Observation/vital", token).status()).isEqualTo(404);
    assertThat(send("DELETE", "/Observation/lab", token).status()).isEqualTo(204);
    assertThat(arrived("DELETE")).hasSize(1);
  }

  @Test
  void aPatchIsHeldToWhatItMakes() {
    String token = token(LABORATORY);
    String away =
        "[{\"op\":\"replace\",\"path\":\"/category/0/coding/0/code\",\"value\":\"vital-signs\"}]";
    String amended = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]";

    assertThat(patch("/Observation/lab", token, away).status()).isEqualTo(403);
    assertThat(patch("/Observation/vital", token, amended).status()).isEqualTo(404);
    assertThat(arrived("PUT")).isEmpty();
    assertThat(patch("/Observation/lab", token, amended).status()).isEqualTo(200);
  }

  @Test
  void whatIsCreatedMustBeCovered() {
    gateway.premises.answers(
        request -> Reply.json(201, request.body().toJsonObject().put("id", "new")));
    JsonObject lab = of("x", "laboratory");
    lab.remove("id");
    JsonObject vital = of("x", "vital-signs");
    vital.remove("id");

    assertThat(gateway.post("/Observation", token(LABORATORY), lab.encode()).status())
        .isEqualTo(201);
    assertThat(gateway.post("/Observation", token(LABORATORY), vital.encode()).status())
        .isEqualTo(403);
    assertThat(arrived("POST")).hasSize(1);
  }

  @Test
  void aConditionIsNotAskedUnderANarrowedScope() {
    JsonObject lab = of("x", "laboratory");
    lab.remove("id");

    Answer answer =
        gateway.post(
            "/Observation", token(LABORATORY), lab.encode(), "If-None-Exist", "status=final");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("narrowed");
    assertThat(gateway.settled(answer)).containsEntry("reason", "scope-not-held");
  }

  @Test
  void aScopeThatCannotBeHeldGrantsNothingAndItIsSaid() {
    Answer answer =
        gateway.get(
            "/Observation?patient=p1", token("patient/Observation.rs?category:in=http://set"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("without modifiers");
    assertThat(answer.header("www-authenticate")).contains("scope=\"patient/Observation.s\"");
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  @Test
  void entriesOfABatchAreHeldToTheScopesLikeRequestsOfTheirOwn() {
    JsonObject batch =
        new JsonObject()
            .put("resourceType", "Bundle")
            .put("type", "batch")
            .put(
                "entry",
                new JsonArray()
                    .add(entry("Observation/lab"))
                    .add(entry("Observation/vital"))
                    .add(entry("Observation/none")));

    JsonArray answers =
        gateway.post("", token(LABORATORY), batch.encode()).json().getJsonArray("entry");

    assertThat(answers.getJsonObject(0).getJsonObject("response").getString("status"))
        .startsWith("200");
    assertThat(answers.getJsonObject(1)).isEqualTo(answers.getJsonObject(2));
    assertThat(answers.getJsonObject(1).encode()).contains("404").doesNotContain("vital-signs");
  }

  @Test
  void theirOwnPatientResourceMayBeOutsideAScopeToo() {
    gateway.premises.answers(
        request ->
            request.uri().contains("/p1")
                ? Reply.json(
                    200,
                    new JsonObject()
                        .put("resourceType", "Patient")
                        .put("id", "p1")
                        .put("active", false))
                : Reply.json(404, new JsonObject()));

    Answer read = gateway.get("/Patient/p1", token("patient/Patient.rs?active=true"));
    Answer absent =
        gateway.get(
            "/Patient/p9", gateway.realm.token(claims("p9", "patient/Patient.rs?active=true")));

    assertThat(read.status()).isEqualTo(404);
    assertThat(read.body()).isEqualTo(absent.body());
    assertThat(gateway.get("/Patient/p1", token("patient/Patient.rs?active=false")).status())
        .isEqualTo(200);
  }

  @Test
  void aPractitionersAndAServicesScopesAreHeldToo() {
    JsonObject doctor =
        gateway.realm.practitionerClaims().put("scope", LABORATORY.replace("patient/", "user/"));
    JsonObject service =
        gateway
            .realm
            .practitionerClaims()
            .put("client_id", "demo-app")
            .put("preferred_username", "service-account-demo-app")
            .put("scope", LABORATORY.replace("patient/", "system/"));

    for (JsonObject claims : List.of(doctor, service)) {
      String token = gateway.realm.token(claims);

      assertThat(gateway.get("/Observation/lab", token).status()).isEqualTo(200);
      assertThat(gateway.get("/Observation/vital", token).status()).isEqualTo(404);
    }
  }

  private static JsonObject entry(String url) {
    return new JsonObject().put("request", new JsonObject().put("method", "GET").put("url", url));
  }

  private static JsonObject of(String id, String category) {
    return observation(id, "p1")
        .put(
            "category",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put(
                            "coding",
                            new JsonArray()
                                .add(
                                    new JsonObject()
                                        .put("system", "http://cat")
                                        .put("code", category)))));
  }

  private static JsonObject condition(String id, String status) {
    return new JsonObject()
        .put("resourceType", "Condition")
        .put("id", id)
        .put("subject", new JsonObject().put("reference", "Patient/p1"))
        .put(
            "clinicalStatus",
            new JsonObject()
                .put("coding", new JsonArray().add(new JsonObject().put("code", status))));
  }

  private static String token(String... scopes) {
    return gateway.realm.token(claims("p1", scopes));
  }

  private static JsonObject claims(String patient, String... scopes) {
    return gateway.realm.patientClaims(patient).put("scope", String.join(" ", scopes));
  }

  private static Answer put(String path, String token, JsonObject body) {
    return gateway.send("PUT", URI.create(gateway.fhir() + path), token, body.encode());
  }

  private static Answer patch(String path, String token, String body) {
    return gateway.send(
        "PATCH",
        URI.create(gateway.fhir() + path),
        token,
        body,
        "Content-Type",
        "application/json-patch+json");
  }

  private static Answer send(String method, String path, String token) {
    return gateway.send(method, URI.create(gateway.fhir() + path), token, null);
  }

  private static List<Arrived> arrived(String method) {
    return gateway.premises.arrived().stream()
        .filter(request -> request.method().equals(method))
        .toList();
  }

  /** What the host was asked last, decoded. */
  private static String query() {
    List<Arrived> all =
        gateway.premises.arrived().stream()
            .filter(arrived -> !arrived.uri().contains("_getpages"))
            .toList();
    String uri = all.get(all.size() - 1).uri();
    String asked = uri.substring(uri.indexOf('?') + 1).replaceFirst("&_count=50$", "");
    return URLDecoder.decode(asked, StandardCharsets.UTF_8);
  }

  private static String link(Answer answer) {
    return answer.json().getJsonArray("link").stream()
        .map(JsonObject.class::cast)
        .filter(link -> link.getString("relation").equals("next"))
        .map(link -> link.getString("url"))
        .findFirst()
        .orElseThrow();
  }
}
