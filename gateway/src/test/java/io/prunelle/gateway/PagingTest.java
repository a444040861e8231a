// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Host;
import io.prunelle.gateway.config.HostKind;
import io.prunelle.gateway.config.Practice;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on a page, and whether another follows, tells nothing of what is not shown. */
final class PagingTest {

  private static final Map<String, String> SHARED =
      Map.of("reference", "Practitioner", "include", "PractitionerRole", "part", "Organization");

  private static final JsonObject DELETED = new JsonObject().put("resourceType", "deletion");

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

  /** A page of the host's has two, of which {@code h} is hidden, and {@code d} a deletion. */
  @ParameterizedTest
  @CsvSource({
    "everything, vvv, hvvv",
    "everything, vvv, vhvv",
    "everything, vvv, vvvh",
    "everything, vv, vvhhhhh",
    "everything, vv, hhhhhvv",
    "everything, vvvv, hvhvhvhvh",
    "everything, vvvvv, vvhhvhhhvvh",
    "everything, '', h",
    "everything, v, hhhhhhv",
    "reference, vvv, vhvv",
    "reference, vv, vvh",
    "reference, vvvvv, hvhvvhhhvv",
    "history, vvv, vhvv",
    "include, vvv, vvv",
    "include, vv, vhv",
    "include, vvv, vhvv",
    "include, vvvv, hvvhhhvhvh",
    "part, vv, vhv",
    "part, vv, hvvh",
    "history, vv, vvhhh",
    "history, vvvv, vhhvhvv",
    "history, vdv, vhdv",
    "history, vdvv, hvdvv",
    "history, vvdv, hvvdv",
    "history, vvddv, hvvddv",
    "history, vvv, vdhvv",
    "history, vv, vvd",
    "covered, vvv, vhvv",
    "covered, vv, hhhhhvv",
    "covered, '', h",
    "lastn, vvv, vhvv",
    "lastn, vv, hvhv",
    "narrowed history, vvv, vhvv",
    "narrowed history, vv, vvhhh"
  })
  void pagesAreTheSameWhateverIsHidden(String what, String alone, String among) {
    List<String> expected = pages(what, alone);

    assertThat(pages(what, among)).isEqualTo(expected);
  }

  /** Everything that is theirs is there, each once. */
  @Test
  void nothingIsLostBetweenPages() {
    List<String> pages = pages("everything", "vhvvhhhvhvvvhvhhv");

    assertThat(String.join(" ", pages).replaceAll("[^\\d ]", "").strip().split("\\s+", -1))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
  }

  /** However much of it may not be shown, a record can be paged to its end. */
  @Test
  void behindMoreThanIsLookedThroughAtOnceThePagesGoOn() {
    assertThat(pages("everything", "v" + "h".repeat(220) + "v"))
        .containsExactly("[0] null true", "[1] null false");
  }

