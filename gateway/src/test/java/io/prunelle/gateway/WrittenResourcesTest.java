// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who looks what was created, or changed, finds which resource that was. */
final class WrittenResourcesTest {

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
  void host() {
    gateway.premises.reset();
  }

  /** The host keeps what it is sent, and answers with that and these headers. */
  private static void answering(int status, String id, UnaryOperator<Reply> head) {
    gateway.premises.answers(
        request ->
            request.method().equals("GET")
                ? RecordingHost.stored(request, List.of(observation(id, "p1")))
                : head.apply(
                    Reply.json(status, request.body().toJsonObject().copy().put("id", id))));
  }

  private static String body() {
    JsonObject observation = observation("x", "p1");
    observation.remove("id");
    return observation.encode();
  }

  private static Answer create(String... headers) {
    return gateway.post("/Observation", gateway.realm.practitioner(), body(), headers);
  }

  private static JsonObject eventOf(Map<String, Object> entry) {
    Answer answer = gateway.get("/AuditEvent/" + entry.get("id"), gateway.realm.patient("p1"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static JsonObject what(JsonObject event) {
    return event.getJsonArray("entity").stream()
        .map(JsonObject.class::cast)
        .filter(entity -> "2".equals(entity.getJsonObject("type").getString("code")))
        .map(entity -> entity.getJsonObject("what"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCreateTellsInItsOutcomeWhatItsIntentCouldNot() {
    answering(
        201,
        "o17",
        reply -> reply.with("Location", gateway.premises.url() + "/Observation/o17/_history/1"));

    Answer answer = create();

    assertThat(answer.status()).isEqualTo(201);
    Map<String, Object> entry = gateway.settled(answer);
    assertThat(entry)
        .containsEntry("resource_type", "Observation")
        .containsEntry("resource_id", null)
        .containsEntry("resource", "Observation/o17/_history/1");
    JsonObject event = eventOf(entry);
    assertThat(event.getJsonObject("meta").getJsonArray("profile").getString(0))
        .endsWith("IHE.BasicAudit.PatientCreate");
    assertThat(what(event))
        .isEqualTo(new JsonObject().put("reference", "Observation/o17/_history/1"));
  }

  @Test
  void theOneThatWasThereAlreadyIsNamedByAConditionalCreate() {
    answering(
        200,
        "there",
        reply ->
            reply.with(
                "Content-Location", gateway.premises.url() + "/Observation/there/_history/3"));

    Answer answer = create("If-None-Exist", "identifier=x");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.settled(answer)).containsEntry("resource", "Observation/there/_history/3");
  }

  /** It tells no place, but what is there, and which version. */
  @Test
  void aHostThatAnswersWithTheResourceAloneIsUnderstoodToo() {
    answering(201, "o18", reply -> reply.with("ETag", "W/\"1\""));

    assertThat(gateway.settled(create())).containsEntry("resource", "Observation/o18/_history/1");
  }

  /** A host may say anything. What is no name of what was asked for is not taken for one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient/o19/_history/1",
        "Observation/../../Patient/p2",
        "https://elsewhere.example/fhir/Observation/o19",
        "Observation/o19?x=y",
        "Observation/o19/_history/1/2"
      })
  void aPlaceThatIsNoneIsNotWrittenDown(String place) {
    answering(201, "own", reply -> reply.with("Location", place));

    // Of what it holds, the answer itself tells
    assertThat(gateway.settled(create())).containsEntry("resource", "Observation/own");
  }

  @Test
  void anUpdateTellsWhichVersionItMadeAndOneThatCreatesToo() {
    answering(201, "chosen", reply -> reply.with("ETag", "W/\"4\""));

    Answer answer =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/Observation/chosen"),
            gateway.realm.practitioner(),
            observation("chosen", "p1").encode());

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    Map<String, Object> entry = gateway.settled(answer);
    assertThat(entry)
        .containsEntry("resource_id", "chosen")
        .containsEntry("resource", "Observation/chosen/_history/4");
    assertThat(what(eventOf(entry)).getString("reference"))
        .isEqualTo("Observation/chosen/_history/4");
  }

  @Test
  void whatIsOnlyReadIsNotToldAsWritten() {
    answering(200, "o1", UnaryOperator.identity());

    Answer answer = gateway.get("/Observation/o1", gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(gateway.settled(answer)).containsEntry("resource", null);
  }

  @Test
  void eachEntryOfATransactionTellsItsOwn() {
    gateway.premises.answers(
        request ->
            RecordingHost.transaction(
                request,
                entry ->
                    new JsonObject()
                        .put(
                            "response",
                            new JsonObject()
                                .put("status", "201 Created")
                                .put(
                                    "location",
                                    "Observation/"
                                        + entry
                                            .getJsonObject("resource")
                                            .getJsonObject("code")
                                            .getString("text")
                                        + "/_history/1"))));
    JsonObject bundle =
        new JsonObject(
            """
            {"resourceType": "Bundle", "type": "transaction", "entry": [
              {"resource": {"resourceType": "Observation", "status": "final",
                "code": {"text": "one"}, "subject": {"reference": "Patient/p1"}},
               "request": {"method": "POST", "url": "Observation"}},
              {"resource": {"resourceType": "Observation", "status": "final",
                "code": {"text": "two"}, "subject": {"reference": "Patient/p1"}},
               "request": {"method": "POST", "url": "Observation"}}]}
            """);

    Answer answer = gateway.post("", gateway.realm.practitioner(), bundle.encode());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(gateway.journal(answer.requestId()))
                    .extracting(row -> Objects.toString(row.get("resource"), "none"))
                    .containsExactlyInAnyOrder(
                        "Observation/one/_history/1", "Observation/two/_history/1"));
  }
}
