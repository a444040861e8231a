// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a move takes along of a record's past tells that there was one, and from where. The patient
 * reads it; to everybody else a record that has moved is one that never has.
 */
final class EarlierVersionsKeptBackTest {

  /** Of an archive that was made before ids told. */
  private static final String OLD = "3d813cbb-47fb-32ba-91df-831e1593ac29";

  private static final String NEW = "earlier-versions-" + OLD;

  private static final List<JsonObject> ARCHIVE =
      List.of(document(NEW), binary(NEW), document(OLD), binary(OLD));

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
  void forget() {
    gateway.cloud.reset();
    gateway.premises.reset();
  }

  /** Two to a page, as a host has them. */
  private static void host(List<JsonObject> has) {
    gateway.premises.answers(
        request -> {
          List<JsonObject> found =
              request.uri().contains("DocumentReference?")
                  ? has.stream().filter(EarlierVersionsKeptBackTest::isDocument).toList()
                  : has;
          if (request.uri().matches(".*(\\?|everything|page=).*")
              && !request.uri().contains("y/")) {
            return page(request, found);
          }
          return RecordingHost.stored(request, has);
        });
  }

  private static Reply page(Arrived request, List<JsonObject> all) {
    int from =
        request.uri().contains("page=")
            ? Integer.parseInt(request.uri().replaceFirst(".*page=(\\d+).*", "$1"))
            : 0;
    List<JsonObject> some = all.subList(from, Math.min(all.size(), from + 2));
    JsonObject bundle =
        RecordingHost.searchset(some.toArray(JsonObject[]::new)).put("total", all.size());
    if (from + 2 < all.size()) {
      String path = request.uri().replaceFirst("[?&]page=\\d+", "");
      String next = path + (path.contains("?") ? "&" : "?") + "page=" + (from + 2);
      bundle.put(
          "link",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("relation", "next")
                      .put("url", gateway.premises.url().resolve(next).toString())));
    }
    return Reply.json(200, bundle);
  }

  private static List<JsonObject> letters(int many) {
    List<JsonObject> letters = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      letters.add(
          new JsonObject()
              .put("resourceType", "DocumentReference")
              .put("id", "letter-" + i)
              .put("subject", subject()));
    }
    return letters;
  }

  private static List<JsonObject> mixed(List<JsonObject> letters) {
    List<JsonObject> all = new ArrayList<>(ARCHIVE);
    for (int i = 0; i < letters.size(); i++) {
      all.add(Math.min(all.size(), 2 * i + 1), letters.get(i));
    }
    return all;
  }

  static Stream<String> searches() {
    return Stream.of(
        "/DocumentReference?patient=p1",
        "/DocumentReference?patient=p1&description:contains=kept%20at",
        "/DocumentReference?patient=p1&_elements=description",
        "/DocumentReference?patient=p1&_summary=count",
        "/DocumentReference?patient=p1&_count=0",
        "/DocumentReference?patient=p1,p2",
        "/DocumentReference?status=current",
        "/DocumentReference?status=current&_summary=count",
        "/Patient/p1/DocumentReference",
        "/Patient/p1/$everything",
        "/Patient/p1/$everything?_type=DocumentReference",
        "?_type=DocumentReference&status=current");
  }

  @ParameterizedTest
  @MethodSource("searches")
  void toAPractitionerAMovedRecordIsOneThatNeverHas(String search) {
    for (int many : List.of(0, 1, 2, 3)) {
      List<JsonObject> letters = letters(many);
      host(letters);
      List<JsonObject> never = pages(search, gateway.realm.practitioner());
      host(mixed(letters));
      List<JsonObject> moved = pages(search, gateway.realm.practitioner());

      assertThat(moved).as("%d letters", many).isEqualTo(never);
      assertThat(never.get(0).getString("resourceType")).isEqualTo("Bundle");
    }
  }

  /** All of them, but for what is different in each answer. */
  private static List<JsonObject> pages(String search, String token) {
    List<JsonObject> pages = new ArrayList<>();
    Answer answer = gateway.get(search, token);
    while (true) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      String next = answer.next();
      JsonObject page = answer.json();
      page.remove("id");
      page.remove("meta");
      page.remove("timestamp");
      page.getJsonArray("link", new JsonArray())
          .forEach(
              link -> {
                if (((JsonObject) link).getString("relation").equals("next")) {
                  ((JsonObject) link).remove("url");
                }
              });
      pages.add(page);
      if (next == null) {
        return pages;
      }
      answer = gateway.send("GET", URI.create(next), token, null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DocumentReference/", "Binary/"})
  void byItsIdItIsAsAbsentAsWhatIsNotThere(String type) {
    host(mixed(letters(1)));
    String token = gateway.realm.practitioner();
    Answer absent = gateway.get("/" + type + "none", token);

    for (String id : List.of(NEW, OLD)) {
      for (String further : List.of("", "/_history/7", "/_history")) {
        Answer answer = gateway.get("/" + type + id + further, token);

        assertThat(answer.status()).as(id + further).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(absent.body());
      }
      Answer deleted =
          gateway.send("DELETE", URI.create(gateway.fhir() + "/" + type + id), token, null);
      assertThat(deleted.status()).isEqualTo(404);
    }
  }

  @Test
  void thePatientHasAllOfIt() {
    host(mixed(letters(1)));
    String token = gateway.realm.patient("p1");

    for (JsonObject one : ARCHIVE) {
      String path = "/" + one.getString("resourceType") + "/" + one.getString("id");
      assertThat(gateway.get(path, token).status()).as(path).isEqualTo(200);
    }
    assertThat(pages("/DocumentReference?patient=p1", token).toString()).contains(NEW, OLD);
    assertThat(pages("/Patient/p1/$everything", token).toString())
        .contains("Binary/" + NEW, "Binary/" + OLD);
  }

  /** 200, 201 and 412 would tell by it. */
  @Test
  void aDocumentIsWrittenByAConditionThatItCannotMeet() {
    String token = gateway.realm.practitioner();
    JsonObject letter = letters(1).get(0);
    letter.remove("id");
    gateway.premises.answers(request -> Reply.json(201, letter.copy().put("id", "n1")));

    Answer vague =
        gateway.post(
            "/DocumentReference", token, letter.encode(), "If-None-Exist", "status=current");
    Answer update =
        gateway.send(
            "PUT",
            URI.create(gateway.fhir() + "/DocumentReference?patient=p1&status=current"),
            token,
            letter.encode());
    Answer named =
        gateway.post(
            "/DocumentReference", token, letter.encode(), "If-None-Exist", "identifier=s%7C1");

    assertThat(List.of(vague.status(), update.status())).containsOnly(403);
    assertThat(named.status()).as(named.body()).isEqualTo(201);
    assertThat(gateway.premises.arrived()).hasSize(1);
  }

  /** Who is found is all that such a search says. */
  @ParameterizedTest
  @CsvSource({
    "description=Versions, 403",
    "status=current, 403",
    "date=ge2020, 403",
    "contenttype=application%2Fx-ndjson, 403",
    "type=http%3A%2F%2Floinc.org%7C34133-9, 200"
  })
  void noPatientIsFoundByThem(String criterion, int status) {
    Answer answer =
        gateway.get(
            "/Patient?_has:DocumentReference:patient:" + criterion, gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  /** A host does a transaction by itself, and would count them. */
  @Test
  void aTransactionDoesNotCountThem() {
    Answer answer =
        gateway.post(
            "",
            gateway.realm.practitioner(),
            Bundles.of("transaction", Bundles.get("DocumentReference?patient=p1&_summary=count"))
                .encode());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.premises.arrived()).isEmpty();
  }

  private static boolean isDocument(JsonObject resource) {
    return resource.getString("resourceType").equals("DocumentReference");
  }

  private static JsonObject document(String id) {
    return new JsonObject()
        .put("resourceType", "DocumentReference")
        .put("id", id)
        .put("type", new JsonObject().put("text", "Versions antérieures / Earlier versions"))
        .put("subject", subject())
        .put("description", "Earlier versions of this record as they were kept at Cabinet");
  }

  private static JsonObject binary(String id) {
    return new JsonObject()
        .put("resourceType", "Binary")
        .put("id", id)
        .put("contentType", "application/fhir+ndjson")
        .put("securityContext", subject())
        .put("data", "e30=");
  }

  private static JsonObject subject() {
    return new JsonObject(Map.of("reference", "Patient/p1"));
  }
}