  /** It was given under a decision, and not under the same words said again. */
  @Test
  void aLinkUsedAfterAWithdrawalIsRefusedEvenOnceItIsPermittedAgain() {
    // Given a page of a record that cannot leave the cloud, for the practice's host takes nothing
    gateway.premises.answers(request -> Reply.json(500, new JsonObject()));
    gateway.permit("wavering");
    gateway.cloud.answers(request -> goingOn("wavering"));
    String token = gateway.realm.patient("wavering");
    String link = gateway.get("/Observation?patient=wavering", token).next();
    assertThat(follow(link, token).status()).isEqualTo(200);
    gateway.awaitFollowed(gateway.realm.decide("wavering", "WITHDRAW"));

    // When the patient withdraws, and permits it again
    Answer withdrawn = follow(link, token);
    gateway.awaitFollowed(gateway.realm.decide("wavering", "PERMIT"));
    Awaitility.await()
        .until(() -> gateway.get("/Observation?patient=wavering", token).status() == 200);
    gateway.cloud.reset();
    gateway.cloud.answers(request -> goingOn("wavering"));
    Answer permitted = follow(link, token);

    // Then the link leads nowhere
    for (Answer answer : List.of(withdrawn, permitted)) {
      assertThat(answer.status()).isEqualTo(404);
      // Behind an intent by what was remembered, where the change is not yet heard of
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(gateway.journal(answer.requestId()))
                      .anySatisfy(
                          row ->
                              assertThat(row)
                                  .containsEntry("permitted", false)
                                  .containsEntry("reason", "page-gone")));
    }
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  /** A host keeps what it found for a while, and says then that it was there. */
  @ParameterizedTest
  @CsvSource({"404", "410"})
  void aPageThatItsHostHasForgottenIsNotThereAndNothingWasDeleted(int status) {
    gateway.premises.answers(
        request ->
            request.uri().contains("_offset")
                ? Reply.json(status, new JsonObject())
                : Reply.json(
                    200,
                    RecordingHost.searchset(RecordingHost.observation("o", "p1"))
                        .put("link", linkTo(gateway.premises.url() + "?_offset=2"))));
    String token = gateway.realm.patient("p1");

    Answer answer = follow(gateway.get("/Observation?patient=p1", token).next(), token);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain("deleted");
  }

