// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A practitioner's day over all records of a practice, which live on two real hosts. */
@ExtendWith(RunningDemo.class)
@Order(16)
final class AcrossIT {

  private static final String STRANGER =
      "{\"resourceType\":\"Patient\",\"id\":\"stranger-in-the-cloud\",\"name\":[{\"family\":\"Strangerson\"}]}";

  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final String practitioner;

  AcrossIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.practitioner = realm.token(demo.practitioner(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void aPatientIsFoundByNameBirthDateAndIdentifierWhereverTheirRecordIs(String decision) {
    String id = demo.patient(decision, 0).patientId();
    JsonNode patient = http.get(demo.fhir() + "/Patient/" + id, practitioner).json();
    String family = Http.encode(patient.at("/name/0/family").asText());
    String birth = patient.at("/birthDate").asText();
    JsonNode identifier = patient.at("/identifier/0");
    String token =
        Http.encode(identifier.at("/system").asText() + "|" + identifier.at("/value").asText());

    assertThat(ids(search("/Patient?family=" + family))).contains(id);
    assertThat(ids(search("/Patient?birthdate=" + birth + "&family=" + family))).contains(id);
    assertThat(ids(search("/Patient?identifier=" + token))).containsExactly(id);
    assertThat(search("/Patient?identifier=" + token + "&_summary=count").at("/total").asInt())
        .isEqualTo(1);
    assertThat(ids(search("/Encounter?patient.identifier=" + token + "&_count=1"))).hasSize(1);
    assertThat(subjects(search("/Encounter?patient.identifier=" + token + "&_count=100")))
        .containsExactly(id);
  }

  @Test
  void allPatientsOfThePracticeAreListedOncePageByPageInOneOrder() {
    Set<String> all =
        demo.users().stream()
            .filter(user -> user.role().equals("patient"))
            .map(Demo.User::patientId)
            .collect(Collectors.toSet());
    List<String> seen = new ArrayList<>();
    List<String> births = new ArrayList<>();
    String url = demo.fhir() + "/Patient?_sort=birthdate&_count=3";
    while (url != null) {
      JsonNode page = http.get(url, practitioner).json();
      assertThat(page.at("/total").asInt()).isEqualTo(all.size());
      seen.addAll(ids(page));
      page.at("/entry").forEach(entry -> births.add(entry.at("/resource/birthDate").asText()));
      url = next(page);
    }

    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    assertThat(births).isSorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void aDaysEncountersAreThoseOfEverybodySeenThatDay(String decision) {
    String id = demo.patient(decision, 0).patientId();
    JsonNode one = search("/Encounter?patient=" + id + "&_count=1").at("/entry/0/resource");
    String day = one.at("/period/start").asText().substring(0, 10);

    JsonNode found = search("/Encounter?date=" + day + "&_include=Encounter:patient");

    assertThat(ids(found)).contains(one.at("/id").asText(), id);
    assertThat(found.at("/total").asInt())
        .isEqualTo(search("/Encounter?date=" + day + "&_summary=count").at("/total").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMIT", "DENY"})
  void aPatientNeedNotNameThemselves(String decision) {
    Demo.User user = demo.patient(decision, 0);
    String token = realm.token(user);

    JsonNode own = http.get(demo.fhir() + "/Patient", token).json();
    JsonNode observations =
        http.get(demo.fhir() + "/Observation?category=vital-signs&_count=20", token).json();
    JsonNode history = http.get(demo.fhir() + "/Patient/_history", token).json();

    assertThat(ids(own)).containsExactly(user.patientId());
    assertThat(subjects(observations)).containsExactly(user.patientId());
    assertThat(ids(history)).contains(user.patientId()).containsOnly(user.patientId());
  }

  @Test
  void whatLivesElsewhereIsNotThere() {
    String cloud = demo.host("cloud").at("/fhir").asText();
    String url = cloud + "/Patient/stranger-in-the-cloud";
    assertThat(http.send("PUT", url, null, "application/fhir+json", STRANGER).status())
        .isIn(200, 201);
    try {
      Http.Answer stranger = http.get(demo.fhir() + "/Patient?family=Strangerson", practitioner);
      Http.Answer nobody = http.get(demo.fhir() + "/Patient?family=Nobodyson", practitioner);

      assertThat(stranger.status()).isEqualTo(200);
      assertThat(said(stranger)).isEqualTo(said(nobody)).contains("\"total\":0");
      assertThat(stranger.headers().keySet()).isEqualTo(nobody.headers().keySet());
      assertThat(search("/Patient?_count=1000").toString()).doesNotContain("Strangerson");
    } finally {
      http.send("DELETE", url, null, null, null);
    }
  }

  /** Each would tell of what is not shown; so whether it is so or not, the answer is the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Observation?performer=Patient/OTHER | /Observation?performer=Patient/nobody",
        "/Observation?performer:Patient.name=a | /Observation?performer:Patient.name=qqqq",
        "/Observation?encounter.status=finished | /Observation?encounter.status=planned",
        "/Encounter?_has:Observation:encounter:status=final | /Encounter?_has:Observation:encounter:status=amended",
        "/Patient?_has:Observation:performer:status=final | /Patient?_has:Observation:performer:status=amended",
        "/Patient?link=Patient/OTHER | /Patient?link=Patient/nobody",
        "/Observation?_sort=subject | /Observation?_sort=-subject",
        "/Patient?_filter=family%20eq%20a | /Patient?_filter=family%20eq%20q"
      })
  void anAnswerIsTheSameWhetherItIsSoOrNot(String so, String notSo) {
    String other = demo.patient("DENY", 1).patientId();

    Http.Answer ifSo = http.get(demo.fhir() + so.replace("OTHER", other), practitioner);
    Http.Answer ifNot = http.get(demo.fhir() + notSo, practitioner);

    assertThat(ifSo.status()).isIn(400, 403);
    assertThat(said(ifSo)).isEqualTo(said(ifNot));
  }

  @Test
  void nothingInAnAnswerDiffersByHost() {
    Http.Answer cloud = one(demo.patient("PERMIT", 0));
    Http.Answer premises = one(demo.patient("DENY", 0));

    assertThat(cloud.headers().keySet()).isEqualTo(premises.headers().keySet());
    assertThat(names(cloud.json())).isEqualTo(names(premises.json()));
    assertThat(names(cloud.json().at("/entry/0"))).isEqualTo(names(premises.json().at("/entry/0")));
    assertThat(cloud.json().at("/entry/0/fullUrl").asText()).startsWith(demo.fhir() + "/Patient/");
    for (String kind : List.of("cloud", "on-premise")) {
      assertThat(cloud.body() + premises.body())
          .doesNotContain(demo.host(kind).at("/fhir").asText());
    }
  }

  @Test
  void aPractitionerOfAnotherPracticeIsToldNothing() {
    String stranger =
        demo.users().stream()
            .filter(user -> user.role().equals("practitioner"))
            .map(realm::token)
            .filter(token -> http.get(demo.fhir() + "/Patient?name=a", token).status() == 403)
            .findFirst()
            .orElseThrow();

    Http.Answer answer = http.get(demo.fhir() + "/Patient?_count=1000", stranger);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("Patient/");
  }

  private Http.Answer one(Demo.User user) {
    return http.get(demo.fhir() + "/Patient?_id=" + user.patientId() + ",nobody", practitioner);
  }

  private JsonNode search(String query) {
    Http.Answer answer = http.get(demo.fhir() + query, practitioner);
    assertThat(answer.status()).as(query + " " + answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> ids(JsonNode bundle) {
    List<String> ids = new ArrayList<>();
    bundle.at("/entry").forEach(entry -> ids.add(entry.at("/resource/id").asText()));
    return ids;
  }

  private static Set<String> subjects(JsonNode bundle) {
    Set<String> subjects = new TreeSet<>();
    bundle
        .at("/entry")
        .forEach(
            entry ->
                subjects.add(
                    entry.at("/resource/subject/reference").asText().replace("Patient/", "")));
    return subjects;
  }

  private static String next(JsonNode bundle) {
    for (JsonNode link : bundle.at("/link")) {
      if (link.at("/relation").asText().equals("next")) {
        return link.at("/url").asText();
      }
    }
    return null;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
      names.add(all.next());
    }
    return names;
  }

  /** Without what repeats the question. */
  private static String said(Http.Answer answer) {
    return answer.status() + answer.body().replaceAll("\"link\":\\[.*?]", "");
  }
}
