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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A List that names nobody is told by its items whose it is; nothing else makes it theirs. */
final class NamelessListTest {

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
  }

  @Test
  void itIsShownToWhoMaySeeItsItemsAndToNobodyElse() {
    stored(list(items("o1", "o2")));

    assertThat(read("p1").status()).isEqualTo(200);
    assertThat(gateway.get("/List/l", gateway.realm.practitioner()).status()).isEqualTo(200);
    Answer anothers = read("p2");
    assertThat(anothers.status()).isEqualTo(404);
    assertThat(anothers.body()).isEqualTo(gateway.get("/List/none", token("p2")).body());
  }

  /** Be it by what leads nowhere. */
  @Test
  void whatNamesSomebodyIsNotToldByItsItems() {
    for (JsonObject subject :
        List.of(
            to("Patient/p2"),
            to("Device/d1"),
            to("https://elsewhere.example/Patient/p1"),
            new JsonObject()
                .put("type", "Patient")
                .put("identifier", new JsonObject().put("system", "urn:ins").put("value", "1")),
            new JsonObject()
                .put("identifier", new JsonObject().put("system", "urn:x").put("value", "1")),
            new JsonObject()
                .put(
                    "identifier", new JsonObject().put("system", "http://hl7.org/fhir/sid/us-npi")),
            new JsonObject().put("display", "Somebody else"),
            new JsonObject())) {
      stored(list(list -> list.put("subject", subject), items("o1")));

      assertThat(read("p1").status()).as(subject.encode()).isEqualTo(404);
    }
  }

  @Test
  void ofTwoPatientsOrMoreItemsThanAreLookedAtItIsNobodys() {
    List<String> nine = IntStream.range(0, 9).mapToObj(i -> "o1" + i).toList();
    for (JsonArray items :
        List.of(
            items("o1", "another"),
            items("o1", "none"),
            items(),
            items(nine.toArray(String[]::new)),
            new JsonArray().add(item("Patient/p1")),
            new JsonArray().add(item("Practitioner/d1")))) {
      stored(list(items));

      assertThat(read("p1").status()).as(items.encode()).isEqualTo(404);
      assertThat(gateway.get("/List/l", gateway.realm.practitioner()).status())
          .as(items.encode())
          .isEqualTo(404);
    }
  }

  /** What could not be told by its subject is not written, nor made anybody's by its items. */
  @Test
  void noneIsWrittenThatNamesNobody() {
    stored(list(items("o1")));
    String body = list(items("o1")).encode();

    assertThat(gateway.post("/List", gateway.realm.practitioner(), body).status()).isEqualTo(403);
    assertThat(
            gateway
                .send(
                    "PUT",
                    URI.create(gateway.fhir() + "/List/l"),
                    gateway.realm.practitioner(),
                    body)
                .status())
        .isEqualTo(403);
    assertThat(gateway.premises.arrived())
        .noneMatch(request -> request.method().equals("PUT") || request.method().equals("POST"));
  }

  /** By a subject that is no patient it would be nobody's, though what it lists is theirs. */
  @Test
  void itIsGivenNoSubjectThatIsNoPatient() {
    JsonObject device =
        new JsonObject()
            .put("resourceType", "Device")
            .put("id", "d1")
            .put("patient", to("Patient/p1"));
    JsonArray items = new JsonArray().add(item("Device/d1"));
    gateway.premises.has(list(items), device);
    JsonObject given = list(list -> list.put("subject", to("Device/d1")), items);
    String patch =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("op", "add")
                    .put("path", "/subject")
                    .put("value", to("Device/d1")))
            .encode();

    for (String token : List.of(token("p1"), gateway.realm.practitioner())) {
      assertThat(gateway.get("/List/l", token).status()).isEqualTo(200);
      assertThat(change("PUT", token, given.encode(), "application/fhir+json").status())
          .isEqualTo(403);
      assertThat(change("PATCH", token, patch, "application/json-patch+json").status())
          .isEqualTo(403);
    }
    assertThat(gateway.premises.arrived()).noneMatch(request -> request.method().equals("PUT"));
  }

  /**
   * Hosts leave out what is not asked for, and so by what it could be told that it is another's.
   */
  @Test
  void aPartOfItTellsWhoseItIsAsTheWholeDoes() {
    JsonObject theirs =
        list(list -> list.put("subject", to("Patient/p2")).put("title", "Secret"), items("o1"));
    JsonObject own = list(list -> list.put("title", "Mine"), items("o1")).put("id", "own");
    gateway.premises.answers(
        request -> Reply.json(200, parts(request, observation("o1", "p1"), theirs, own)));
    String search = "/Observation?patient=p1&_revinclude=List:item&_elements=";

    for (String elements : List.of("entry,title,code", "title", "List.title")) {
      Answer answer = gateway.get(search + elements, token("p1"));

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.ids()).as(elements).containsExactly("o1", "own");
      assertThat(answer.body()).doesNotContain("Secret");
    }
  }

  /** A summary has no items. */
  @Test
  void aSummaryOfItIsAskedForAsTheWhole() {
    List<JsonObject> all = List.of(list(items("o1")), observation("o1", "p1"));
    gateway.premises.answers(
        request -> {
          JsonObject[] shown = all.stream().map(JsonObject::copy).toArray(JsonObject[]::new);
          if (request.uri().contains("_summary=true")) {
            shown[0].remove("entry");
          }
          return RecordingHost.stored(request, List.of(shown));
        });

    Answer answer = gateway.get("/List/l?_summary=true", token("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getString("id")).isEqualTo("l");
  }

  /** A searchset of one and of what it brings along, with no more of each than was asked for. */
  private static JsonObject parts(Arrived request, JsonObject found, JsonObject... brought) {
    String elements =
        URLDecoder.decode(request.uri(), StandardCharsets.UTF_8)
            .replaceFirst(".*_elements=([^&]*).*", "$1");
    Set<String> kept = new HashSet<>(Set.of("resourceType", "id"));
    kept.addAll(List.of(elements.split(",", -1)));
    JsonObject bundle = RecordingHost.searchset(found.copy(), brought[0].copy(), brought[1].copy());
    for (int i = 0; i < bundle.getJsonArray("entry").size(); i++) {
      JsonObject entry = bundle.getJsonArray("entry").getJsonObject(i);
      entry.getJsonObject("resource").fieldNames().retainAll(kept);
      entry.put("search", new JsonObject().put("mode", i == 0 ? "match" : "include"));
    }
    return bundle;
  }

  private static Answer change(String method, String token, String body, String type) {
    return gateway.send(
        method, URI.create(gateway.fhir() + "/List/l"), token, body, "Content-Type", type);
  }

  private static Answer read(String patient) {
    return gateway.get("/List/l", token(patient));
  }

  private static String token(String patient) {
    return gateway.realm.patient(patient);
  }

  private static void stored(JsonObject list) {
    List<JsonObject> all = new ArrayList<>(List.of(list, observation("another", "p2")));
    IntStream.range(0, 9).forEach(i -> all.add(observation("o1" + i, "p1")));
    all.add(observation("o1", "p1"));
    all.add(observation("o2", "p1"));
    all.add(new JsonObject().put("resourceType", "Practitioner").put("id", "d1"));
    gateway.premises.answers(request -> RecordingHost.stored(request, all));
  }

  private static JsonObject list(JsonArray items) {
    return list(list -> {}, items);
  }

  private static JsonObject list(Consumer<JsonObject> more, JsonArray items) {
    JsonObject list =
        new JsonObject().put("resourceType", "List").put("id", "l").put("entry", items);
    more.accept(list);
    return list;
  }

  private static JsonArray items(String... observations) {
    JsonArray items = new JsonArray();
    for (String each : observations) {
      items.add(item("Observation/" + each));
    }
    return items;
  }

  private static JsonObject item(String reference) {
    return new JsonObject().put("item", to(reference));
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }
}