  /** Part of an answer of its own, which there is; only this host could not complete it. */
  @ParameterizedTest
  @CsvSource({
    "/Patient/p1/$everything, 404",
    "/Patient/p1/$everything, 410",
    "/Appointment?patient=p1, 410"
  })
  void aPageThatIsForgottenBeforeItIsReadIsTheHostsFailure(String path, int status) {
    gateway.premises.answers(
        request ->
            request.uri().contains("_offset")
                ? Reply.json(status, new JsonObject())
                : Reply.json(
                    200,
                    RecordingHost.searchset(hidden("everything"))
                        .put("link", linkTo(gateway.premises.url() + "?_offset=2"))));

    Answer answer = gateway.get(path, gateway.realm.patient("p1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(502);
    assertThat(gateway.premises.arrived()).hasSize(2);
  }

  /** RFC 9112, 3.2.1: what it is asked begins with a slash, whatever its own links do. */
  @ParameterizedTest
  @ValueSource(strings = {"?_getpages=x", "/?_getpages=x"})
  void aHostAtTheRootOfItsServerIsAskedForFurtherPages(String next) {
    try (RunningGateway rooted =
        RunningGateway.start(TestDatabase.migrated(), PagingTest::atTheRoot)) {
      URI root = rooted.settings().hosts().get(1).url();
      rooted.premises.answers(
          request ->
              Reply.json(
                  200,
                  request.uri().contains("_getpages")
                      ? RecordingHost.searchset(RecordingHost.observation("o2", "p1"))
                      : RecordingHost.searchset(RecordingHost.observation("o1", "p1"))
                          .put("link", linkTo(root + next))));
      String token = rooted.realm.patient("p1");

      Answer first = rooted.get("/Observation?patient=p1", token);
      Answer second = rooted.send("GET", URI.create(String.valueOf(first.next())), token, null);

      assertThat(second.status()).as(second.body()).isEqualTo(200);
      assertThat(second.ids()).containsExactly("o2");
      assertThat(rooted.premises.arrived())
          .extracting(Arrived::uri)
          .containsExactly("/Observation?patient=Patient%2Fp1&_count=50", "/?_getpages=x");
    }
  }

  private static Settings atTheRoot(Settings s) {
    URI premises = s.hosts().get(1).url();
    Host root =
        new Host(
            "cabinet",
            HostKind.ON_PREMISE,
            URI.create("http://" + premises.getRawAuthority()),
            null);
    Host cloud = s.hosts().get(0);
    return TestSettings.with(
        s, List.of(cloud, root), List.of(new Practice(TestRealm.PRACTICE, root, cloud)));
  }

  private static JsonArray linkTo(String next) {
    return new JsonArray().add(new JsonObject().put("relation", "next").put("url", next));
  }

  private static Answer follow(@Nullable String link, String token) {
    return gateway.send("GET", URI.create(String.valueOf(link)), token, null);
  }

  private static Reply goingOn(String patient) {
    return Reply.json(
        200,
        RecordingHost.searchset(RecordingHost.observation("o", patient))
            .put(
                "link",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("relation", "next")
                            .put("url", gateway.cloud.url() + "?_offset=2"))));
  }

  /** A practitioner may see each of those whom such a resource names. */
  @Test
  void aPractitionersPagesOfVersionsAreTheHosts() {
    answering("history", "vvvv");

    gateway.get("/Observation/o/_history?_count=2", gateway.realm.practitioner());

    assertThat(gateway.premises.arrived())
        .filteredOn(request -> request.uri().contains("_history"))
        .hasSize(1);
  }

  /** As {@code [ids] total more}. */
  private List<String> pages(String what, String shelf) {
    answering(what, shelf);
    String path =
        switch (what) {
          case "everything" -> "/Patient/p1/$everything?_count=2";
          case "reference" -> "/Practitioner?name=x&_count=2";
          case "include" ->
              "/PractitionerRole?active=true&_include=PractitionerRole:organization&_count=2";
          case "part" -> "/Organization?name=x&_include=Organization:partof&_count=2";
          case "covered" -> "/Patient/p1/$everything?_count=2";
          case "lastn" -> "/Observation/$lastn?patient=p1&_count=2";
          default -> "/Observation/o/_history?_count=2";
        };
    String token = token(what);
    List<String> pages = new ArrayList<>();
    Answer page = gateway.get(path, token);
    while (pages.size() < 20) {
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      assertThat(page.body()).doesNotContain("Patient/p2", "\"hidden\"");
      String next = page.next();
      pages.add(numbers(page) + " " + page.json().getInteger("total") + " " + (next != null));
      if (next == null) {
        return pages;
      }
      page = gateway.send("GET", URI.create(next), token, null);
    }
    throw new AssertionError("pages without end");
  }

  private static String token(String what) {
    return switch (what) {
      case "covered" ->
          gateway.realm.token(
              gateway
                  .realm
                  .practitionerClaims()
                  .put("preferred_username", "service-account-machine")
                  .put("client_id", "machine")
                  .put("azp", "machine")
                  .put("scope", "system/Observation.rs"));
      case "lastn", "narrowed history" ->
          gateway.realm.token(
              gateway
                  .realm
                  .practitionerClaims()
                  .put(
                      "scope",
                      "openid user/Observation.rs?category=laboratory"
                          + " user/Observation.rs?_tag=x&status=amended"));
      default -> gateway.realm.patient("p1");
    };
  }

  private static List<String> numbers(Answer page) {
    return page.json().getJsonArray("entry", new JsonArray()).stream()
        .map(entry -> ((JsonObject) entry).getJsonObject("resource"))
        .map(resource -> resource == null ? "deleted" : resource.getString("language"))
        .toList();
  }

  private static void answering(String what, String shelf) {
    List<JsonObject> all = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < shelf.length(); i++) {
      all.add(
          switch (shelf.charAt(i)) {
            case 'v' -> visible(what, number++);
            case 'd' -> DELETED;
            default -> hidden(what);
          });
    }
    gateway.premises.answers(request -> page(what, request, all));
  }

  /** Numbered in an element that nothing reads. */
  private static JsonObject visible(String what, int number) {
    JsonObject resource =
        switch (what) {
          case "reference" ->
              new JsonObject().put("resourceType", "Practitioner").put("id", "d" + number);
          case "include" ->
              new JsonObject()
                  .put("resourceType", "PractitionerRole")
                  .put("id", "r" + number)
                  .put("organization", to("Organization/g" + (number + 1) % 2));
          case "part" ->
              new JsonObject()
                  .put("resourceType", "Organization")
                  .put("id", "g" + number)
                  .put("partOf", to("Organization/g" + (number + 1)));
          case "history", "narrowed history" -> laboratory("o");
          case "lastn" -> laboratory("o" + number);
          default -> RecordingHost.observation("o" + number, "p1");
        };
    return resource.put("language", String.valueOf(number));
  }

