// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestRealm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guardians, who reach the records of their wards beside their own. */
final class GuardianTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("ward");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** The mother's record is at the practice, the ward's in the cloud. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    gateway.premises.has(observation("o1", "mother"), observation("o2", "p2"));
    gateway.cloud.has(observation("o3", "ward"));
  }

  @Test
  void aGuardianReadsTheWardsResourcesAndTheJournalSaysInWhichCapacity() {
    Answer answer = gateway.get("/Observation/o3", mother());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(observation("o3", "ward"));
    assertThat(gateway.settled(answer))
        .containsEntry("patient", "ward")
        .containsEntry("role", "guardian")
        .containsEntry("subject", "user-mother")
        .containsEntry("host", "nuage-sante");
  }

  @Test
  void theirOwnRecordStaysTheirOwn() {
    Answer answer = gateway.get("/Observation/o1", mother());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.settled(answer)).containsEntry("role", "patient");
  }

  @Test
  void anotherPatientsResourceIsAsAbsentAsOneThatIsNotThere() {
    Answer theirs = gateway.get("/Observation/o2", mother());
    Answer absent = gateway.get("/Observation/none", mother());

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(gateway.get("/Observation?patient=p2", mother()).status()).isEqualTo(403);
  }

  @Test
  void aGuardianSearchesAndWritesInTheWardsRecord() {
    gateway.cloud.answers(
        request ->
            request.method().equals("POST")
                ? Reply.json(201, observation("o4", "ward"))
                : Reply.json(200, RecordingHost.searchset(observation("o3", "ward"))));

    Answer found = gateway.get("/Observation?patient=ward", mother());
    JsonObject body = observation("o4", "ward");
    body.remove("id");
    Answer written = gateway.post("/Observation", mother(), body.encode());

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.json().getInteger("total")).isEqualTo(1);
    assertThat(written.status()).isEqualTo(201);
    assertThat(gateway.settled(written)).containsEntry("role", "guardian");
  }

  @Test
  void aBodyForTheWardCannotNameTheGuardianAsThePatientToo() {
    JsonObject body = observation("o4", "ward");
    body.remove("id");
    body.put("performer", new JsonArray().add(new JsonObject().put("reference", "Patient/mother")));

    assertThat(gateway.post("/Observation", mother(), body.encode()).status()).isEqualTo(403);
  }

  @Test
  void wardsWhoCameOfAgeOrAreOfAnotherPracticeAreStrangers() {
    for (JsonObject ward :
        new JsonObject[] {
          ward().put("until", Instant.now().getEpochSecond() - 1),
          new JsonObject().put("practices", new JsonArray().add("elsewhere"))
        }) {
      String token = token(ward);

      assertThat(gateway.get("/Patient/ward", token).status()).isEqualTo(403);
      Answer byId = gateway.get("/Observation/o3", token);
      assertThat(byId.status()).isEqualTo(404);
      assertThat(byId.body()).isEqualTo(gateway.get("/Observation/none", token).body());
    }
  }

  @Test
  void aGuardianWhoIsNoMemberOfThePracticeReachesTheWardThereAndNothingElse() {
    JsonObject claims = claims(ward());
    claims.remove("organization");
    claims.remove("patient_id");
    claims.getJsonObject("realm_access").put("roles", new JsonArray());
    String tutor = gateway.realm.token(claims);

    assertThat(gateway.get("/Observation/o3", tutor).status()).isEqualTo(200);
    assertThat(gateway.get("/Observation/o1", tutor).status()).isEqualTo(404);
    assertThat(gateway.get("/Patient/mother", tutor).status()).isEqualTo(403);
  }

  @Test
  void whileTheWardsHostIsClosedWhatIsTheirOwnIsStillFound() {
    gateway.permit("withdrawing");
    gateway.cloud.has(observation("o5", "withdrawing"));
    // without a place to go to, the record stays where it is
    gateway.premises.answers(
        request ->
            request.method().equals("GET") && request.headers().contains("X-Request-Id")
                ? RecordingHost.stored(request, java.util.List.of(observation("o1", "mother")))
                : Reply.json(500, new JsonObject()));
    gateway.awaitFollowed(gateway.realm.decide("withdrawing", "WITHDRAW"));
    JsonObject claims = claims(ward());
    claims.put("guardian_of", new JsonObject().put("withdrawing", ward()));
    String token = gateway.realm.token(claims);

    assertThat(gateway.get("/Observation/o1", token).status()).isEqualTo(200);
    // it may be where nobody could look
    assertThat(gateway.get("/Observation/o5", token).status()).isEqualTo(503);
    assertThat(gateway.get("/Observation/none", token).status()).isEqualTo(503);
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  private static String mother() {
    return token(ward());
  }

  private static String token(JsonObject ward) {
    return gateway.realm.token(claims(ward));
  }

  private static JsonObject claims(JsonObject ward) {
    return gateway
        .realm
        .patientClaims("mother")
        .put("guardian_of", new JsonObject().put("ward", ward));
  }

  private static JsonObject ward() {
    return new JsonObject().put("practices", new JsonArray().add(TestRealm.PRACTICE));
  }
}
