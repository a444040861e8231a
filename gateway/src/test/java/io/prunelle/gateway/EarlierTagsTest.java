// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record was moved, and a version of it has the number that another one had before: what a client
 * remembers of before overwrites nothing, and keeps nobody from what is new.
 */
final class EarlierTagsTest {

  private static final AtomicInteger RECORDS = new AtomicInteger();
  private static final String TAG = "W/\"7\"";
  private static final String JSON_PATCH = "application/json-patch+json";

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();

  private static RunningGateway gateway;

  private String patient = "";

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    THREADS.shutdownNow();
  }

  /** Where the record lives now, its Observation is at the version of which the tag is. */
  @BeforeEach
  void move() {
    patient = "moved" + RECORDS.incrementAndGet();
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.cloud.answers(request -> comparing(request, observation("o", patient)));
    gateway.permit(patient);
  }

  @Test
  void aChangeOnWhatWasReadBeforeIsOneOfAnotherVersion() {
    String doctor = gateway.realm.practitioner();

    Answer early = update(doctor, TAG);
    Answer again = update(doctor, TAG);
    assertThat(gateway.get("/Observation/o", doctor).header("etag")).isEqualTo(TAG);
    Answer late = update(doctor, TAG);

    assertThat(early.status()).as(early.body()).isEqualTo(412);
    assertThat(again.status()).isEqualTo(412);
    assertThat(late.status()).as(late.body()).isEqualTo(200);
    assertThat(gateway.settled(early)).containsEntry("status", 412);
  }

  /** Nothing is to tell that the record was moved. */
  @Test
  void itIsRefusedInTheWordsInWhichAnyOtherVersionIs() {
    String doctor = gateway.realm.practitioner();

    Answer early = update(doctor, TAG);
    gateway.get("/Observation/o", doctor);
    Answer other = update(doctor, "W/\"6\"");

    assertThat(early.status()).isEqualTo(other.status());
    assertThat(early.body()).isEqualTo(other.body());
    assertThat(early.headers().keySet()).isEqualTo(other.headers().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PATCH"})
  void soAreDeletionsAndPatches(String method) {
    String doctor = gateway.realm.practitioner();
    String patch =
        method.equals("PATCH")
            ? "[{'op':'replace','path':'/status','value':'amended'}]".replace('\'', '"')
            : null;

    Answer early = send(method, "/Observation/o", doctor, patch);
    gateway.get("/Observation/o", doctor);
    Answer late = send(method, "/Observation/o", doctor, patch);

    assertThat(early.status()).as(early.body()).isEqualTo(412);
    assertThat(late.status()).as(late.body()).isLessThan(300);
    assertThat(changes()).isOne();
  }

  /** Which hosts would not hold to a version by themselves. */
  @Test
  void soIsAnUpdateByACondition() {
    String doctor = gateway.realm.practitioner();
    JsonObject body = observation("o", patient);
    body.remove("id");
    String path = "/Observation?patient=" + patient + "&identifier=x";

    Answer early = send("PUT", path, doctor, body.encode());
    gateway.get("/Observation/o", doctor);
    Answer other =
        gateway.send(
            "PUT", URI.create(gateway.fhir() + path), doctor, body.encode(), "If-Match", "W/\"6\"");
    Answer late = send("PUT", path, doctor, body.encode());

    assertThat(early.status()).as(early.body()).isEqualTo(412);
    assertThat(early.body()).isEqualTo(other.body());
    assertThat(early.headers().keySet()).isEqualTo(other.headers().keySet());
    assertThat(late.status()).as(late.body()).isEqualTo(200);
  }

  @Test
  void soIsAnEntryOfATransactionOrABatch() {
    String doctor = gateway.realm.practitioner();

    Answer batch = gateway.post("", doctor, bundle("batch", TAG));
    Answer early = gateway.post("", doctor, bundle("transaction", TAG));

    assertThat(batch.body()).contains("412");
    assertThat(early.status()).as(early.body()).isEqualTo(412);
    assertThat(
            gateway.cloud.arrived().stream()
                .filter(request -> request.uri().equals("/fhir"))
                .map(request -> request.body().toString()))
        .singleElement()
        .asString()
        .contains("ifMatch")
        .doesNotContain("W/\\\"7\\\"");

    gateway.get("/Observation/o", doctor);
    Answer other = gateway.post("", doctor, bundle("transaction", "W/\"6\""));
    Answer late = gateway.post("", doctor, bundle("transaction", TAG));
    assertThat(other.status()).isEqualTo(early.status());
    assertThat(other.body()).isEqualTo(early.body());
    assertThat(late.status()).as(late.body()).isEqualTo(200);
    assertThat(Bundles.statuses(late)).containsExactly("200");
  }

  /** What was not answered yet when it was sent, its author did not know. */
  @Test
  void whatIsUnderWayBesideItDoesNotCount() throws Exception {
    String doctor = gateway.realm.practitioner();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    gateway.cloud.beforeAnswering(
        request -> {
          if (request.uri().contains("?")) {
            asked.countDown();
            RecordingHost.until(answer);
          }
        });
    Future<Answer> read =
        THREADS.submit(() -> gateway.get("/Observation?patient=" + patient, doctor));
    RecordingHost.until(asked);
    Future<Answer> change = THREADS.submit(() -> update(doctor, TAG));
    // and is looked for, so it has arrived
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                gateway.cloud.arrived().stream()
                    .anyMatch(request -> request.uri().equals("/fhir/Observation/o")));
    // and for longer than it may take to note that an answer has left
    Awaitility.await().during(Duration.ofMillis(400)).until(() -> !change.isDone());
    answer.countDown();

    assertThat(change.get(20, TimeUnit.SECONDS).status()).isEqualTo(412);
    assertThat(read.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    assertThat(update(doctor, TAG).status()).isEqualTo(200);
  }

  /** How that ended is written down later than the client has it. */
  @Test
  void whoChangedItWithoutAConditionKnowsWhatTheyWereAnswered() {
    String doctor = gateway.realm.practitioner();

    Answer first =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/Observation/o"),
            doctor,
            observation("o", patient).encode());
    Answer second = update(doctor, TAG);

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).as(second.body()).isEqualTo(200);
  }

  /** What its author has seen of the record since may have been this. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/Observation?patient=", "/Patient/", "/Observation?code=x&unneeded=", "POST"})
  void whoWasAnsweredSinceIsTakenAtTheirWord(String read) {
    String doctor = gateway.realm.practitioner();
    if (read.equals("POST")) {
      assertThat(
              gateway
                  .post(
                      "/Observation",
                      doctor,
                      observation("", patient).putNull("id").encode().replace("\"id\":null,", ""))
                  .status())
          .isEqualTo(201);
    } else {
      assertThat(gateway.get(read + patient, doctor).status()).isEqualTo(200);
    }

    assertThat(update(doctor, TAG).status()).isEqualTo(200);
  }

  /** What others have read since, or through other applications, says nothing of it. */
  @Test
  void whatSomebodyElseWasAnsweredDoesNotCount() {
    String doctor = gateway.realm.practitioner();
    String colleague =
        gateway.realm.token(gateway.realm.practitionerClaims().put("sub", "another-doctor"));
    String application =
        gateway.realm.token(gateway.realm.practitionerClaims().put("azp", "another-application"));
    assertThat(gateway.get("/Observation/o", colleague).status()).isEqualTo(200);
    assertThat(gateway.get("/Observation/o", application).status()).isEqualTo(200);

    assertThat(update(doctor, TAG).status()).isEqualTo(412);
    assertThat(update(colleague, TAG).status()).isEqualTo(200);
  }

  @Test
  void aReadOnWhatIsKnownOfBeforeIsAnsweredWhole() {
    String doctor = gateway.realm.practitioner();

    Answer early = gateway.get("/Patient/" + patient, doctor, "If-None-Match", TAG);
    Answer late = gateway.get("/Patient/" + patient, doctor, "If-None-Match", TAG);
    Answer another = gateway.get("/Observation/o", doctor, "If-None-Match", TAG);

    assertThat(early.status()).isEqualTo(200);
    assertThat(early.json().getString("id")).isEqualTo(patient);
    assertThat(late.status()).isEqualTo(304);
    assertThat(another.status()).isEqualTo(304);
  }

  /** Whoever writes and is never answered is not kept out for ever. */
  @Test
  void aMonthAfterTheMoveNobodyRemembersWhatWasBefore() {
    gateway.database.execute(
        "UPDATE hosts.placement SET since = now() - interval '31 days' WHERE patient = ?", patient);

    assertThat(update(gateway.realm.practitioner(), TAG).status()).isEqualTo(200);
  }

  @Test
  void aRecordThatWasNeverMovedHasNoVersionsOfBefore() {
    gateway.premises.answers(request -> comparing(request, observation("o", "never")));
    gateway.cloud.answers(request -> Reply.json(404, new JsonObject()));

    assertThat(
            send(
                    "PUT",
                    "/Observation/o",
                    gateway.realm.practitioner(),
                    observation("o", "never").encode())
                .status())
        .isEqualTo(200);
  }

  private Answer update(String token, String tag) {
    return gateway.send(
        "PUT",
        URI.create(gateway.fhir() + "/Observation/o"),
        token,
        observation("o", patient).encode(),
        "If-Match",
        tag);
  }

  private static Answer send(String method, String path, String token, @Nullable String body) {
    return gateway.send(
        method,
        URI.create(gateway.fhir() + path),
        token,
        body,
        "If-Match",
        TAG,
        "Content-Type",
        method.equals("PATCH") ? JSON_PATCH : "application/fhir+json");
  }

  private String bundle(String type, String tag) {
    return new JsonObject()
        .put("resourceType", "Bundle")
        .put("type", type)
        .put(
            "entry",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("resource", observation("o", patient))
                        .put(
                            "request",
                            new JsonObject()
                                .put("method", "PUT")
                                .put("url", "Observation/o")
                                .put("ifMatch", tag))))
        .encode();
  }

  private static long changes() {
    return gateway.cloud.arrived().stream()
        .filter(request -> !request.method().equals("GET"))
        .count();
  }

  private static JsonObject done(JsonObject observation) {
    JsonObject entry =
        new JsonObject()
            .put("resource", observation)
            .put("response", new JsonObject().put("status", "200 OK"));
    return Bundles.of("transaction-response", entry);
  }

  /** As a host that compares versions; FhirServerTest has how HAPI does. */
  private static Reply comparing(Arrived request, JsonObject observation) {
    String wanted = request.headers().get("If-Match");
    if (wanted != null && !wanted.equals(TAG) && !request.uri().contains("?")) {
      return Reply.json(412, new JsonObject());
    } else if (request.uri().equals("/fhir") && request.method().equals("POST")) {
      return request.body().toString().contains("W/\\\"7\\\"")
          ? Reply.json(200, done(observation))
          : Reply.json(412, new JsonObject());
    } else if (request.method().equals("POST")) {
      return Reply.json(201, request.body().toJsonObject().put("id", "new"));
    } else if (request.uri().contains("?")) {
      return Reply.json(200, RecordingHost.searchset(observation));
    }
    String owner = observation.getJsonObject("subject").getString("reference").split("/", -1)[1];
    return RecordingHost.stored(
        request,
        List.of(observation, new JsonObject().put("resourceType", "Patient").put("id", owner)));
  }
}
