// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.format.Rendering;
import io.prunelle.gateway.page.takeout.RecordReader.Reading;
import io.prunelle.gateway.proxy.Proxy;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.RestRequests;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.token.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A patient's own reading goes the whole way of a request, when nobody waits for it any more. */
final class OwnRecordsTest {

  private static final String EVERYTHING = "/Patient/p1/$everything";

  private final AtomicReference<Settings> settings = new AtomicReference<>();
  private final RunningGateway gateway =
      RunningGateway.start(
          TestDatabase.migrated(),
          given -> {
            settings.set(given);
            return given;
          });
  private final Vertx vertx = Vertx.vertx();
  private final Doors doors = Doors.open(vertx, settings.get(), "background", Clock.systemUTC());
  private OwnRecords records;
  private Proxy proxy;

  @BeforeEach
  void open() throws Exception {
    RestRequests rest = new RestRequests(vertx, settings.get(), doors.memory());
    Replies replies =
        new Replies(
            doors.journal(),
            new Rendering(vertx),
            new Pace(vertx),
            doors.memory(),
            settings.get().clients().answerTimeout());
    proxy = new Proxy(vertx, settings.get(), doors.upstream(), doors.memory());
    records =
        new OwnRecords(
            rest, Ways.of(doors, rest, replies, proxy, Clock.systemUTC()), replies, doors.memory());
    done(doors.pools().start());
    done(doors.journal().start());
    done(doors.consents().start());
  }

  @AfterEach
  void close() throws Exception {
    done(doors.consents().stop());
    done(doors.journal().stop());
    done(doors.pools().stop());
    done(vertx.close());
    gateway.close();
  }

