// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Conditions of writes that guess at what their caller is not shown: whether the guess is right or
 * wrong, the answer is the same.
 */
final class GuessedConditionsTest {

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
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.cloud.answers(request -> answer(request, List.of()));
    gateway.premises.answers(request -> answer(request, stored()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Observation | performer=Patient/%s",
        "Observation | performer=%s",
        "Observation | performer:Patient=%s",
        "Observation | performer:identifier=s|%s",
        "Observation | performer.identifier=s|%s",
        "Observation | performer:Patient.identifier=s|%s",
        "Observation | performer=https://elsewhere/fhir/Patient/%s",
        "Observation | identifier=own&performer=Patient/%s",
        "Observation | focus=Patient/%s",
        "Observation | focus:identifier=s|%s",
        "Observation | subject=Patient/%s",
        "Observation | subject:identifier=s|%s",
        "Observation | subject:Patient.identifier=s|%s",
        "Observation | patient.identifier=s|%s",
        "Observation | patient=p1&patient=%s",
        "Observation | patient=p1,%s&identifier=own",
        "Observation | encounter.identifier=s|%s",
        "Observation | encounter:Encounter._id=%s",
        "Observation | identifier=own&_id=%s",
        "Observation | _has:Provenance:target:agent=Patient/%s",
        "Observation | _has:Provenance:target:entity=Observation/%s",
        "Observation | _filter=performer eq Patient/%s",
        "Observation | _content=%s",
        "Task | owner=Patient/%s",
        "Task | owner:identifier=s|%s",
        "Task | requester:Patient.identifier=s|%s",
        "DocumentReference | author=Patient/%s",
        "DocumentReference | author:identifier=s|%s",
        "DocumentReference | authenticator.identifier=s|%s",
        "Composition | attester:identifier=s|%s",
        "Composition | author=Patient/%s",
        "PlanDefinition | composed-of=Patient/%s",
        "QuestionnaireResponse | questionnaire=https://elsewhere/fhir/Patient/%s",
        "CarePlan | instantiates-uri=https://elsewhere/fhir/Patient/%s",
        "CarePlan | instantiates-uri:below=https://elsewhere/fhir/Patient/%s",
        "Provenance | target=Observation/%s",
        "Provenance | target=Patient/%s",
        "Provenance | target:identifier=s|%s",
        "Provenance | target:Observation.identifier=s|%s",
        "Provenance | target:Patient.identifier=s|%s",
        "Provenance | entity=Observation/%s",
        "Provenance | agent=Patient/%s",
        "Provenance | target=Patient/p1&target=Observation/%s",
        "Account | subject=Patient/%s",
        "Account | subject=Patient/p1&subject=Patient/%s",
        "Appointment | actor=Patient/p1&actor=Patient/%s",
        "Group | member=Patient/p1&member=Patient/%s",
        "Person | link=Patient/p1&link=Patient/%s",
        "Patient | identifier=s|%s",
        "Patient | link=Patient/%s",
        "Patient | _id=%s",
        "AuditEvent | entity=Patient/%s",
      })
  void isAnsweredAlikeWhetherItIsRightOrWrong(String type, String criteria) {
    List<String> plain = List.of(criteria);
    List<String> held =
        List.of(criteria, "patient=p1&" + criteria, "subject=Patient/p1&" + criteria);

    same(type, held, gateway.realm.patient("p1"));
    same(type, held.subList(1, 2), guardian());
    same(type, plain, appOfAPractitioner());
  }

  private static void same(String type, List<String> conditions, String token) {
    for (String each : conditions) {
      String condition = each.replace(" ", "%20").replace("|", "%7C");
      for (String method : List.of("DELETE", "PATCH", "PUT", "POST")) {
        // Both at once: what is not told leaves at fixed steps, for which each would wait
        CompletableFuture<String> right =
            begin(method, type, condition.replace("%s", "right"), token);
        CompletableFuture<String> wrong =
            begin(method, type, condition.replace("%s", "wrong"), token);

        assertThat(right.join())
            .as(method + " " + condition)
            .isEqualTo(wrong.join())
            .doesNotStartWith("429");
      }
    }
  }

  /** So that the above says something: of what its caller is shown a guess is answered. */
  @Test
  void ofWhatIsShownACallerMayAsk() {
    String token = gateway.realm.patient("p1");
    for (String method : List.of("DELETE", "PATCH", "PUT", "POST")) {
      assertThat(begin(method, "Observation", "identifier=own", token).join())
          .as(method)
          .isNotEqualTo(begin(method, "Observation", "identifier=wrong", token).join());
    }
  }

  private static CompletableFuture<String> begin(
      String method, String type, String condition, String token) {
    boolean create = method.equals("POST");
    String body =
        switch (method) {
          case "DELETE" -> null;
          case "PATCH" -> "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"fr\"}]";
          default -> body(type).encode();
        };
    String contentType =
        method.equals("PATCH") ? "application/json-patch+json" : "application/fhir+json";
    String path = "/" + type + (create ? "" : "?" + condition);
    return gateway
        .begin(
            method,
            URI.create(gateway.fhir() + path),
            token,
            body,
            create
                ? new String[] {"Content-Type", contentType, "If-None-Exist", condition}
                : new String[] {"Content-Type", contentType})
        .thenApply(
            answer -> answer.status() + " " + ByIdTest.headers(answer) + " " + answer.body());
  }

