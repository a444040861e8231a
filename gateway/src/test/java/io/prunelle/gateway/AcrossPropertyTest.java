// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever hosts answer, nothing but what lives there and may be shown comes out. */
final class AcrossPropertyTest {

  private static final List<String> PATIENTS =
      List.of("p1", "permitted", "denied-in-cloud", "p2", "x/../p1", "P1", "");
  private static final List<String> QUERIES =
      List.of(
          "/Patient?name=x",
          "/Observation?code=x&_include=Observation:subject:Patient",
          "/Observation?code=x&_count=3&_sort=-date",
          "/Account?name=x",
          "/Patient?_revinclude=Observation:patient",
          "?_type=Patient,Observation,Encounter",
          "/Observation/_history",
          "/_history");

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    gateway.permit("permitted");
    gateway.awaitFollowed(gateway.realm.decide("denied-in-cloud", "DENY"));
    gateway.placeInTheCloud("denied-in-cloud");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @RepeatedTest(60)
  void onlyPermittedPatientsResourcesComeOut(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    answering(gateway.premises, new Random(random.nextLong()));
    answering(gateway.cloud, new Random(random.nextLong()));
    String query = QUERIES.get(random.nextInt(QUERIES.size()));
    boolean patient = random.nextInt(3) == 0;

    Answer answer =
        gateway.get(query, patient ? gateway.realm.patient("p1") : gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isIn(200, 502);
    if (answer.status() != 200) {
      return;
    }
    JsonArray entries = answer.json().getJsonArray("entry", new JsonArray());
    for (Object entry : entries) {
      JsonObject resource = ((JsonObject) entry).getJsonObject("resource");
      String owner = owner(resource);
      String host = resource.getString("language");
      assertThat(owner + "@" + host)
          .as(query + " " + resource)
          .isIn(
              patient
                  ? Set.of("p1@on-premise")
                  : Set.of("p1@on-premise", "p2@on-premise", "P1@on-premise", "permitted@cloud"));
      if (patient) {
        assertThat(resource.encode())
            .doesNotContain("Patient/p2", "Patient/permitted", "denied-in-cloud");
      }
    }
  }

  private static @Nullable String owner(JsonObject resource) {
    if (resource.getString("resourceType").equals("Patient")) {
      return resource.getString("id");
    }
    Object subject = resource.getValue("subject");
    JsonObject reference =
        subject instanceof JsonArray all ? all.getJsonObject(0) : (JsonObject) subject;
    return reference
        .getString("reference")
        .replaceFirst(".*Patient/", "")
        .replaceFirst("/_history/.*", "");
  }

  /** Marked with the host in an element that nothing reads. */
  private static void answering(RecordingHost host, Random random) {
    String mark = host == gateway.cloud ? "cloud" : "on-premise";
    host.answers(
        request -> {
          synchronized (random) {
            JsonArray entries = new JsonArray();
            int size = random.nextInt(12);
            for (int i = 0; i < size; i++) {
              entries.add(entry(random, mark, host.url().toString()));
            }
            boolean history = request.uri().contains("_history");
            return Reply.json(
                200,
                new JsonObject()
                    .put("resourceType", "Bundle")
                    .put("type", history ? "history" : "searchset")
                    .put("total", random.nextInt(100))
                    .put("entry", entries));
          }
        });
  }

  private static JsonObject entry(Random random, String mark, String base) {
    String type = List.of("Patient", "Observation", "Encounter", "Account").get(random.nextInt(4));
    JsonObject resource =
        new JsonObject()
            .put("resourceType", type)
            .put("language", mark)
            .put("meta", new JsonObject().put("lastUpdated", "2026-01-01T00:00:00Z"))
            .put(
                "id",
                type.equals("Patient") ? any(random) : type.charAt(0) + "" + random.nextInt(20));
    if (!type.equals("Patient")) {
      JsonObject subject = subject(random, base);
      resource.put("subject", type.equals("Account") ? accounts(random, subject, base) : subject);
      if (random.nextInt(4) == 0) {
        resource.put("performer", new JsonArray().add(subject(random, base)));
      }
    } else if (random.nextInt(4) == 0) {
      resource.put(
          "link", new JsonArray().add(new JsonObject().put("other", subject(random, base))));
    }
    return new JsonObject()
        .put("fullUrl", base + "/" + type + "/" + any(random))
        .put("resource", resource)
        .put(
            "search",
            new JsonObject()
                .put("mode", List.of("match", "include", "outcome").get(random.nextInt(3))))
        .put("request", new JsonObject().put("method", "PUT").put("url", "Patient/" + any(random)));
  }

  private static JsonArray accounts(Random random, JsonObject subject, String base) {
    JsonArray subjects = new JsonArray().add(subject);
    return random.nextBoolean() ? subjects : subjects.add(subject(random, base));
  }

  private static JsonObject subject(Random random, String base) {
    String patient = any(random);
    String reference =
        List.of(
                "Patient/" + patient,
                base + "/Patient/" + patient,
                "http://elsewhere/Patient/" + patient,
                "Patient/" + patient + "/_history/1",
                "Group/" + patient,
                "Patient?identifier=" + patient,
                "#" + patient)
            .get(random.nextInt(10) < 6 ? 0 : random.nextInt(7));
    return new JsonObject().put("reference", reference);
  }

  private static String any(Random random) {
    return PATIENTS.get(random.nextInt(PATIENTS.size()));
  }
}