  @Test
  void eachPageIsReadUnderThePatientsDecisionAndJournalledBeforeTheHostIsAsked() throws Exception {
    gateway.permit("p1");
    gateway.cloud.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("page=2")
                    ? searchset(observation("o2", "p1"))
                    : next(searchset(observation("o1", "p1")), gateway.cloud.url() + "?page=2")));
    gateway.cloud.beforeAnswering(
        request ->
            assertThat(journal())
                .last()
                .satisfies(row -> assertThat(row).containsEntry("permitted", true)));
    Reading reading = asked(caller("p1"));

    JsonObject first = get(reading, EVERYTHING, "_count=100");
    String next = first.getJsonArray("link").getJsonObject(1).getString("url");
    JsonObject second = get(reading, "", next.substring(next.indexOf('?') + 1));

    assertThat(first.encode()).contains("o1");
    assertThat(second.encode()).contains("o2");
    // the second one is looked at before the first links to it
    assertThat(gateway.cloud.arrived()).hasSize(3);
    assertThat(journal())
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("patient", "p1")
                    .containsEntry("role", "patient")
                    .containsEntry("path", "/my/data")
                    .containsEntry("reason", "consent-permit")
                    .containsEntry("host", "nuage-sante")
                    .containsEntry("status", 200));

    // Withdrawn in between: what was open is not open any more
    gateway.awaitFollowed(gateway.realm.decide("p1", "WITHDRAW"));
    doorsFollow();
    int before = gateway.cloud.arrived().size();
    assertThatThrownBy(() -> get(reading, "", next.substring(next.indexOf('?') + 1)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Refused.class);
    assertThat(gateway.cloud.arrived()).hasSize(before);
    assertThat(journal())
        .last()
        .satisfies(row -> assertThat(row).containsEntry("permitted", false));
  }

  @Test
  void howLongAHostTakesIsMeasuredForMovesThatMakeWay() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    assertThat(proxy.times().of("cabinet").used(minute)).isFalse();
    gateway.premises.answers(request -> Reply.json(200, searchset(observation("o1", "p1"))));

    get(asked(caller("p1")), EVERYTHING, null);

    assertThat(proxy.times().of("cabinet").used(minute)).isTrue();
    assertThat(proxy.times().of("nuage-sante").used(minute)).isFalse();
  }

  @Test
  void whatIsAnotherPatientsIsFilteredOut() throws Exception {
    gateway.premises.answers(
        request -> Reply.json(200, searchset(observation("o1", "p1"), observation("o2", "p2"))));

    JsonObject page = get(asked(caller("p1")), EVERYTHING, null);

    assertThat(page.getJsonArray("entry")).hasSize(1);
    assertThat(page.encode()).doesNotContainPattern("\\b(p2|o2)\\b");
  }

  /** As an archive asks for it: it names nobody, and may speak of somebody else as well. */
  @Test
  void whatTellsOfPartsOfTheRecordIsShownIfItTellsOfNobodyElses() throws Exception {
    JsonObject mine = list("mine", "o1", "o3");
    mine.put("source", new JsonObject().put("reference", "Patient/p2").put("display", "Secret"));
    List<JsonObject> brought =
        List.of(
            mine,
            list("mixed", "o1", "o2"),
            list("theirs", "o2"),
            list("lost", "o1", "o9"),
            about("near", "o1", "o3"),
            about("beside", "o1", "o2"));
    gateway.premises.answers(
        request -> {
          if (!request.uri().contains("_revinclude")) {
            return RecordingHost.stored(
                request,
                List.of(observation("o1", "p1"), observation("o2", "p2"), observation("o3", "p1")));
          }
          JsonObject page = searchset(observation("o1", "p1"));
          brought.forEach(
              each ->
                  page.getJsonArray("entry")
                      .add(
                          new JsonObject()
                              .put("resource", each)
                              .put("search", new JsonObject().put("mode", "include"))));
          return Reply.json(200, page);
        });

    JsonObject page =
        get(
            asked(caller("p1")),
            "/Observation",
            "patient=Patient/p1&_revinclude=List:item&_revinclude=Provenance:target&_count=100");

    assertThat(page.getJsonArray("entry"))
        .extracting(entry -> ((JsonObject) entry).getJsonObject("resource").getString("id"))
        .containsExactlyInAnyOrder("o1", "mine", "near");
    assertThat(page.encode()).doesNotContainPattern("\\b(p2|o2|Secret)\\b").contains("masked");
    assertThat(journal())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).containsEntry("permitted", true));
  }

  private static JsonObject list(String id, String... observations) {
    JsonArray items = new JsonArray();
    for (String each : observations) {
      items.add(new JsonObject().put("item", to("Observation/" + each)));
    }
    return new JsonObject().put("resourceType", "List").put("id", id).put("entry", items);
  }

  private static JsonObject about(String id, String... observations) {
    JsonArray targets = new JsonArray();
    for (String each : observations) {
      targets.add(to("Observation/" + each));
    }
    return new JsonObject().put("resourceType", "Provenance").put("id", id).put("target", targets);
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }

  @Test
  void aLinkToElsewhereIsNotFollowed() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                next(searchset(observation("o1", "p1")), "http://169.254.169.254/fhir?page=2")));

    assertThatThrownBy(() -> get(asked(caller("p1")), EVERYTHING, null))
        .hasCauseInstanceOf(Refused.class);
  }

  @Test
  void neitherGuardianshipNorPractisingReachesFurther() {
    Caller everything =
        new Caller(
            "u1",
            "Anne",
            Set.of("patient", "practitioner", "auditor"),
            Set.of(TestRealm.PRACTICE),
            "p1",
            Set.of(TestRealm.PRACTICE),
            Map.of("p2", new Caller.Ward(Set.of(TestRealm.PRACTICE), null)),
            Set.of("user/*.cruds", "patient/*.cruds"),
            "prunelle-page",
            "jti",
            false,
            null);

    for (String path :
        List.of("/Patient/p2/$everything", "/Observation?patient=p2", "/AuditEvent")) {
      assertThatThrownBy(() -> get(asked(everything), path, null))
          .as(path)
          .hasCauseInstanceOf(Refused.class);
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aGuardianReadsTheOneWardTheyActForAndNobodyElseNorTheirOwn() throws Exception {
    gateway.premises.answers(request -> Reply.json(200, searchset(observation("o2", "p2"))));
    Caller guardian =
        new Caller(
            "u1",
            "Anne",
            Set.of("patient", "practitioner"),
            Set.of(TestRealm.PRACTICE),
            "p1",
            Set.of(TestRealm.PRACTICE),
            Map.of(
                "p2", new Caller.Ward(Set.of(TestRealm.PRACTICE), null),
                "p3", new Caller.Ward(Set.of(TestRealm.PRACTICE), Instant.now().minusSeconds(1)),
                "p4", new Caller.Ward(Set.of(TestRealm.PRACTICE), null)),
            Set.of("openid"),
            "prunelle-page",
            "jti",
            false,
            null);

    assertThat(get(asked(guardian, "p2"), "/Patient/p2/$everything", null).encode()).contains("o2");

    assertThat(journal())
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(row).containsEntry("role", "guardian").containsEntry("patient", "p2"));
    int before = gateway.arrived().size();
    for (String path : List.of(EVERYTHING, "/Patient/p4/$everything", "/Observation?patient=p4")) {
      assertThatThrownBy(() -> get(asked(guardian, "p2"), path, null))
          .as(path)
          .hasCauseInstanceOf(Refused.class);
    }
    // Who has come of age, and who never was theirs
    for (String ward : List.of("p3", "p9")) {
      assertThatThrownBy(
              () -> get(asked(guardian, ward), "/Patient/" + ward + "/$everything", null))
          .as(ward)
          .hasCauseInstanceOf(Refused.class);
    }
    assertThat(gateway.arrived()).hasSize(before);
  }

  @Test
  void aPracticeThatThePatientIsNotOfIsNotAsked() {
    assertThatThrownBy(
            () ->
                asked(caller("p1"))
                    .get("another-practice", EVERYTHING, null)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(Refused.class);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** Waits until these doors know of the latest decision, too. */
  private void doorsFollow() {
    org.awaitility.Awaitility.await()
        .until(
            () ->
                !done(doors.consents().standing("p1", TestRealm.PRACTICE + "@nuage-sante", null))
                    .permitted());
  }

  private static Caller caller(String patient) {
    return new Caller(
        "u1",
        "Anne",
        Set.of("patient"),
        Set.of(TestRealm.PRACTICE),
        patient,
        null,
        Map.of(),
        Set.of("openid"),
        "prunelle-page",
        "jti",
        false,
        null);
  }

  /** Asked for by a request that is answered, and whose connection is closed, before it begins. */
  private Reading asked(Caller caller) throws Exception {
    return asked(caller, null);
  }

  private Reading asked(Caller caller, @Nullable String ward) throws Exception {
    CompletableFuture<Reading> made = new CompletableFuture<>();
    HttpServer server =
        done(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      made.complete(records.as(request, caller, ward));
                      request.response().putHeader("Connection", "close").end();
                    })
                .listen(0, "127.0.0.1"));
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.actualPort() + "/my/data"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
    done(server.close());
    return made.get(10, TimeUnit.SECONDS);
  }

  private static JsonObject get(Reading reading, String path, @Nullable String query)
      throws Exception {
    Buffer body =
        reading
            .get(TestRealm.PRACTICE, path, query)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return body.toJsonObject();
  }

  private static JsonObject next(JsonObject bundle, String url) {
    return bundle.put(
        "link", new JsonArray().add(new JsonObject().put("relation", "next").put("url", url)));
  }

  private List<Map<String, Object>> journal() {
    return gateway.database.rows(
        "SELECT e.patient, e.role, e.path, e.reason, e.host, e.permitted, o.status"
            + " FROM journal.entry e LEFT JOIN journal.outcome o ON o.entry = e.id"
            + " WHERE e.subject = 'u1' ORDER BY e.id");
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
