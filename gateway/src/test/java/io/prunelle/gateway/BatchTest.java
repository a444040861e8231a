// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Bundles.entry;
import static io.prunelle.gateway.Bundles.get;
import static io.prunelle.gateway.Bundles.request;
import static io.prunelle.gateway.Bundles.statuses;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch is answered as the requests it is made of, each refused or served by itself. */
final class BatchTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("permitted");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** o1 of p1 and o2 of p2 at the practice, o3 of a permitted patient in the cloud. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.answers(BatchTest::premises);
    gateway.cloud.has(observation("o3", "permitted"), patient("permitted"));
  }

  private static Reply premises(Arrived request) {
    Stream<JsonObject> stored =
        Stream.of(observation("o1", "p1"), observation("o2", "p2"), patient("p1"), patient("p2"));
    if (request.uri().startsWith("/fhir/Observation?")) {
      return Reply.json(200, RecordingHost.searchset(observation("o1", "p1")));
    } else if (request.method().equals("POST")) {
      return Reply.json(201, request.body().toJsonObject().put("id", "new"))
          .with("Location", gateway.premises.url() + "/Observation/new/_history/1")
          .with("ETag", "W/\"1\"")
          .with("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT");
    }
    return RecordingHost.stored(request, stored.toList());
  }

  private static JsonObject patient(String id) {
    return new JsonObject().put("resourceType", "Patient").put("id", id);
  }

  @Test
  void recordsOnSeveralHostsAreAnsweredInTheOrderOfTheEntries() {
    Answer answer =
        batch(
            gateway.realm.practitioner(),
            get("Observation/o3"),
            get("Patient/p1"),
            get("Observation?patient=p1"),
            get("Patient/permitted"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/fhir+json;charset=utf-8");
    assertThat(answer.json().getString("type")).isEqualTo("batch-response");
    assertThat(statuses(answer)).containsExactly("200", "200", "200", "200");
    assertThat(resource(answer, 0)).isEqualTo(observation("o3", "permitted"));
    assertThat(resource(answer, 1)).isEqualTo(patient("p1"));
    assertThat(resource(answer, 2).getString("type")).isEqualTo("searchset");
    assertThat(resource(answer, 3)).isEqualTo(patient("permitted"));
    assertThat(entry(answer, 0).getJsonObject("response").getString("etag")).isEqualTo("W/\"7\"");
    assertThat(gateway.arrived()).noneMatch(request -> request.method().equals("POST"));
  }

  /** As browsers, and clients of FHIR before R4, send it with whatever they ask. */
  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/json+fhir"})
  void theFormatSaidInTheUrlGoesBeforeTheHeaderForAllEntries(String accept) {
    JsonObject batch = Bundles.of("batch", get("Patient/p1"), get("Observation?patient=p1"));

    Answer answer =
        gateway.post(
            "?_format=json", gateway.realm.practitioner(), batch.encode(), "Accept", accept);

    assertThat(statuses(answer)).containsExactly("200", "200");
  }

  @Test
  void whatTheGatewayOffersIsToldInABatchToo() {
    Answer answer = batch(gateway.realm.patient("p1"), get("metadata"), get("Patient/p1"));

    assertThat(statuses(answer)).containsExactly("200", "200");
    assertThat(resource(answer, 0)).isEqualTo(gateway.get("/metadata", null).json());
    assertThat(asked()).containsExactly("GET /fhir/Patient/p1");
  }

  @Test
  void eachEntryStandsInTheJournalOfTheRecordItIsAbout() {
    Answer answer =
        batch(
            gateway.realm.practitioner(),
            get("Patient/p1"),
            get("Observation/o3"),
            get("Patient/p2?"),
            get("Observation/none"));

    assertThat(statuses(answer)).containsExactly("200", "200", "200", "404");
    List<Map<String, Object>> entries = settled(answer, 4);
    assertThat(entries)
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("patient", "p1")
                    .containsEntry("interaction", "read")
                    .containsEntry("method", "GET")
                    .containsEntry("path", "/fhir/cabinet-des-lilas/Patient/p1")
                    .containsEntry("status", 200)
                    .containsEntry("ending", "completed"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("patient", "permitted")
                    .containsEntry("resource_id", "o3")
                    .containsEntry("host", "nuage-sante"))
        .anySatisfy(row -> assertThat(row).containsEntry("patient", "p2"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsEntry("permitted", false)
                    .containsEntry("reason", "resource-unknown")
                    .containsEntry("status", 404));
    assertThat(entries).allSatisfy(row -> assertThat(row).containsEntry("subject", "user-doctor"));
  }

  static Stream<JsonObject> requests() {
    return Stream.of(
        get("Patient/p1"),
        get("Patient/p2"),
        get("Patient/permitted"),
        get("Patient/p1/_history/7"),
        get("Observation/o1"),
        get("Observation/o1/_history/7"),
        get("Observation/o2"),
        get("Observation/o3"),
        get("Observation/none"),
        get("Observation?patient=p1"),
        get("Observation?patient=p2"),
        get("Observation?patient=p1,p2"),
        get("Observation?code=1"),
        request("POST", "_search?_type=Observation&code=1", null),
        request("POST", "Observation/_search?patient=p1", null),
        request("POST", "Patient/p1/$everything", null),
        get("Observation?_has:Group:member:_id=1&patient=p1"),
        get("Patient/p1?_format=ttl"),
        get("Patient?_id=p2"),
        get("Patient/p2/Observation"),
        get("Practitioner/d1"),
        get("Patient/p2/$everything"),
        get("Patient/$everything"),
        get("?_page=forged"),
        get("_history"),
        get("NoSuchType/1"),
        get("Patient/p%31"),
        get("Patient/p%2531"),
        get("Patient//p1"),
        get("Patient/../Patient/p2"),
        get("Patient/p1/"),
        get("?"),
        get("%zz"),
        request("HEAD", "Patient/p1", null),
        request("get", "Patient/p1", null),
        request("POST", "Observation", observation("x", "p1")),
        request("POST", "Observation", observation("x", "p2")),
        request("POST", "Observation", patient("p1")),
        request("PUT", "Observation/o1", observation("o1", "p1")),
        request("PUT", "Observation/o1", observation("o1", "p2")),
        request("PUT", "Observation/o2", observation("o2", "p1")),
        request("PUT", "Observation?code=1", observation("o2", "p1")),
        request("DELETE", "Observation/o1", null),
        request("DELETE", "Observation/o2", null),
        request("DELETE", "Observation?patient=p1", null),
        request("DELETE", "Patient/p1", null));
  }

  /** The heart of it: no request is allowed more in a batch than by itself, or less. */
  @ParameterizedTest
  @MethodSource("requests")
  void anEntryIsAnsweredAsTheRequestThatItStandsFor(JsonObject entry) {
    String token = gateway.realm.patient("p1");
    JsonObject request = entry.getJsonObject("request");

    JsonObject response = entry(batch(token, entry), 0);
    List<String> asked = asked();
    Answer alone = alone(request, entry.getJsonObject("resource"), token);

    assertThat(response.getJsonObject("response").getString("status"))
        .isEqualTo(Integer.toString(alone.status()));
    JsonObject body =
        alone.status() < 400
            ? response.getJsonObject("resource")
            : response.getJsonObject("response").getJsonObject("outcome");
    if (!request.getString("method").equals("HEAD")) {
      assertThat(body).isEqualTo(alone.body().isEmpty() ? null : alone.json());
    }
    assertThat(asked().stream().sorted().toList())
        .isEqualTo(Stream.of(asked, asked).flatMap(List::stream).sorted().toList());
  }

  private static Answer alone(JsonObject request, JsonObject resource, String token) {
    String url = request.getString("url");
    String path = url.isEmpty() || url.startsWith("?") ? url : "/" + url;
    return RawRequest.send(gateway, request.getString("method"), path, token, resource);
  }

  @Test
  void whatIsRefusedKeepsNothingElseFromBeingServed() {
    Answer answer =
        batch(
            gateway.realm.patient("p1"),
            get("Patient/p2"),
            get("Observation/o2"),
            get("Patient/p1"));

    assertThat(statuses(answer)).containsExactly("403", "404", "200");
    assertThat(resource(answer, 0)).isNull();
    assertThat(
            entry(answer, 1)
                .getJsonObject("response")
                .getJsonObject("outcome")
                .getString("resourceType"))
        .isEqualTo("OperationOutcome");
    assertThat(answer.body()).doesNotContain("o2").doesNotContain("p2");
  }

  @Test
  void writesAreMadeOneAfterTheOther() {
    String patch = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]";
    Answer answer =
        batch(
            gateway.realm.practitioner(),
            request("POST", "Observation", observation("x", "p1")),
            request("PUT", "Observation/o1", observation("o1", "p1")),
            request(
                "PATCH",
                "Observation/o1",
                new JsonObject()
                    .put("resourceType", "Binary")
                    .put("contentType", "application/json-patch+json")
                    .put(
                        "data",
                        Base64.getEncoder()
                            .encodeToString(patch.getBytes(StandardCharsets.UTF_8)))),
            request("DELETE", "Observation/o1", null));

    assertThat(statuses(answer)).containsExactly("201", "200", "200", "204");
    JsonObject created = entry(answer, 0).getJsonObject("response");
    assertThat(created.getString("location"))
        .isEqualTo(gateway.fhir() + "/Observation/new/_history/1");
    assertThat(created.getString("etag")).isEqualTo("W/\"1\"");
    assertThat(created.getString("lastModified")).isEqualTo("2026-11-24T10:00:00Z");
    assertThat(resource(answer, 2).getString("status")).isEqualTo("amended");
    assertThat(asked().stream().filter(request -> !request.startsWith("GET")))
        .containsExactly(
            "POST /fhir/Observation",
            "PUT /fhir/Observation/o1",
            "PUT /fhir/Observation/o1",
            "DELETE /fhir/Observation/o1");
  }

  @Test
  void conditionsOfAnEntryAreConditionsOfItsRequest() {
    JsonObject unchanged = get("Observation/o1");
    unchanged.getJsonObject("request").put("ifNoneMatch", "W/\"7\"");
    JsonObject since = get("Observation/o1/_history/7");
    since.getJsonObject("request").put("ifModifiedSince", "2026-11-24T11:00:00+01:00");
    JsonObject other = request("PUT", "Observation/o1", observation("o1", "p1"));
    other.getJsonObject("request").put("ifMatch", "W/\"6\"");
    JsonObject unless = request("POST", "Observation", observation("x", "p1"));
    unless.getJsonObject("request").put("ifNoneExist", "identifier=1");

    Answer answer = batch(gateway.realm.practitioner(), unchanged, since, other, unless);

    assertThat(statuses(answer).get(0)).isEqualTo("304");
    assertThat(resource(answer, 0)).isNull();
    assertThat(gateway.arrived())
        .anyMatch(
            request ->
                "Tue, 24 Nov 2026 10:00:00 GMT".equals(request.headers().get("If-Modified-Since")))
        .anyMatch(request -> "W/\"6\"".equals(request.headers().get("If-Match")))
        .anyMatch(
            request ->
                request.headers().contains("If-None-Exist")
                    && request.headers().get("If-None-Exist").contains("p1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/Patient/p1", "%s/Patient/p1", "Patient/p1"})
  void urlsMayBeAbsoluteOrRelative(String url) {
    Answer answer = batch(gateway.realm.patient("p1"), get(url.formatted(gateway.fhir())));

    assertThat(statuses(answer)).containsExactly("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://other.example/fhir/Patient/p1",
        "//Patient/p1",
        "%sx/Patient/p1",
        "../cabinet-des-lilas/Patient/p1",
        "Patient/p1#fragment",
        "Patient/é"
      })
  void urlsOfElsewhereAreNoneOfFhirs(String url) {
    Answer answer = batch(gateway.realm.patient("p1"), get(url.formatted(gateway.fhir())));

    assertThat(statuses(answer)).containsExactly("400");
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceType\":\"Parameters\",\"type\":\"batch\"}",
        "{\"type\":\"batch\",\"entry\":[]}",
        "{\"type\":\"batch\",\"resourceType\":{\"resourceType\":\"Bundle\"}}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}{}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":{}}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[1]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{}]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\"}}]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"url\":\"Patient/p1\"}}]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\","
            + "\"url\":\"Patient/p1\",\"url\":\"Patient/p2\"}}]}",
        "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[]"
      })
  void whatIsNotMadeOfRequestsIsRefusedAsAWhole(String body) {
    Answer answer = gateway.post("", gateway.realm.patient("p1"), body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.diagnostics()).contains("Bundle");
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("interaction", "batch")
        .containsEntry("status", 400);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void anEmptyBatchHasAnEmptyAnswer() {
    Answer answer = batch(gateway.realm.patient("p1"));

    assertThat(answer.json())
        .isEqualTo(new JsonObject().put("resourceType", "Bundle").put("type", "batch-response"));
  }

  @Test
  void aBatchWithinABatchIsRefused() {
    Answer answer =
        batch(
            gateway.realm.patient("p1"),
            request("POST", "", Bundles.of("batch", get("Patient/p1"))),
            get("Patient/p1"));

    assertThat(statuses(answer)).containsExactly("400", "200");
  }

  @Test
  void moreEntriesThanABatchMayHaveAreRefusedBeforeAnyIsLookedAt() {
    JsonObject[] many =
        IntStream.range(0, 51).mapToObj(i -> get("Patient/p1")).toArray(JsonObject[]::new);

    Answer answer = batch(gateway.realm.patient("p1"), many);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.diagnostics()).contains("50 entries");
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void withoutATokenNothingOfABatchIsRead() {
    Answer answer = gateway.post("", "none", Bundles.of("batch", get("Patient/p1")).encode());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void allAnswersTogetherAreNotLongerThanOneMayBe() {
    String text = "x".repeat(3 << 20);
    gateway.premises.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(201, observation("new", "p1").put("note", text))
                    .with("Location", "Observation/new/_history/1")
                : Reply.json(200, patient("p1").put("text", text)));

    Answer answer =
        batch(
            gateway.realm.practitioner(),
            get("Patient/p1"),
            get("Patient/p1"),
            request("POST", "Observation", observation("x", "p1")));

    // What is changed is changed, so it is said; what would only be shown is not
    assertThat(statuses(answer)).containsExactly("200", "422", "201");
    assertThat(resource(answer, 2)).isNull();
    assertThat(entry(answer, 2).getJsonObject("response").getString("location"))
        .endsWith("/Observation/new/_history/1");
  }

  @Test
  void whatIsNotBegunWhenTheClientHasGoneIsLeft() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    gateway.premises.beforeAnswering(request -> RecordingHost.until(gone));
    JsonObject[] entries =
        IntStream.range(0, 20).mapToObj(i -> get("Patient/p1")).toArray(JsonObject[]::new);

    RawRequest.abandon(
        gateway,
        gateway.realm.patient("p1"),
        Bundles.of("batch", entries),
        () -> !gateway.premises.arrived().isEmpty());

    String request = gateway.premises.arrived().get(0).headers().get("X-Request-Id");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> gateway.journal(request),
            rows -> rows.stream().allMatch(row -> "client-gone".equals(row.get("ending"))));
    gone.countDown();
    assertThat(gateway.journal(request)).hasSizeLessThan(20);
  }

  @Test
  void entriesCountAsTheRequestsTheyAre() {
    try (RunningGateway slow =
        RunningGateway.start(TestDatabase.migrated(), s -> TestSettings.limiting(s, 1, 5))) {
      String token = slow.realm.patient("p1");
      String batch =
          Bundles.of(
                  "batch",
                  IntStream.range(0, 4).mapToObj(i -> get("Patient/p1")).toArray(JsonObject[]::new))
              .encode();

      // Given who may ask five times at once, and asks a batch of four
      assertThat(statuses(slow.post("", token, batch))).containsOnly("200");
      // Then the next one is refused as a whole, and nothing of it is done
      Answer refused = slow.post("", token, batch);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isNotNull();
      assertThat(slow.premises.arrived()).hasSize(4);
    }
  }

  private static Answer batch(String token, JsonObject... entries) {
    return gateway.post("", token, Bundles.of("batch", entries).encode());
  }

  private static JsonObject resource(Answer answer, int index) {
    return entry(answer, index).getJsonObject("resource");
  }

  private static List<Map<String, Object>> settled(Answer answer, int entries) {
    return await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                gateway.journal(answer.requestId()).stream()
                    .filter(row -> !"look-up".equals(row.get("reason")))
                    .toList(),
            rows ->
                rows.size() == entries && rows.stream().allMatch(row -> row.get("status") != null));
  }

  private static List<String> asked() {
    return gateway.arrived().stream()
        .map(request -> request.method() + " " + request.uri())
        .toList();
  }
}
