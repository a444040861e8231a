// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.Bundles.entry;
import static io.prunelle.gateway.Bundles.request;
import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written and says whose it is by what it is about, and not by its patient. */
final class ToldTest {

  private static final String MADE = "urn:uuid:00000000-0000-4000-8000-000000000001";
  private static final String OTHER = "urn:uuid:00000000-0000-4000-8000-000000000002";

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

  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.answers(
        request ->
            host(
                request,
                observation("o1", "p1"),
                observation("o2", "p2"),
                observation("c1", "p1").put("resourceType", "Condition"),
                observation("r1", "p1").put("resourceType", "DocumentReference"),
                resource("Device", "d1", "'patient':{'reference':'Patient/p1'}"),
                resource("Device", "nobodys", "'status':'active'"),
                resource("Provenance", "v1", "'target':[" + to("Observation/o1") + "]"),
                resource(
                    "Provenance",
                    "imported",
                    "'target':["
                        + to("Observation/o1")
                        + "],'entity':[{'what':"
                        + to("Observation/o2")
                        + "}]")));
    gateway.cloud.answers(request -> host(request, observation("o3", "permitted")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Provenance | 'target':[{'reference':'Observation/o1'}]",
        "Provenance | 'target':[{'reference':'Observation/o1/_history/7'}]",
        "Provenance | 'target':[{'reference':'Observation/o1'},{'reference':'Condition/c1'}]",
        "Provenance | 'target':[{'reference':'Patient/p1'},{'reference':'Observation/o1'}]",
        "MessageHeader | 'focus':[{'reference':'Observation/o1'}]",
        "Binary | 'contentType':'text/plain','securityContext':{'reference':'DocumentReference/r1'}",
        "DeviceMetric | 'source':{'reference':'Device/d1'}",
      })
  void whatIsAboutThePatientsResourcesIsCreatedInTheirRecord(String type, String members) {
    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      Answer answer = create(token, type, members);

      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      assertThat(answer.json().getString("id")).isEqualTo("new");
      assertThat(gateway.settled(answer))
          .containsEntry("patient", "p1")
          .containsEntry("status", 201);
    }
  }

  @Test
  void itIsCreatedWhereTheRecordLives() {
    Answer answer =
        create(
            gateway.realm.practitioner(),
            "Provenance",
            "'target':[{'reference':'Observation/o3'}]");

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(gateway.cloud.arrived()).last().extracting(Arrived::method).isEqualTo("POST");
    assertThat(gateway.premises.arrived()).allMatch(one -> one.method().equals("GET"));
  }

  /** Else a patient would learn by trying which ids there are, and have others' in their record. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patient | Observation/o2",
        "patient | Observation/o3",
        "patient | Observation/o2,Observation/o1",
        "patient | Observation/o1,Observation/o2",
        "patient | Patient/p1,Observation/o2",
        "patient | Device/nobodys",
        "practitioner | Device/nobodys",
        "practitioner | Observation/o1,Device/nobodys",
        "practitioner | Observation/o1,Observation/o2",
        "practitioner | Observation/o1,Observation/o3",
        "practitioner | Patient/p1,Observation/o2",
        "writer | Observation/o1",
      })
  void whatIsAnothersIsAnsweredLikeWhatIsNotThereAndNothingIsWritten(String who, String targets) {
    String token =
        switch (who) {
          case "patient" -> gateway.realm.patient("p1");
          case "practitioner" -> gateway.realm.practitioner();
          default ->
              gateway.realm.token(
                  gateway.realm.patientClaims("p1").put("scope", "patient/Provenance.c"));
        };
    Answer absent = create(token, "Provenance", "'target':[" + to("Observation/none") + "]");

    Answer answer = create(token, "Provenance", targets(targets));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo(absent.body());
    assertThat(ByIdTest.headers(answer)).isEqualTo(ByIdTest.headers(absent));
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
    assertThat(gateway.settled(answer))
        .containsEntry("permitted", false)
        .containsEntry("reason", "reference-beyond-record");
  }

  /** It could not be read afterwards. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Practitioner/d",
        "Observation/o1,Practitioner/d",
        "Provenance/v1",
        "#contained",
        "Observation/o1,#contained",
        "http://elsewhere/Observation/o1",
        "urn:uuid:00000000-0000-4000-8000-000000000001",
        "a/b,Observation/o1",
        "Observation/1,Observation/2,Observation/3,Observation/4,Observation/5,Observation/6,"
            + "Observation/7,Observation/8,Observation/9"
      })
  void whatCouldNotBeToldByItIsRefusedAndNobodyIsAsked(String targets) {
    Answer answer = create(gateway.realm.practitioner(), "Provenance", targets(targets));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
    assertThat(gateway.settled(answer)).containsEntry("reason", "body-not-one-patient");
  }

  /** Who made it is another one than whose it is. */
  @Test
  void whatNamesAnotherPatientBesidesIsRefused() {
    Answer answer =
        create(
            gateway.realm.practitioner(),
            "Provenance",
            targets("Observation/o1") + ",'agent':[{'who':" + to("Patient/p2") + "}]");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void aHostThatFailsIsNotOneThatHasNothing() {
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));

    assertThat(create(gateway.realm.practitioner(), "Provenance", targets("Observation/o1")))
        .extracting(Answer::status)
        .isEqualTo(201);
    assertThat(create(gateway.realm.practitioner(), "Provenance", targets("Observation/none")))
        .extracting(Answer::status)
        .isEqualTo(502);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | Observation/o1,Condition/c1 | 200",
        "v1 | Condition/c1 | 200",
        "v1 | Patient/p1,Observation/o1 | 200",
        "v1 | Observation/o1,Observation/o2 | 403",
        "v1 | Observation/o2 | 403",
        "v1 | Observation/o1,Device/nobodys | 403",
        // it named that one before, and not as what it is about
        "imported | Observation/o2 | 403",
        "imported | Observation/o1,Observation/o2 | 403",
      })
  void whatItIsAboutChangesWithinTheRecord(String id, String targets, int status) {
    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      Answer answer =
          gateway.send(
              "PUT",
              URI.create(gateway.fhir() + "/Provenance/" + id),
              token,
              resource("Provenance", id, targets(targets)).encode());

      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      assertThat(gateway.arrived().stream().anyMatch(one -> one.method().equals("PUT")))
          .isEqualTo(status == 200);
    }
  }

  @Test
  void entriesOfATransactionAreToldByEachOther() {
    JsonObject measured = request("POST", "Observation", observation("x", "p1"));
    JsonObject signed =
        request("POST", "Provenance", resource("Provenance", "x", targets(MADE + ",Condition/c1")));
    measured.put("fullUrl", MADE);

    for (String token : List.of(gateway.realm.patient("p1"), gateway.realm.practitioner())) {
      Answer after = transaction(token, measured, signed);
      Answer before = transaction(token, signed, measured);

      assertThat(Bundles.statuses(after)).containsExactly("201", "201");
      assertThat(Bundles.statuses(before)).containsExactly("201", "201");
      assertThat(entry(after, 1).getJsonObject("resource").getJsonArray("target"))
          .contains(new JsonObject().put("reference", "Observation/new"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MADE + "," + OTHER,
        OTHER + "," + MADE,
        MADE + ",Observation/o2",
        OTHER,
        "unknown"
      })
  void entriesOfATransactionAreNotToldByAnothers(String targets) {
    JsonObject own = request("POST", "Observation", observation("x", "p1")).put("fullUrl", MADE);
    JsonObject anothers =
        request("POST", "Observation", observation("x", "p2")).put("fullUrl", OTHER);
    JsonObject signed =
        request(
            "POST",
            "Provenance",
            resource(
                "Provenance",
                "x",
                targets(targets.replace("unknown", MADE.replace("0001", "0009")))
                    + ",'agent':[{'who':"
                    + to("Patient/p1")
                    + "}]"));

    Answer answer = transaction(gateway.realm.practitioner(), signed, own, anothers);

    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).contains("Bundle.entry[0]");
    assertThat(gateway.arrived()).allMatch(request -> request.method().equals("GET"));
  }

  private static Answer create(String token, String type, String members) {
    return gateway.post("/" + type, token, resource(type, "x", members).encode());
  }

  private static Answer transaction(String token, JsonObject... entries) {
    return gateway.post("", token, Bundles.of("transaction", entries).encode());
  }

  private static String targets(String targets) {
    return "'target':["
        + String.join(",", List.of(targets.split(",", -1)).stream().map(ToldTest::to).toList())
        + "]";
  }

  private static String to(String reference) {
    return "{'reference':'" + reference + "'}";
  }

  private static JsonObject resource(String type, String id, String members) {
    return new JsonObject(("{" + members + "}").replace('\'', '"'))
        .put("resourceType", type)
        .put("id", id);
  }

  /** Does what it is asked for, and puts what it made in the place of names. */
  private static Reply host(Arrived request, JsonObject... stored) {
    if (!request.method().equals("POST")) {
      return RecordingHost.stored(request, List.of(stored));
    } else if (!request.uri().equals("/fhir")) {
      return Reply.json(201, request.body().toJsonObject().put("id", "new"));
    }
    return RecordingHost.transaction(
        request,
        entry ->
            new JsonObject()
                .put(
                    "response",
                    new JsonObject()
                        .put("status", "201 Created")
                        .put(
                            "location",
                            entry.getJsonObject("request").getString("url") + "/new/_history/1"))
                .put(
                    "resource",
                    new JsonObject(
                            entry
                                .getJsonObject("resource")
                                .encode()
                                .replace(MADE, "Observation/new"))
                        .put("id", "new")));
  }
}