  private static String guardian() {
    return gateway.realm.token(
        gateway
            .realm
            .patientClaims("mother")
            .put(
                "guardian_of",
                new JsonObject()
                    .put(
                        "p1",
                        new JsonObject()
                            .put("practices", new JsonArray().add(TestRealm.PRACTICE)))));
  }

  /** Which may see some of what its user may. */
  private static String appOfAPractitioner() {
    return gateway.realm.token(
        gateway
            .realm
            .practitionerClaims()
            .put("scope", "openid user/Observation.cruds?category=laboratory user/Task.c"));
  }

  private static JsonObject body(String type) {
    JsonObject own = new JsonObject().put("reference", "Patient/p1");
    JsonObject body = new JsonObject().put("resourceType", type);
    return switch (type) {
      case "Provenance" -> body.put("target", new JsonArray().add(own));
      case "Account" -> body.put("subject", new JsonArray().add(own));
      case "Appointment" ->
          body.put("participant", new JsonArray().add(new JsonObject().put("actor", own)));
      case "Group" -> body.put("member", new JsonArray().add(new JsonObject().put("entity", own)));
      case "Person" -> body.put("link", new JsonArray().add(new JsonObject().put("target", own)));
      case "Task" -> body.put("for", own);
      case "Patient" -> body;
      default -> body.put("subject", own);
    };
  }

  /** The patient's, with all that they are not shown in them; and another's. */
  private static List<JsonObject> stored() {
    JsonObject right =
        new JsonObject(
            """
            {"performer":[{"reference":"Patient/right"},
              {"type":"Patient","identifier":{"system":"s","value":"right"}}],
             "owner":{"reference":"Patient/right"},
             "author":[{"reference":"Patient/right"}],
             "instantiatesUri":["https://elsewhere/fhir/Patient/right"]}
            """);
    JsonObject label =
        new JsonObject()
            .put("identifier", new JsonArray().add(new JsonObject().put("value", "own")));
    Stream<JsonObject> owns =
        Stream.of("Observation", "Task", "DocumentReference", "Composition", "CarePlan")
            .map(type -> body(type).mergeIn(right).mergeIn(label).put("id", "own" + type));
    JsonObject provenance =
        body("Provenance")
            .put("id", "ownProvenance")
            .put(
                "target",
                new JsonArray()
                    .add(new JsonObject().put("reference", "Patient/p1"))
                    .add(new JsonObject().put("reference", "Observation/right")))
            .put(
                "agent",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("who", new JsonObject().put("reference", "Patient/right"))));
    Stream<JsonObject> others =
        Stream.of(
            new JsonObject().put("resourceType", "Patient").put("id", "right").mergeIn(label),
            RecordingHost.observation("right", "p2").mergeIn(label));
    return Stream.of(owns, Stream.of(provenance), others)
        .flatMap(each -> each)
        .map(
            each ->
                new JsonObject(each.encode()).put("meta", new JsonObject().put("versionId", "7")))
        .toList();
  }

  /** A host that holds nothing back: whatever has the value somewhere meets a criterion. */
  private static Reply answer(Arrived request, List<JsonObject> stored) {
    String[] target = request.uri().substring("/fhir/".length()).split("\\?", 2);
    String header = request.headers().get("If-None-Exist");
    String query = header != null ? header : target.length > 1 ? target[1] : null;
    if (query == null || request.uri().contains("_summary=true")) {
      return request.method().equals("POST")
          ? Reply.json(201, request.body().toJsonObject().put("id", "new"))
          : RecordingHost.stored(request, stored);
    }
    List<JsonObject> met =
        stored.stream()
            .filter(each -> each.getString("resourceType").equals(target[0]))
            .filter(each -> meets(each, query))
            .toList();
    return switch (request.method()) {
      case "GET" -> Reply.json(200, RecordingHost.searchset(met.toArray(JsonObject[]::new)));
      default ->
          met.size() > 1
              ? Reply.json(412, new JsonObject())
              : met.isEmpty()
                  ? Reply.json(201, request.body().toJsonObject().put("id", "new"))
                  : Reply.json(200, met.get(0));
    };
  }

  private static boolean meets(JsonObject resource, String query) {
    String text = resource.encode();
    return Stream.of(query.split("&", -1))
        .map(each -> URLDecoder.decode(each, StandardCharsets.UTF_8).split("=", 2))
        .filter(each -> !each[0].equals("_count"))
        .allMatch(
            each ->
                Stream.of(each[1].split(",", -1))
                    .map(value -> value.substring(value.lastIndexOf('|') + 1))
                    .anyMatch(
                        value ->
                            each[0].equals("_id")
                                ? value.equals(resource.getString("id"))
                                : text.contains('"' + value + '"')
                                    || text.contains("/" + value + '"')));
  }
}
