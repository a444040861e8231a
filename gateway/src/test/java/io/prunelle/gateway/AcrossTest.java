// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static io.prunelle.gateway.testing.RecordingHost.observation;
import static io.prunelle.gateway.testing.RecordingHost.searchset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.RecordingHost;
import io.prunelle.gateway.testing.RecordingHost.Arrived;
import io.prunelle.gateway.testing.RecordingHost.Reply;
import io.prunelle.gateway.testing.Shelf;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over several records, whose patients are only known from what hosts answer. */
final class AcrossTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(TestDatabase.migrated(), AcrossTest::ofTen);
    gateway.permit("permitted");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Settings ofTen(Settings s) {
    Settings.Limits limits =
        new Settings.Limits(
            s.limits().requestBody(),
            s.limits().responseBody(),
            s.limits().bundleEntries(),
            10,
            s.limits().upstreamTimeout(),
            s.limits().upstreamConnections(),
            s.limits().upstreamFailures(),
            s.limits().upstreamRest());
    return TestSettings.with(s, limits, s.clients());
  }

  /** Three patients of the practice at the practice, one in the cloud. */
  @BeforeEach
  void resources() {
    gateway.cloud.reset();
    gateway.premises.reset();
    Shelf.of(
        gateway.premises,
        patient("p3", "Émile", "1990-01-03"),
        patient("p1", "Zoé", "1950-05-05"),
        patient("p2", "adam", "1970-07-07"),
        observation("o1", "p1"),
        observation("o3", "p3"));
    Shelf.of(
        gateway.cloud, patient("permitted", "Bob", "1960-06-06"), observation("o2", "permitted"));
  }

  @Test
  void aPractitionerFindsWhatIsOnAllHostsInOneOrder() {
    Answer answer = gateway.get("/Patient?family=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(ids(answer)).containsExactly("p1", "p2", "p3", "permitted");
    assertThat(answer.json().getInteger("total")).isEqualTo(4);
    assertThat(answer.json().getJsonArray("entry").getJsonObject(3).getString("fullUrl"))
        .isEqualTo(gateway.fhir() + "/Patient/permitted");
    assertThat(asked(gateway.premises))
        .hasSize(2)
        .contains("GET /fhir/Patient?family=x&_count=100");
    assertThat(asked(gateway.cloud)).containsExactly("GET /fhir/Patient?family=x&_count=100");
  }

  @ParameterizedTest
  @CsvSource({
    "family, 'p2,permitted,p3,p1'",
    "-family, 'p1,p3,permitted,p2'",
    "birthdate, 'p1,permitted,p2,p3'",
    "-birthdate, 'p3,p2,permitted,p1'",
    "'gender,-_id', 'permitted,p3,p2,p1'"
  })
  void itIsSortedByWhatTheResourcesSay(String sort, String ids) {
    Answer answer = gateway.get("/Patient?name=x&_sort=" + sort, gateway.realm.practitioner());

    assertThat(String.join(",", ids(answer))).isEqualTo(ids);
    assertThat(gateway.cloud.arrived().get(0).uri()).doesNotContain("_sort");
  }

  /**
   * As R4's compartment has it. A practitioner may take part as well, so the type has to be said.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Appointment?actor=Patient/p1 | Appointment?actor=Patient%2Fp1",
        "/Appointment?actor:Patient=p1 | Appointment?actor=Patient%2Fp1",
        "/Appointment?actor=Patient/p1&actor=Practitioner/d | Appointment?actor=Patient%2Fp1&actor=Practitioner%2Fd",
        "/Appointment?actor=Patient/p1,Patient/p2 | Appointment?actor=Patient%2Fp1%2CPatient%2Fp2",
        "/Contract?subject=Patient/p1 | Contract?subject=Patient%2Fp1",
        "/Person?link=Patient/p1 | Person?link=Patient%2Fp1",
        "/Provenance?target=Patient/p1 | Provenance?target=Patient%2Fp1"
      })
  void aParameterThatSaysThatItIsAPatientNamesThePatient(String path, String asked) {
    for (String token : List.of(gateway.realm.practitioner(), service())) {
      gateway.premises.reset();
      Answer answer = gateway.get(path, token);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(gateway.premises.arrived())
          .anyMatch(request -> request.uri().startsWith("/fhir/" + asked));
    }
  }

  private static String service() {
    return gateway.realm.token(
        gateway
            .realm
            .practitionerClaims()
            .put("preferred_username", "service-account-machine")
            .put("client_id", "machine")
            .put("azp", "machine")
            .put("scope", "system/*.rs"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Appointment?actor=Patient/p2",
        "/Appointment?actor=Patient/p1&actor=Patient/p2",
        "/Appointment?patient=p1&actor=Patient/p2",
        "/Appointment?actor=http://elsewhere/Patient/p2",
        "/Appointment?actor:identifier=x%7Cy",
        "/Person?link=Patient/p2"
      })
  void itNamesNobodyElseForAPatient(String path) {
    Answer answer = gateway.get(path, gateway.realm.patient("p1"));

    assertThat(answer.status()).as(answer.body()).isBetween(400, 403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void anOrderThatTheGatewayCannotTellItselfIsRefusedWithThoseThatItCan() {
    Answer answer = gateway.get("/Patient?_sort=address", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.diagnostics()).contains("birthdate", "family", "_lastUpdated");
    assertThat(gateway.arrived()).isEmpty();
  }

  /** Who can tell where a record is can tell whether its patient refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient?name=x",
        "/Patient?name=x&_sort=-birthdate&_count=2",
        "/Patient?_summary=count",
        "/Observation?code=x&_include=Observation:subject&_count=2",
        "/_history?_count=3",
        "?_type=Patient,Observation"
      })
  void theAnswerIsTheSameWhereverTheRecordsAre(String query) {
    JsonObject mover = patient("mover", "Carl", "1965-01-01");
    JsonObject movers = observation("o0", "mover");
    JsonObject other = patient("p1", "Zoé", "1950-05-05");
    Shelf.of(gateway.premises, other, mover, movers).including(mover);
    Shelf.of(gateway.cloud, patient("permitted", "Bob", "1960-06-06"));
    Answer before = pages(query);

    gateway.permit("mover");
    try {
      Shelf.of(gateway.premises, other);
      Shelf.of(gateway.cloud, movers, patient("permitted", "Bob", "1960-06-06"), mover)
          .including(mover);
      Answer after = pages(query);

      assertThat(before.body()).contains("total").contains("Bundle");
      assertThat(after.body()).isEqualTo(before.body());
      assertThat(after.headers().keySet()).isEqualTo(before.headers().keySet());
    } finally {
      gateway.database.execute("DELETE FROM hosts.placement WHERE patient = 'mover'");
      gateway.awaitFollowed(gateway.realm.decide("mover", "WITHDRAW"));
    }
  }

  /** Whether a host brings somebody along depends on whether they live there as well. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?code=x&_include=Observation:performer:Patient",
        "/Patient?_revinclude=Observation:performer",
        "/Patient?_include=Patient:link&_revinclude=Observation:subject"
      })
  void whomAnothersResourceLeadsToIsNotBroughtWhereverTheyLive(String query) {
    JsonObject leads =
        observation("o1", "p1")
            .put("performer", new JsonArray().add(to("Patient/mover")))
            .put("encounter", to("Location/l1"));
    JsonObject links =
        patient("p1", "Zoé", "1950-05-05")
            .put("link", new JsonArray().add(new JsonObject().put("other", to("Patient/mover"))));
    JsonObject mover = patient("mover", "Carl", "1965-01-01");
    JsonObject movers =
        observation("o9", "mover").put("performer", new JsonArray().add(to("Patient/p1")));
    Shelf.of(gateway.premises, links, leads).including(mover, movers);
    Shelf.of(gateway.cloud);
    Answer together = pages(query);

    gateway.permit("mover");
    try {
      Shelf.of(gateway.premises, links, leads);
      Answer apart = pages(query);

      assertThat(ids(together)).containsAnyOf("o1", "p1").doesNotContain("mover", "o9");
      assertThat(apart.body()).isEqualTo(together.body());
    } finally {
      gateway.database.execute("DELETE FROM hosts.placement WHERE patient = 'mover'");
      gateway.awaitFollowed(gateway.realm.decide("mover", "WITHDRAW"));
    }
  }

  /** A form is named by its URL, and shown with what was filled in. */
  @Test
  void aDefinitionIsBroughtByWhatNamesIt() {
    JsonObject response =
        observation("r1", "p1")
            .put("resourceType", "QuestionnaireResponse")
            .put("questionnaire", "http://x/form|1");
    JsonObject form =
        new JsonObject()
            .put("resourceType", "Questionnaire")
            .put("id", "form")
            .put("url", "http://x/form")
            .put("version", "1");
    JsonObject other = form.copy().put("id", "other").put("url", "http://x/other");
    Shelf.of(gateway.premises, response).including(form, other);
    Shelf.of(gateway.cloud);
    String search = "/QuestionnaireResponse?authored=ge2024";

    Answer with =
        gateway.get(
            search + "&_include=QuestionnaireResponse:questionnaire", gateway.realm.practitioner());
    Answer without = gateway.get(search, gateway.realm.practitioner());

    assertThat(ids(with)).containsExactly("r1", "form");
    assertThat(ids(without)).containsExactly("r1");
  }

  /** A page of the host's has two; what is hidden moves what is not to another page. */
  @ParameterizedTest
  @ValueSource(strings = {"123", "132", "h1h2h3", "1h23", "hh12h3"})
  void whatOthersTellOfIsShownWhicheverOfTheHostsPagesTheyAreOn(String shelf) {
    JsonObject ofBoth = provenance("both", "Observation/o1", "Observation/o3");
    JsonObject ofTwoPatients = provenance("two", "Observation/o1", "Observation/p3s");
    JsonObject ofNothingKnown = provenance("none", "Observation/o1", "Observation/gone");
    Shelf.of(
            gateway.premises,
            shelf
                .chars()
                .mapToObj(
                    c -> c == 'h' ? observation("h", "p1") : observation("o" + (char) c, "p1"))
                .map(each -> each.getString("id").equals("h") ? each.put("subject", null) : each)
                .toArray(JsonObject[]::new))
        .including(ofBoth, ofTwoPatients, ofNothingKnown, observation("p3s", "p3"));
    Shelf.of(gateway.cloud);

    Answer answer =
        gateway.get(
            "/Observation?code=x&_revinclude=Provenance:target", gateway.realm.practitioner());

    assertThat(ids(answer)).containsExactly("o1", "o2", "o3", "both");
  }

  private static JsonObject provenance(String id, String... targets) {
    JsonArray all = new JsonArray();
    List.of(targets).forEach(target -> all.add(to(target)));
    return new JsonObject().put("resourceType", "Provenance").put("id", id).put("target", all);
  }

  private static JsonObject to(String reference) {
    return new JsonObject().put("reference", reference);
  }

  @Test
  void whatIsNotWhereItsRecordLivesIsNotThere() {
    Shelf.of(
        gateway.cloud,
        patient("permitted", "Bob", "1960-06-06"),
        patient("p1", "Left Behind", "1950-05-05"),
        patient("of-another-practice", "Stranger", "1950-05-05"));
    Shelf.of(gateway.premises, patient("permitted", "Left Behind", "1960-06-06"));

    Answer answer = gateway.get("/Patient?name=x", gateway.realm.practitioner());
    Answer count = gateway.get("/Patient?name=x&_summary=count", gateway.realm.practitioner());

    assertThat(ids(answer)).containsExactly("permitted");
    assertThat(answer.body()).doesNotContain("Left Behind", "Stranger");
    assertThat(answer.json().getInteger("total")).isEqualTo(1);
    assertThat(count.json().getInteger("total")).isEqualTo(1);
    assertThat(patientsInTheJournal(answer)).containsExactly("permitted");
  }

  @Test
  void whatCannotBeToldWhoseItIsIsNotThere() {
    Shelf.of(
        gateway.premises,
        observation("o1", "p1"),
        new JsonObject().put("resourceType", "Observation").put("id", "o9"),
        observation("o8", "p1").put("subject", new JsonObject().put("reference", "Group/g")),
        observation("o7", "p1")
            .put("subject", new JsonObject().put("reference", "http://elsewhere/Patient/p1")));

    Answer answer = gateway.get("/Observation?code=x", gateway.realm.practitioner());

    assertThat(ids(answer)).containsExactly("o1", "o2");
    assertThat(answer.json().getInteger("total")).isEqualTo(2);
  }

  @Test
  void aPatientWhoWithdrawsIsGoneFromTheNextPage() {
    gateway.permit("wavering");
    Shelf.of(
        gateway.cloud,
        observation("o2", "permitted"),
        observation("o8", "wavering"),
        observation("o9", "permitted"));
    String token = gateway.realm.practitioner();
    Answer first = gateway.get("/Observation?code=x&_count=3", token);
    assertThat(ids(first)).containsExactly("o1", "o2", "o3");
    assertThat(first.json().getInteger("total")).isEqualTo(5);

    gateway.awaitFollowed(gateway.realm.decide("wavering", "WITHDRAW"));
    Answer second = follow(first, token);

    assertThat(second.status()).isEqualTo(200);
    assertThat(ids(second)).containsExactly("o9");
    assertThat(second.json().getInteger("total")).isEqualTo(4);
    assertThat(patientsInTheJournal(second)).containsExactly("permitted");
    gateway.database.execute("DELETE FROM hosts.placement WHERE patient = 'wavering'");
  }

  @Test
  void pagesShowEverythingOnceWhateverIsAddedMeanwhile() {
    String token = gateway.realm.practitioner();
    Answer first = gateway.get("/Patient?_sort=-birthdate&_count=2", token);
    Shelf.of(
        gateway.cloud,
        patient("new", "New", "2020-01-01"),
        patient("permitted", "Bob", "1960-06-06"));
    Answer second = follow(first, token);

    assertThat(ids(first)).containsExactly("p3", "p2");
    assertThat(ids(second)).containsExactly("permitted", "p1");
    assertThat(second.next()).isNull();
  }

  @Test
  void aFormStaysAFormOnEveryPage() {
    String token = gateway.realm.practitioner();
    Answer first =
        gateway.send(
            "POST",
            URI.create(gateway.fhir() + "/Patient/_search"),
            token,
            "family=Dupont&_count=3",
            "Content-Type",
            "application/x-www-form-urlencoded");
    Answer second = follow(first, token);

    assertThat(ids(second)).containsExactly("permitted");
    assertThat(gateway.cloud.arrived())
        .hasSize(2)
        .allMatch(request -> request.uri().equals("/fhir/Patient/_search"))
        .allMatch(request -> request.body().toString().equals("family=Dupont&_count=100"));
    assertThat(first.next()).doesNotContain("Dupont");
  }

  @Test
  void aLinkIsGoodForWhomItWasGivenToAlone() {
    Answer first = gateway.get("/Patient?name=x&_count=2", gateway.realm.practitioner());
    gateway.cloud.reset();
    gateway.premises.reset();

    JsonObject claims = gateway.realm.practitionerClaims().put("sub", "another-practitioner");
    Answer used = follow(first, gateway.realm.token(claims));
    Answer byAPatient = follow(first, gateway.realm.patient("p1"));

    assertThat(used.status()).isEqualTo(404);
    assertThat(byAPatient.status()).isEqualTo(404);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aPractitionerOfAnotherPracticeIsRefused() {
    JsonObject claims =
        gateway.realm.practitionerClaims().put("organization", new JsonArray().add("other"));

    Answer answer = gateway.get("/Patient?name=x", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/Patient?name=x", "/Observation?code=nothing", "/_history"})
  void whenAHostCannotBeAskedAllOfItWaitsWhateverItHas(String query) {
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));
    Answer withSomething = gateway.get(query, gateway.realm.practitioner());
    Shelf.of(gateway.premises);
    Answer withNothing = gateway.get(query, gateway.realm.practitioner());

    assertThat(withSomething.status()).isEqualTo(502);
    assertThat(withSomething.body()).isEqualTo(withNothing.body());
    assertThat(settled(withSomething))
        .hasSize(1)
        .allMatch(row -> row.get("patient") == null && row.get("ending").equals("failed"));
  }

  /** One host has it not yet, and at the other it is not at home any more. */
  @Test
  void aRecordThatIsPlacedElsewhereWhileHostsAreAskedIsNotLeftOut() {
    JsonObject switching = patient("switching", "Dora", "1980-01-01");
    Shelf.of(gateway.premises, switching);
    Shelf.of(gateway.cloud);
    AtomicBoolean switched = new AtomicBoolean();
    gateway.premises.beforeAnswering(
        request -> {
          if (request.headers().contains("X-Request-Id") && switched.compareAndSet(false, true)) {
            gateway.permit("switching");
          }
        });
    try {
      Answer during = gateway.get("/Patient?name=x", gateway.realm.practitioner());
      Shelf.of(gateway.cloud, switching);
      Answer after = gateway.get("/Patient?name=x", gateway.realm.practitioner());

      assertThat(during.status()).as(during.body()).isEqualTo(503);
      assertThat(ids(after)).containsExactly("switching");
    } finally {
      gateway.database.execute("DELETE FROM hosts.placement WHERE patient = 'switching'");
      gateway.awaitFollowed(gateway.realm.decide("switching", "WITHDRAW"));
    }
  }

  /** Else the time that it takes to ask tells whether somebody was found who is not shown. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereRecordsLiveIsAskedWhetherAnybodyWasFoundOrNot(boolean hidden) {
    Shelf.of(gateway.premises);
    Shelf.of(gateway.cloud);
    if (hidden) {
      Shelf.of(gateway.cloud, patient("of-another-practice", "Stranger", "1950-05-05"));
    }
    String token = gateway.realm.practitioner();
    assertThat(ids(gateway.get("/Patient?identifier=x", token))).isEmpty();

    for (String table : new String[] {"hosts.placement", "consent.decision"}) {
      gateway.database.execute("REVOKE SELECT ON " + table + " FROM prunelle_gateway");
      try {
        assertThat(gateway.get("/Patient?identifier=x", token).status()).as(table).isEqualTo(503);
      } finally {
        gateway.database.execute("GRANT SELECT ON " + table + " TO prunelle_gateway");
      }
    }
    gateway.awaitReady();
  }

  @Test
  void whatIsMoreThanIsGatheredIsNotShownInPart() {
    JsonObject[] many = new JsonObject[11];
    for (int i = 0; i < many.length; i++) {
      many[i] = observation("o" + i, "p1");
    }
    Shelf.of(gateway.premises, many);
    Shelf.of(gateway.cloud);

    Answer answer = gateway.get("/Observation?code=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().getJsonArray("issue").getJsonObject(0).getString("code"))
        .isEqualTo("too-costly");
    assertThat(answer.diagnostics()).contains("10", "Narrow");
    assertThat(patientsInTheJournal(answer)).isEmpty();
  }

  /** Else who fills a search up to the limit could learn whether anybody else is in it. */
  @Test
  void whatMayNotBeShownDoesNotCount() {
    JsonObject[] many = new JsonObject[40];
    for (int i = 0; i < many.length; i++) {
      many[i] = observation("o" + i, i < 10 ? "permitted" : "of-another-practice");
    }
    Shelf.of(gateway.cloud, many);
    Shelf.of(gateway.premises);

    Answer answer = gateway.get("/Observation?code=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().getInteger("total")).isEqualTo(10);
  }

  /** What is only put together for patients is not asked of who sees the whole record. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Appointment?patient=p1&_sort=status",
        "/Patient/p1/Appointment?_sort=status",
        "/Account?patient=p1&_sort=name"
      })
  void practitionersSortOnePatientsResourcesByWhateverTheHostSortsBy(String query) {
    JsonObject alsoPatient =
        gateway
            .realm
            .practitionerClaims()
            .put("patient_id", "p9")
            .put("staff_of", new JsonArray().add(TestRealm.PRACTICE))
            .put(
                "realm_access",
                new JsonObject().put("roles", new JsonArray().add("practitioner").add("patient")))
            .put("scope", "openid user/*.cruds patient/*.cruds");
    Shelf.of(gateway.premises, of("Appointment", "own", "p1"), of("Account", "own", "p1"));

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.token(alsoPatient))) {
      Answer answer = gateway.get(query, token);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.json().getJsonArray("entry")).hasSize(1);
    }
  }

  /** A page with less than was asked for, and another one, would tell that there is something. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Appointment?patient=p1&_count=1",
        "/Appointment?patient=p1&_count=2&_sort=date",
        "/Patient/p1/Appointment?_count=1",
        "/Patient/p1/Appointment?patient=Patient/p1&_count=1",
        "/Appointment?_count=1",
        "/Account?patient=p1&_count=1",
        "/Account?patient=p1&_summary=count"
      })
  void whatNamesOthersAsWellMakesNoDifferenceToThePatientsPages(String query) {
    JsonObject[] own = {of("Appointment", "own", "p1"), of("Account", "own", "p1")};
    Shelf.of(gateway.premises, own);
    Answer alone = gateway.get(query, gateway.realm.patient("p1"));

    Shelf.of(
        gateway.premises,
        of("Appointment", "group", "p1", "p2"),
        of("Appointment", "another", "p1", "p2"),
        of("Account", "family", "p1", "p2"),
        of("Account", "another", "p1", "p2"),
        own[0],
        own[1]);
    Answer among = gateway.get(query, gateway.realm.patient("p1"));

    assertThat(alone.status()).as(alone.body()).isEqualTo(200);
    assertThat(alone.json().getInteger("total")).isEqualTo(1);
    assertThat(among.json()).isEqualTo(alone.json());
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(settled(among)).anyMatch(row -> "p1".equals(row.get("patient")));
  }

  private static JsonObject of(String type, String id, String... patients) {
    JsonArray named = new JsonArray();
    for (String patient : patients) {
      JsonObject reference = new JsonObject().put("reference", "Patient/" + patient);
      named.add(type.equals("Appointment") ? new JsonObject().put("actor", reference) : reference);
    }
    return new JsonObject()
        .put("resourceType", type)
        .put("id", id)
        .put(type.equals("Appointment") ? "participant" : "subject", named);
  }

  /** A practitioner's question about one record is asked where that lives, and nowhere else. */
  @Test
  void aPractitionerWhoNamesThePatientHasNoOtherHostHearOfIt() {
    Shelf.of(gateway.premises, of("Appointment", "own", "p1"));

    assertThat(ids(gateway.get("/Appointment?patient=p1", gateway.realm.practitioner())))
        .containsExactly("own");
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @Test
  void theJournalHasTheQuestionBeforeAHostIsAskedAndEachPatientBeforeTheAnswer() {
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.cloud.beforeAnswering(
        request -> {
          if (request.headers().contains("X-Request-Id")) {
            seen.set(gateway.journal(request.headers().get("X-Request-Id")));
          }
        });

    Answer answer = gateway.get("/Patient?family=Dupont", gateway.realm.practitioner());

    assertThat(seen.get()).hasSize(1);
    assertThat(seen.get().get(0))
        .containsEntry("reason", "across-records")
        .containsEntry("interaction", "search-type")
        .containsEntry("resource_type", "Patient")
        .containsEntry("query", "family=Dupont")
        .containsEntry("practice", "cabinet-des-lilas")
        .containsEntry("patient", null)
        .containsEntry("role", "practitioner");
    List<Map<String, Object>> rows = settled(answer);
    assertThat(rows).hasSize(5).allMatch(row -> row.get("status").equals(200));
    assertThat(rows)
        .filteredOn(row -> "permitted".equals(row.get("patient")))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("host", "nuage-sante")
                    .containsEntry("reason", "consent-permit")
                    .containsEntry("resource_id", "permitted")
                    // which may name somebody else
                    .containsEntry("query", null));
  }

  /** That there is nothing is something that somebody has learnt of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient/p1/*?_type=Condition,Observation&code=x | p1",
        "/DocumentReference?patient=p1&_summary=count | p1",
        "/Condition?patient=p1,ghost&code=x | ghost,p1",
        "?_type=Condition,Observation&patient=p1&code=x | p1",
      })
  void whoIsNamedStandsInTheJournalBeforeAHostIsAskedAndWhateverItFinds(
      String query, String patients) {
    AtomicReference<List<Map<String, Object>>> seen = new AtomicReference<>();
    gateway.premises.answers(request -> Reply.json(200, searchset()));
    gateway.cloud.answers(request -> Reply.json(200, searchset()));
    gateway.premises.beforeAnswering(
        request -> {
          if (request.headers().contains("X-Request-Id")) {
            seen.set(gateway.journal(request.headers().get("X-Request-Id")));
          }
        });

    Answer answer = gateway.get(query, gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().getInteger("total")).isZero();
    assertThat(seen.get())
        .extracting(row -> row.get("patient"))
        .contains((Object[]) patients.split(","));
    assertThat(patientsInTheJournal(answer)).containsExactlyInAnyOrder(patients.split(","));
    assertThat(settled(answer))
        .filteredOn(row -> row.get("patient") != null)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("status", 200)
                    .containsEntry("reason", "on-premise")
                    .containsEntry("practice", "cabinet-des-lilas")
                    .containsEntry("role", "practitioner")
                    .extractingByKey("bytes", LONG)
                    .isPositive());
  }

  @Test
  void whoIsNamedIsToldAsWellThatNothingCameOfIt() {
    gateway.cloud.answers(request -> Reply.json(500, new JsonObject()));

    Answer answer =
        gateway.get("/Condition?patient=p1,permitted&code=x", gateway.realm.practitioner());

    assertThat(answer.status()).isEqualTo(502);
    assertThat(patientsInTheJournal(answer)).containsExactlyInAnyOrder("p1", "permitted");
    assertThat(settled(answer))
        .allSatisfy(
            row -> assertThat(row).containsEntry("ending", "failed").containsEntry("status", 502));
  }

  @Test
  void aRefusalSaysWhoseRecordItRefused() {
    String outsider = gateway.realm.patient("p1");

    for (String query :
        List.of(
            "/Patient/permitted/*?_type=Condition,Observation",
            "?_type=Condition,Observation&patient=permitted")) {
      Answer answer = gateway.get(query, outsider);

      assertThat(answer.status()).as(query).isEqualTo(403);
      assertThat(gateway.settled(answer))
          .as(query)
          .containsEntry("permitted", false)
          .containsEntry("patient", "permitted")
          .containsEntry("practice", "cabinet-des-lilas");
    }
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void ifWhomItIsAboutCannotBeWrittenDownNothingIsShown() {
    gateway.cloud.beforeAnswering(
        request ->
            gateway.database.execute("REVOKE INSERT ON journal.entry FROM prunelle_gateway"));
    try {
      Answer answer = gateway.get("/Patient?name=x", gateway.realm.practitioner());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("OperationOutcome").doesNotContain("Bob", "Zo");
    } finally {
      gateway.database.execute("GRANT INSERT ON journal.entry TO prunelle_gateway");
      gateway.awaitReady();
    }
  }

  @Test
  void aCountIsWrittenDownForEachWhoIsCounted() {
    Answer answer = gateway.get("/Observation?code=x&_summary=count", gateway.realm.practitioner());

    assertThat(answer.json().getInteger("total")).isEqualTo(3);
    assertThat(answer.json().containsKey("entry")).isFalse();
    assertThat(patientsInTheJournal(answer)).containsExactlyInAnyOrder("p1", "p3", "permitted");
    // Who is told a number has learnt it of each: that is no look that showed nothing
    assertThat(settled(answer))
        .allSatisfy(
            row ->
                assertThat(row).extractingByKey("bytes", LONG).isEqualTo(answer.body().length()));
    assertThat(gateway.cloud.arrived().get(0).uri()).contains("_elements=id%2Csubject");
  }

  @Test
  void includesAreToldApartLikeEverythingElseAndNotCounted() {
    Shelf.of(gateway.premises, observation("o1", "p1"))
        .including(
            patient("p1", "Zoé", "1950-05-05"),
            patient("permitted", "Left Behind", "1960-06-06"),
            new JsonObject().put("resourceType", "Group").put("id", "g1"));
    Shelf.of(gateway.cloud, observation("o2", "permitted"))
        .including(
            patient("permitted", "Bob", "1960-06-06"),
            patient("of-another-practice", "Stranger", "1950-05-05"));

    Answer all =
        gateway.get(
            "/Observation?code=x&_include=Observation:subject:Patient",
            gateway.realm.practitioner());
    Answer first =
        gateway.get(
            "/Observation?code=x&_include=Observation:subject:Patient&_count=1",
            gateway.realm.practitioner());

    assertThat(ids(all)).containsExactly("o1", "o2", "p1", "permitted");
    assertThat(all.json().getInteger("total")).isEqualTo(2);
    assertThat(all.body()).doesNotContain("Left Behind", "Stranger", "Group");
    assertThat(ids(first)).containsExactly("o1", "p1");
    assertThat(patientsInTheJournal(first)).containsExactly("p1");
  }

  /** From what nobody owns it would lead to everybody's. */
  @Test
  void whereAPatientLivesIsBroughtByWhatIsSomebodysAlone() {
    JsonObject visit =
        observation("e1", "p1")
            .put("resourceType", "Encounter")
            .put("serviceProvider", to("Organization/g1"))
            .put(
                "location",
                new JsonArray().add(new JsonObject().put("location", to("Location/l1"))));
    JsonObject others =
        home("l2").put("managingOrganization", to("Organization/g1")).put("name", "Zoe's");
    Shelf.of(gateway.premises, visit)
        .including(
            new JsonObject().put("resourceType", "Organization").put("id", "g1"),
            home("l1"),
            others,
            others.copy().put("id", "l3").put("type", new JsonArray()));
    Shelf.of(gateway.cloud);

    Answer answer =
        gateway.get(
            "/Encounter?date=2026-11-25&_include=Encounter:location"
                + "&_include=Encounter:service-provider&_revinclude:iterate=Location:organization",
            gateway.realm.practitioner());

    assertThat(ids(answer)).containsExactly("e1", "l1", "l3", "g1");
  }

  private static JsonObject home(String id) {
    JsonObject code = new JsonObject().put("code", "PTRES");
    return new JsonObject()
        .put("resourceType", "Location")
        .put("id", id)
        .put(
            "type", new JsonArray().add(new JsonObject().put("coding", new JsonArray().add(code))));
  }

  /**
   * What is found is a match on its own page, and brought along to another: whether its host does
   * that depends on where the host's pages end.
   */
  @ParameterizedTest
  @CsvSource({"'', true", "'', false", "_count=2, true", "_count=2, false", "_count=3, false"})
  void whatIsFoundIsNotBroughtAlongAsWell(String count, boolean byItsHost) {
    JsonObject found = observation("o3", "p3");
    Shelf shelf = Shelf.of(gateway.premises, panel("o1", "p3"), observation("o2", "p3"), found);
    if (byItsHost) {
      shelf.including(found);
    }
    Shelf.of(gateway.cloud);
    String token = gateway.realm.practitioner();

    Answer first =
        gateway.get("/Observation?code=x&_include=Observation:has-member&" + count, token);

    boolean two = count.equals("_count=2");
    assertThat(modes(first))
        .containsExactly("o1 match", "o2 match", two ? "o3 include" : "o3 match");
    assertThat(first.json().getInteger("total")).isEqualTo(3);
    if (two) {
      Answer second = follow(first, token);
      assertThat(modes(second)).containsExactly("o3 match");
      assertThat(second.json().getInteger("total")).isEqualTo(3);
      assertThat(second.next()).isNull();
    } else {
      assertThat(first.next()).isNull();
    }
  }

  /** Which of them are found does not make them the same patient's. */
  @Test
  void whatIsFoundOfSomebodyElseIsNotBroughtAlong() {
    Shelf.of(gateway.premises, panel("o1", "p1"), observation("o2", "p1"), observation("o3", "p3"));
    Shelf.of(gateway.cloud);

    Answer answer =
        gateway.get(
            "/Observation?code=x&_include=Observation:has-member&_count=2",
            gateway.realm.practitioner());

    assertThat(modes(answer)).containsExactly("o1 match", "o2 match");
    assertThat(patientsInTheJournal(answer)).containsExactly("p1");
  }

  /**
   * As from what is not found itself: a step goes on from it if it is to be taken time and again.
   */
  @ParameterizedTest
  @CsvSource({
    "_include, 'o1 match,o3 include'",
    "_include:iterate, 'o1 match,o3 include,o4 include'"
  })
  void whatIsBroughtAlongLeadsOnOnlyWhereThatIsAskedFor(String include, String modes) {
    JsonObject next = new JsonObject().put("reference", "Observation/o4");
    Shelf.of(
        gateway.premises,
        panel("o1", "p3"),
        observation("o3", "p3").put("hasMember", new JsonArray().add(next)),
        observation("o4", "p3"));
    Shelf.of(gateway.cloud);

    Answer answer =
        gateway.get(
            "/Observation?code=x&" + include + "=Observation:has-member&_count=1",
            gateway.realm.practitioner());

    assertThat(String.join(",", modes(answer))).isEqualTo(modes);
  }

  /** With {@code o3} as a member. */
  private static JsonObject panel(String id, String patient) {
    JsonObject member = new JsonObject().put("reference", "Observation/o3");
    return observation(id, patient).put("hasMember", new JsonArray().add(member));
  }

  private static List<String> modes(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return entries(answer).stream()
        .map(
            entry ->
                entry.getJsonObject("resource").getString("id")
                    + " "
                    + entry.getJsonObject("search").getString("mode"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Observation?patient.name=x | /fhir/Observation?patient:Patient.name=x&_count=100",
        "/Observation?subject:Patient.identifier=a%7Cb | /fhir/Observation?subject:Patient.identifier=a%7Cb&_count=100",
        "/Observation?subject:identifier=a%7Cb | /fhir/Observation?subject:identifier=a%7Cb&_count=100",
        "/Observation?patient=p1,permitted | /fhir/Observation?patient=Patient%2Fp1%2CPatient%2Fpermitted&_count=100",
        "/Patient?_id=p1,permitted | /fhir/Patient?_id=p1%2Cpermitted&_count=100",
        "/Patient?_has:Observation:patient:code=x | /fhir/Patient?_has:Observation:patient:code=x&_count=100",
        "/Encounter?date=2026-11-25 | /fhir/Encounter?date=2026-11-25&_count=100",
        "/Observation?performer:Practitioner.name=x | /fhir/Observation?performer:Practitioner.name=x&_count=100",
        "/Observation?code=x&_lastUpdated=gt2026&unknown=1&_total=none | /fhir/Observation?code=x&_lastUpdated=gt2026&_count=100",
        "/Encounter?status=planned&_include=Encounter:location&_elements=status | /fhir/Encounter?status=planned&_include=Encounter%3Alocation&_count=100",
        "/Encounter?status=planned&_include=Encounter:location&_summary=true | /fhir/Encounter?status=planned&_include=Encounter%3Alocation&_count=100",
        "/Observation?code=x&_elements=code&_sort=date | /fhir/Observation?code=x&_count=100&_elements=code%2Csubject%2CeffectiveDateTime%2CeffectiveInstant%2CeffectivePeriod"
      })
  void bothHostsAreAskedTheSameWrittenAnew(String query, String uri) {
    Answer answer = gateway.get(query, gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(gateway.cloud.arrived().get(0).uri()).isEqualTo(uri);
    assertThat(gateway.premises.arrived().get(0).uri()).isEqualTo(uri);
  }

  /** What is left out of it might be what tells that it is somebody's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?_type=Schedule&_elements=comment | /fhir/Schedule?_count=100",
        "?_type=Schedule&_summary=true | /fhir/Schedule?_count=100",
        "?_type=Schedule&_summary=count | /fhir/Schedule?_count=100",
        "/Schedule/_history?_summary=true | /fhir/Schedule/_history?_count=100"
      })
  void whatNobodyOwnsIsLookedAtWhole(String query, String uri) {
    Answer answer = gateway.get(query, gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(gateway.premises.arrived().get(0).uri()).isEqualTo(uri);
  }

  /** That something matches would tell of what somebody owns who is not shown. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?performer=Patient/p2",
        "/Observation?performer=p2",
        "/Observation?performer:identifier=x",
        "/Schedule?actor:identifier=x",
        "/Observation?performer:Patient.name=x",
        "/Observation?encounter.status=finished",
        "/Observation?encounter.patient.name=x",
        "/Observation?patient.link.name=x",
        "/Observation?subject:Group.code=x",
        "/Observation?patient._id=p2",
        "/Observation?patient._has:Observation:patient:code=x",
        "/Account?patient.name=x",
        "/Provenance?patient.name=x",
        "/Patient?link=Patient/p2",
        "/Patient?link:Patient.name=x",
        "/Patient?_has:Observation:performer:code=x",
        "/Patient?_has:Observation:patient:encounter=e1",
        "/Patient?_has:Observation:patient:performer.name=x",
        "/Patient?_has:Observation:patient:_id=o1",
        "/Patient?_has:Account:patient:name=x",
        "/Patient?_has:Group:member:code=x",
        "/Patient?_has:Observation:patient:_has:Provenance:target:agent=x",
        "/Patient?_has:CarePlan:patient:instantiates-uri=https://elsewhere/fhir/Patient/p2",
        "/Encounter?_has:Observation:encounter:code=x",
        "/Observation?_filter=x",
        "/Observation?_list=x",
        "/Observation?_query=x",
        "/Observation?code=x&_sort=subject",
        "/Observation?code=x&_sort=-subject.name",
        "/Observation?code=x&_summary=text",
        "/Observation?code=x&_include=*",
        "/Observation?code=x&_revinclude=AuditEvent:entity",
        "/Observation/$lastn?code=x",
        "/Practitioner/d1/Observation",
        "?name=x",
        "?_type=Observation,Parameters",
        "?_type=Patient&_type=Observation&family=x",
        "/Parameters/_history"
      })
  void whatLooksBeyondTheRecordsShownIsRefused(String query) {
    Answer answer = gateway.get(query, gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isIn(400, 403);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** http://hl7.org/fhir/R4/http.html#vsearch: all of one record, as far as its types are named. */
  @Test
  void aCompartmentIsSearchedWhereItsRecordLives() {
    gateway.cloud.answers(
        request ->
            Reply.json(
                200,
                request.uri().contains("/Observation?")
                    ? searchset(observation("o1", "permitted"), observation("o2", "p1"))
                    : searchset()));
    String path = "/Patient/permitted/*?_type=Observation,Condition";

    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("permitted"))) {
      Answer answer = gateway.get(path, token);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.ids()).containsExactly("o1");
      assertThat(answer.json().getInteger("total")).isEqualTo(1);
    }
    assertThat(gateway.premises.arrived()).isEmpty();
    assertThat(gateway.cloud.arrived())
        .extracting(Arrived::uri)
        .contains(
            "/fhir/Observation?patient=Patient%2Fpermitted&_count=100",
            "/fhir/Condition?patient=Patient%2Fpermitted&_count=100");
    assertThat(gateway.get(path, gateway.realm.patient("p1")).status()).isEqualTo(403);
  }

  @Test
  void aCompartmentIsSearchedByAFormAsWell() {
    gateway.premises.answers(
        request -> Reply.json(200, searchset(observation("o1", "p1"), observation("o2", "p2"))));

    Answer answer =
        gateway.post(
            "/Patient/p1/_search",
            gateway.realm.practitioner(),
            "_type=Observation",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.ids()).containsExactly("o1");
  }

  @Test
  void aCompartmentThatIsSearchedByAFormStaysThatOneOnEveryPage() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                searchset(
                    observation("o1", "p1"), observation("o2", "p1"), observation("o3", "p2"))));
    for (String token : List.of(gateway.realm.practitioner(), gateway.realm.patient("p1"))) {
      Answer first =
          gateway.post(
              "/Patient/p1/_search",
              token,
              "_type=Observation&_count=1",
              "Content-Type",
              "application/x-www-form-urlencoded");
      Answer second = follow(first, token);

      assertThat(second.status()).as(second.body()).isEqualTo(200);
      assertThat(List.of(first.ids(), second.ids()))
          .isEqualTo(List.of(List.of("o1"), List.of("o2")));
      assertThat(second.next()).isNull();
    }
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Patient/p1/*",
        "/Patient/p1/*?_type=Practitioner",
        "/Patient/p1/*?_type=Observation&patient=p2",
        "/Encounter/e1/*?_type=Observation"
      })
  void aCompartmentOfAllTypesOrOfAnothersIsRefused(String path) {
    assertThat(gateway.get(path, gateway.realm.practitioner()).status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user/Observation.rs | /Observation?patient.name=x",
        "user/Patient.rs | /Patient?_has:Observation:patient:code=x",
        "user/Patient.rs | ?_type=Patient,Observation",
        "user/Patient.rs user/Observation.rs | /_history",
        "user/Patient.r | /Patient?name=x",
        "user/Patient.r | /Patient/_history",
        "user/*.r | /_history",
        "system/*.rs patient/*.rs | /Patient?name=x"
      })
  void scopesHaveToCoverAllThatIsLookedAt(String scopes, String query) {
    JsonObject claims = gateway.realm.practitionerClaims().put("scope", "openid " + scopes);

    Answer answer = gateway.get(query, gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("www-authenticate")).contains("insufficient_scope");
    assertThat(gateway.arrived()).isEmpty();
  }

  /** SMART App Launch 2.2: {@code s} is for searches, and for histories of more than one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user/Patient.s | /Patient/_history",
        "user/*.s | /_history",
        "user/Patient.read | /Patient/_history",
        "user/*.read | /_history"
      })
  void aHistoryOfSeveralTakesTheScopeOfASearch(String scopes, String query) {
    JsonObject claims = gateway.realm.practitionerClaims().put("scope", "openid " + scopes);

    Answer answer = gateway.get(query, gateway.realm.token(claims));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  /** On whichever host each of them is. */
  @Test
  void aWorklistIsSortedByWhatWasChangedLast() {
    gateway.premises.answers(
        request -> Reply.json(200, searchset(task("early", "p1", "10"), task("late", "p1", "12"))));
    gateway.cloud.answers(request -> Reply.json(200, searchset(task("noon", "permitted", "11"))));

    Answer answer =
        gateway.get("/Task?owner=Practitioner/d1&_sort=-modified", gateway.realm.practitioner());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.ids()).containsExactly("late", "noon", "early");
    assertThat(gateway.premises.arrived().get(0).uri()).doesNotContain("_sort");
  }

  private static JsonObject task(String id, String patient, String hour) {
    return new JsonObject()
        .put("resourceType", "Task")
        .put("id", id)
        .put("for", new JsonObject().put("reference", "Patient/" + patient))
        .put("lastModified", "2026-11-25T" + hour + ":00:00Z");
  }

  @Test
  void aPatientSortsWhatTellsOfTheirRecordByWhenItWasRecorded() {
    gateway.premises.answers(
        request -> Reply.json(200, searchset(recorded("early", "10"), recorded("late", "12"))));

    Answer answer = gateway.get("/Provenance?_sort=-recorded", gateway.realm.patient("p1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.ids()).containsExactly("late", "early");
  }

  private static JsonObject recorded(String id, String hour) {
    JsonObject target = new JsonObject().put("reference", "Patient/p1");
    return new JsonObject()
        .put("resourceType", "Provenance")
        .put("id", id)
        .put("target", new JsonArray().add(target))
        .put("recorded", "2026-11-25T" + hour + ":00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient | /fhir/Patient?_id=p1&_count=50",
        "/Patient?name=x | /fhir/Patient?_id=p1&name=x&_count=50",
        "/Observation | /fhir/Observation?patient=Patient%2Fp1&_count=50",
        "/Observation?category=laboratory | /fhir/Observation?patient=Patient%2Fp1&category=laboratory&_count=50",
        "/DocumentReference?patient.identifier=a%7Cb&status=current | /fhir/DocumentReference?patient=Patient%2Fp1&patient:Patient.identifier=a%7Cb&status=current&_count=50",
        "/Observation?subject:Patient.name=x | /fhir/Observation?patient=Patient%2Fp1&subject:Patient.name=x&_count=50",
        "/Observation?patient:identifier=a%7Cb | /fhir/Observation?patient=Patient%2Fp1&patient:identifier=a%7Cb&_count=50",
        "/Observation?patient=p1&patient.identifier=a%7Cb | /fhir/Observation?patient=Patient%2Fp1&patient:Patient.identifier=a%7Cb&_count=50",
        "/Patient/p1/Observation?patient:identifier=a%7Cb | /fhir/Observation?patient=Patient%2Fp1&patient:identifier=a%7Cb&_count=50",
        "/Coverage?_summary=count | /fhir/Coverage?patient=Patient%2Fp1&_summary=count",
        // of which nobody could tell over several records what they show
        "/Observation?_sort=code | /fhir/Observation?patient=Patient%2Fp1&_sort=code&_count=50",
        "/Media?_sort=-created | /fhir/Media?patient=Patient%2Fp1&_sort=-created&_count=50",
        "/Observation?_summary=true&_sort=-date | /fhir/Observation?patient=Patient%2Fp1&_sort=-date&_count=50&_summary=true",
        "/Observation?performer=Patient/p1 | /fhir/Observation?patient=Patient%2Fp1&performer=Patient%2Fp1&_count=50"
      })
  void aPatientNeedNotNameThemselves(String query, String uri) {
    Answer answer = gateway.get(query, gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(gateway.premises.arrived().get(0).uri()).isEqualTo(uri);
    assertThat(gateway.cloud.arrived()).isEmpty();
    assertThat(gateway.settled(answer)).containsEntry("patient", "p1");
  }

  /** Of whom they act for, each is asked for at their own host. */
  @Test
  void aGuardianFindsByAnIdentifierOfTheirWards() {
    Shelf.of(gateway.premises, observation("o1", "p1"), observation("o2", "p2"));
    JsonObject ward = new JsonObject().put("practices", new JsonArray().add(TestRealm.PRACTICE));
    JsonObject claims =
        gateway
            .realm
            .patientClaims("mother")
            .put("guardian_of", new JsonObject().put("p1", ward).put("p3", ward));

    Answer answer =
        gateway.get("/Observation?patient.identifier=a%7Cb", gateway.realm.token(claims));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("o2");
    assertThat(gateway.premises.arrived())
        .extracting(RecordingHost.Arrived::uri)
        .contains(
            "/fhir/Observation?patient=Patient%2Fp1&patient:Patient.identifier=a%7Cb&_count=100");
    assertThat(gateway.premises.arrived())
        .allMatch(request -> request.uri().contains("?patient=Patient%2F"));
  }

  /** A match would tell of the other one, who is masked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Appointment?patient:identifier=a%7Cb",
        "/Appointment?patient.identifier=a%7Cb",
        "/Account?patient:identifier=a%7Cb",
        "/Account?patient.identifier=a%7Cb",
        "/Group?member:identifier=a%7Cb",
        "/Provenance?patient:identifier=a%7Cb",
        "/Observation?performer:identifier=a%7Cb",
        "/Observation?performer:Patient.identifier=a%7Cb",
        "/Observation?patient.link:Patient.identifier=a%7Cb",
        "/Observation?patient=p2&patient:identifier=a%7Cb",
        "?_type=Appointment&patient:identifier=a%7Cb"
      })
  void aPatientDoesNotFindByAnIdentifierWhoElseThereIs(String query) {
    Answer answer = gateway.get(query, gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  /** It says by whether it matches what the Patient is like. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient/Observation.rs",
        "patient/Observation.rs patient/Patient.r",
        "patient/Observation.rs patient/Patient.rs?gender=female"
      })
  void byWhatThePatientIsLikeTakesTheWholeScopeForIt(String scopes) {
    JsonObject claims = gateway.realm.patientClaims("p1").put("scope", "openid " + scopes);

    Answer answer = gateway.get("/Observation?patient.name=x", gateway.realm.token(claims));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  /**
   * What a host would count, or find, may be somebody else's as well; of several types likewise.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?_type=Observation | /fhir/Observation?patient=Patient%2Fp1&_count=100",
        "?_type=Observation&code=x | /fhir/Observation?patient=Patient%2Fp1&code=x&_count=100",
        "/Account?_summary=count | /fhir/Account?patient=Patient%2Fp1&_count=100&_elements=id%2Csubject",
        "/Account?_count=1 | /fhir/Account?patient=Patient%2Fp1&_count=100",
        "/Appointment?_count=0 | /fhir/Appointment?patient=Patient%2Fp1&_count=100&_elements=id%2Cparticipant"
      })
  void aPatientNeedNotNameThemselvesInWhatIsPutTogether(String query, String uri) {
    Shelf.of(gateway.premises, observation("o1", "p1"), observation("o2", "p2"));

    Answer answer = gateway.get(query, gateway.realm.patient("p1"));
    Answer form =
        gateway.post(
            query.replaceFirst("\\?.*", "/_search"),
            gateway.realm.patient("p1"),
            query.replaceFirst(".*\\?", ""),
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("o2");
    assertThat(query.contains("Observation")).isEqualTo(answer.body().contains("o1"));
    assertThat(form.status()).as(form.body()).isEqualTo(200);
    assertThat(gateway.premises.arrived().get(0).uri()).isEqualTo(uri);
    assertThat(gateway.cloud.arrived()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?patient=p1,p2",
        "/Observation?patient=p2",
        "/Patient?_id=p1,p2",
        "/Patient?_id=p2",
        "?_type=Observation&patient=p2"
      })
  void aPatientWhoNamesAnotherIsRefused(String query) {
    Answer answer = gateway.get(query, gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void aPatientsHistoryIsThatOfTheirRecordAtItsHostAlone() {
    Answer ofType = gateway.get("/Observation/_history", gateway.realm.patient("p1"));
    Answer ofAll = gateway.get("/_history", gateway.realm.patient("permitted"));

    assertThat(ids(ofType)).containsExactly("o1");
    assertThat(ofType.json().getString("type")).isEqualTo("history");
    assertThat(gateway.premises.arrived()).allMatch(r -> !r.uri().contains("permitted"));
    assertThat(ids(ofAll)).containsExactlyInAnyOrder("permitted", "o2");
    assertThat(ofAll.body()).doesNotContainPattern("\\b(p1|p2|p3)\\b");
  }

  /** A host cannot be asked for theirs alone. */
  @Test
  void aPatientHasAHostLookForTheirVersionsAmongSomeOfAllAndNotAmongAll() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                new JsonObject()
                    .put("resourceType", "Bundle")
                    .put("type", "history")
                    .put(
                        "link",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("relation", "next")
                                    .put("url", gateway.premises.url() + "?further=1")))));

    Answer answer = gateway.get("/Observation/_history", gateway.realm.patient("p1"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(gateway.premises.arrived()).hasSize(10);
  }

  @Test
  void aHistoryShowsTheLatestFirstAndEachVersionByWhoseItWas() {
    Shelf.of(
        gateway.premises,
        version("o1", "p1", "2", "2026-02-02T00:00:00Z"),
        version("o1", "of-another-practice", "1", "2026-01-01T00:00:00Z").put("subject", null),
        version("o5", "p2", "1", "2026-03-03T00:00:00Z"));
    Shelf.of(gateway.cloud, version("o1", "permitted", "1", "2026-02-15T00:00:00Z"));

    Answer answer = gateway.get("/Observation/_history", gateway.realm.practitioner());

    assertThat(
            entries(answer).stream()
                .map(
                    entry ->
                        entry
                            .getJsonObject("resource")
                            .getJsonObject("meta")
                            .getString("lastUpdated"))
                .toList())
        .containsExactly("2026-03-03T00:00:00Z", "2026-02-15T00:00:00Z", "2026-02-02T00:00:00Z");
    assertThat(entries(answer))
        .allMatch(entry -> entry.containsKey("request") && entry.containsKey("response"));
    assertThat(answer.json().getInteger("total")).isEqualTo(3);
  }

  @Test
  void aDeletionWithoutContentIsNobodys() {
    gateway.premises.answers(
        request ->
            Reply.json(
                200,
                new JsonObject()
                    .put("resourceType", "Bundle")
                    .put("type", "history")
                    .put(
                        "entry",
                        new JsonArray()
                            .add(
                                new JsonObject()
                                    .put("fullUrl", "Observation/gone")
                                    .put(
                                        "request",
                                        new JsonObject()
                                            .put("method", "DELETE")
                                            .put("url", "Observation/gone"))))));
    Shelf.of(gateway.cloud);

    Answer answer = gateway.get("/Observation/_history", gateway.realm.practitioner());

    assertThat(answer.json().getInteger("total")).isZero();
    assertThat(answer.body()).doesNotContain("gone");
  }

  @Test
  void severalTypesAreSearchedTogether() {
    Answer practitioner =
        gateway.get("?_type=Patient,Observation&_count=3", gateway.realm.practitioner());
    Answer patient = gateway.get("?_type=Patient,Observation", gateway.realm.patient("p1"));

    assertThat(ids(practitioner)).containsExactly("o1", "o2", "o3");
    assertThat(practitioner.json().getInteger("total")).isEqualTo(7);
    assertThat(ids(follow(practitioner, gateway.realm.practitioner())))
        .containsExactly("p1", "p2", "p3");
    assertThat(ids(patient)).containsExactly("o1", "p1");
  }

  @Test
  void aGuardianIsShownTheirOwnRecordAndTheirWardsTogetherEachFromItsHost() {
    JsonObject claims =
        gateway
            .realm
            .patientClaims("p1")
            .put(
                "guardian_of",
                new JsonObject()
                    .put(
                        "permitted",
                        new JsonObject()
                            .put("practices", new JsonArray().add(TestRealm.PRACTICE))));
    Shelf.of(
        gateway.premises,
        observation("o1", "p1").put("performer", mention("p2")),
        observation("o3", "p3"));
    Shelf.of(gateway.cloud, observation("o2", "permitted").put("performer", mention("p1")));

    Answer answer = gateway.get("/Observation?code=x", gateway.realm.token(claims));

    assertThat(ids(answer)).containsExactly("o1", "o2");
    assertThat(answer.body())
        .doesNotContainPattern("\\b(p2|p3)\\b")
        .contains("masked", "Patient/p1");
    assertThat(asked(gateway.premises))
        .containsExactly("GET /fhir/Observation?patient=Patient%2Fp1&code=x&_count=100");
    assertThat(asked(gateway.cloud))
        .containsExactly("GET /fhir/Observation?patient=Patient%2Fpermitted&code=x&_count=100");
    assertThat(settled(answer))
        .extracting(row -> row.get("role") + " " + row.get("patient"))
        .containsExactlyInAnyOrder("patient null", "patient p1", "guardian permitted");
  }

  @Test
  void aBatchTakesThemToo() {
    Answer answer =
        gateway.post(
            "",
            gateway.realm.practitioner(),
            Bundles.of("batch", Bundles.get("Patient?name=x"), Bundles.get("Observation?code=x"))
                .encode());

    assertThat(Bundles.statuses(answer)).containsExactly("200", "200");
    assertThat(answer.body()).contains("permitted", "\"o3\"");
    assertThat(patientsInTheJournal(answer)).contains("p1", "p2", "p3", "permitted");
  }

  private static JsonArray mention(String patient) {
    return new JsonArray().add(new JsonObject().put("reference", "Patient/" + patient));
  }

  private Answer pages(String query) {
    String token = gateway.realm.practitioner();
    Answer answer = gateway.get(query, token);
    StringBuilder all = new StringBuilder(said(answer));
    Answer page = answer;
    while (page.status() == 200 && page.next() != null) {
      page = follow(page, token);
      all.append('\n').append(said(page));
    }
    return new Answer(answer.status(), answer.headers(), all.toString());
  }

  private static String said(Answer answer) {
    return answer.body().replaceAll("_page=[^\"]*", "_page=");
  }

  private static Answer follow(Answer page, String token) {
    return gateway.send("GET", URI.create(String.valueOf(page.next())), token, null);
  }

  private static List<JsonObject> entries(Answer answer) {
    return answer.json().getJsonArray("entry", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static List<String> ids(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.ids();
  }

  private static List<Map<String, Object>> settled(Answer answer) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> gateway.journal(answer.requestId()),
            rows -> !rows.isEmpty() && rows.stream().allMatch(row -> row.get("status") != null));
  }

  private static List<String> patientsInTheJournal(Answer answer) {
    List<String> patients = new ArrayList<>();
    for (Map<String, Object> row : settled(answer)) {
      if (row.get("patient") != null) {
        patients.add((String) row.get("patient"));
      }
    }
    return patients;
  }

  private static List<String> asked(RecordingHost host) {
    return host.arrived().stream().map(request -> request.method() + " " + request.uri()).toList();
  }

  private static JsonObject patient(String id, String family, String birth) {
    return new JsonObject()
        .put("resourceType", "Patient")
        .put("id", id)
        .put("name", new JsonArray().add(new JsonObject().put("family", family)))
        .put("birthDate", birth);
  }

  private static JsonObject version(String id, String patient, String version, String at) {
    return observation(id, patient)
        .put("meta", new JsonObject().put("versionId", version).put("lastUpdated", at));
  }
}