  private static JsonObject hidden(String what) {
    JsonObject patient = new JsonObject().put("reference", "Patient/p2");
    JsonObject resource =
        switch (what) {
          case "reference", "include", "part" ->
              new JsonObject()
                  .put("resourceType", SHARED.get(what))
                  .put(
                      "extension",
                      new JsonArray()
                          .add(new JsonObject().put("url", "x").put("valueReference", patient)));
          case "history" -> RecordingHost.observation("o", "p2");
          case "narrowed history" -> RecordingHost.observation("o", "p1");
          case "lastn" -> RecordingHost.observation("hidden", "p1");
          case "covered" ->
              RecordingHost.observation("hidden", "p1").put("resourceType", "Condition");
          default ->
              new JsonObject()
                  .put("resourceType", "Appointment")
                  .put(
                      "participant",
                      new JsonArray()
                          .add(
                              new JsonObject()
                                  .put("actor", new JsonObject().put("reference", "Patient/p1")))
                          .add(new JsonObject().put("actor", patient)));
        };
    return resource.put("id", resource.getString("id", "hidden"));
  }

  private static JsonObject laboratory(String id) {
    JsonObject code = new JsonObject().put("code", "laboratory");
    return RecordingHost.observation(id, "p1")
        .put(
            "category",
            new JsonArray().add(new JsonObject().put("coding", new JsonArray().add(code))));
  }

  /** What those on a page refer to and is not on it. */
  private static List<JsonObject> brought(
      String what, List<JsonObject> page, List<JsonObject> all) {
    List<JsonObject> organizations =
        what.equals("include") ? List.of(organization("g1"), organization("g0")) : all;
    String referred = page.toString();
    return SHARED.containsKey(what)
        ? organizations.stream()
            .filter(one -> !page.contains(one))
            .filter(one -> referred.contains("\"Organization/" + one.getString("id") + "\""))
            .toList()
        : List.of();
  }

  private static void inHistory(JsonObject entry) {
    boolean deleted = entry.getJsonObject("resource").equals(DELETED);
    entry
        .put(
            "request",
            new JsonObject().put("method", deleted ? "DELETE" : "PUT").put("url", "Observation/o"))
        .put("response", new JsonObject().put("status", deleted ? "204" : "200"));
    if (deleted) {
      entry.remove("resource");
    }
  }

  private static JsonObject organization(String id) {
    return new JsonObject().put("resourceType", "Organization").put("id", id).put("language", id);
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }

  private static Reply page(String what, Arrived request, List<JsonObject> all) {
    if (request.uri().equals("/fhir/Observation/o")) {
      return Reply.json(200, visible(what, 0));
    }
    int from =
        request.uri().contains("_offset=")
            ? Integer.parseInt(request.uri().replaceFirst(".*_offset=", ""))
            : 0;
    List<JsonObject> page = all.subList(from, Math.min(all.size(), from + 2));
    JsonObject bundle = RecordingHost.searchset(page.toArray(JsonObject[]::new));
    brought(what, page, all)
        .forEach(
            one ->
                bundle
                    .getJsonArray("entry")
                    .add(
                        new JsonObject()
                            .put("resource", one)
                            .put("search", new JsonObject().put("mode", "include"))));
    if (what.endsWith("history")) {
      bundle.put("type", "history");
      bundle.getJsonArray("entry").forEach(entry -> inHistory((JsonObject) entry));
    }
    if (from + 2 < all.size()) {
      bundle.put(
          "link",
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("relation", "next")
                      .put("url", gateway.premises.url() + "?_offset=" + (from + 2))));
    }
    return Reply.json(200, bundle.put("total", all.size()));
  }
}
