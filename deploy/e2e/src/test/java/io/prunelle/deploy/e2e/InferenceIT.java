// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A patient tries to learn something about another one, without ever being shown it: by what is
 * counted, ordered, matched, added or overwritten. Both records live on the same HAPI server.
 */
@ExtendWith(RunningDemo.class)
@Order(11)
final class InferenceIT {

  private static final String SECRET = "https://sante.example/secret|42";

  private final Http http = new Http();
  private final Demo demo;
  private final String own;
  private final String other;
  private final String token;
  private final String number = UUID.randomUUID().toString();

  InferenceIT(Demo demo) {
    this.demo = demo;
    this.own = demo.patient("PERMIT", 0).patientId();
    this.other = demo.patient("PERMIT", 1).patientId();
    this.token = new Realm(demo, http).token(demo.patient("PERMIT", 0));
  }

  /** Written past the gateway: what there is to be found out. */
  @BeforeEach
  void thereAreThingsThatConcernBoth() {
    put("Observation/secret-of-other", observation(other, "secret-of-other", "", identifier()));
    put(
        "Observation/performed-by-other",
        observation(own, "performed-by-other", performer("Patient/" + other), ""));
    put("Account/own-account", account("own-account", own));
    put("Account/shared-account", account("shared-account", own, other));
    put("Encounter/encounter-of-other", encounter(other, "encounter-of-other"));
  }

  /** A record that is shared with another could not be moved afterwards. */
  @AfterEach
  void thereAreNoneAnyMore() {
    for (String reference :
        List.of(
            "Observation/secret-of-other",
            "Observation/twin-of-other",
            "Observation/performed-by-other",
            "Observation/performed-by-doctor",
            "Account/own-account",
            "Account/shared-account",
            "Encounter/encounter-of-other",
            "Practitioner/doctor-of-own",
            "Practitioner/doctor-of-nobody")) {
      assertThat(http.send("DELETE", cloud() + "/" + reference, null, null, null).status())
          .as(reference)
          .isIn(200, 204, 404);
    }
  }

  @Test
  void anotherPatientsResourceDoesNotKeepOnesOwnFromBeingCreated() {
    String condition = "identifier=" + Http.encode(SECRET.replace("42", number));
    put(
        "Observation/twin-of-other",
        observation(other, "twin-of-other", "", identifier().replace("42", number)));

    Http.Answer first = create(condition);
    Http.Answer second = create(condition);

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).as("there is one of their own now").isEqualTo(200);
    assertThat(second.json().at("/id")).isEqualTo(first.json().at("/id"));
    assertThat(first.body() + second.body()).doesNotContain(other, "twin-of-other");
  }

  @Test
  void anotherPatientsResourceIsNotOverwrittenByACondition() {
    Http.Answer answer =
        http.send(
            "PUT",
            demo.fhir() + "/Observation?identifier=" + Http.encode(SECRET),
            token,
            "application/fhir+json",
            observation(own, null, "", identifier()));

    assertThat(answer.status()).isIn(200, 201);
    assertThat(answer.body()).doesNotContain(other, "secret-of-other");
    assertThat(direct("Observation/secret-of-other").at("/subject/reference").asText())
        .isEqualTo("Patient/" + other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Account?patient=%s&_count=1",
        "/Account?patient=%s&_count=1&_total=accurate",
        "/Account?patient=%s&_sort=-_lastUpdated&_count=1&_total=accurate",
        "/Account?patient=%s",
        "/Account?patient=%s&_include=Account:subject",
        "/Account?patient=%s&_elements=status",
        "/Account?patient=%s&_summary=true",
        "/Patient?_id=%s&_revinclude=Account:subject",
        "/Patient/%s/Account",
        "/Patient/%s/$everything?_count=1000"
      })
  void whatBelongsToAnotherAsWellIsNeitherShownNorCounted(String query) {
    List<JsonNode> pages = pages(query.formatted(own));

    assertThat(pages).extracting(JsonNode::toString).noneMatch(page -> page.contains("shared-"));
    for (JsonNode page : pages) {
      if (query.contains("/Account") && page.has("total")) {
        assertThat(page.at("/total").asInt()).as(query).isEqualTo(1);
      }
    }
  }

  /**
   * With each of these the answer would tell whether it is so. It must be the same if it is not.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "performer:Patient._id=OTHER | performer:Patient._id=nobody",
        "performer:Patient.name:contains=a | performer:Patient.name:contains=qqqq",
        "performer.gender=female | performer.gender=nonsense",
        "performer=Patient/OTHER | performer=Patient/nobody",
        "performer:Patient=OTHER | performer:Patient=nobody",
        "performer=OTHER | performer=nobody",
        "subject:Patient.link.name=a | subject:Patient.link.name=qqqq",
        "encounter.subject=Patient/OTHER | encounter.subject=Patient/nobody",
        "encounter=Encounter/encounter-of-other | encounter=Encounter/nothing",
        "encounter=encounter-of-other | encounter=nothing",
        "_id=secret-of-other | _id=nothing",
        "identifier=https://sante.example/secret%7C42&_id=secret-of-other | identifier=https://sante.example/secret%7C43&_id=nothing",
        "_has:Account:subject:_id=shared-account | _has:Account:subject:_id=nothing",
        "_has:AuditEvent:entity:agent=OTHER | _has:AuditEvent:entity:agent=nobody",
        "_has:Provenance:target:agent=OTHER | _has:Provenance:target:agent=nobody",
        "_has:Group:member:_id=OTHER | _has:Group:member:_id=nobody",
        "_filter=performer%20eq%20Patient/OTHER | _filter=performer%20eq%20Patient/nobody",
        "_list=OTHER | _list=nobody",
        "_sort=performer:Patient.birthdate | _sort=performer:Patient.name",
        "_sort=subject.name | _sort=-subject.name",
        "_contained=true&_summary=count&code=x | _contained=true&_summary=count&code=y",
        "_summary=count&performer=Patient/OTHER | _summary=count&performer=Patient/nobody",
        "_elements=performer&performer.name=a | _elements=performer&performer.name=q",
        "_revinclude=Group:member&_id=x | _revinclude=Group:member&_id=y"
      })
  void anAnswerIsTheSameWhetherItIsSoOrNot(String so, String notSo) {
    Http.Answer ifSo = search(so.replace("OTHER", other));
    Http.Answer ifNot = search(notSo);

    assertThat(ifSo.status()).isEqualTo(ifNot.status());
    assertThat(said(ifSo)).isEqualTo(said(ifNot));
    assertThat(ifSo.headers().keySet()).isEqualTo(ifNot.headers().keySet());
  }

  /** Everybody is shown the Schedule, and nobody where it is kept. */
  @Test
  void whatAHomeIsLikeIsNotToldByWhatIsKeptThere() {
    String premises = demo.host("on-premise").at("/fhir").asText();
    put(premises, "Location/home-of-other", home());
    put(premises, "Schedule/kept-at-home", keptAt("Location/home-of-other"));
    try {
      Http.Answer shown = http.get(demo.fhir() + "/Schedule/kept-at-home", token);
      Http.Answer ifSo = schedules("actor:Location.address=12%20rue");
      Http.Answer ifNot = schedules("actor:Location.address=13%20rue");

      assertThat(shown.status()).isEqualTo(200);
      assertThat(ifSo.status()).isEqualTo(ifNot.status());
      assertThat(said(ifSo)).isEqualTo(said(ifNot));
    } finally {
      for (String reference : List.of("Schedule/kept-at-home", "Location/home-of-other")) {
        http.send("DELETE", premises + "/" + reference, null, null, null);
      }
    }
  }

  private Http.Answer schedules(String query) {
    return http.get(demo.fhir() + "/Schedule?_id=kept-at-home&" + query, token);
  }

  private static String home() {
    return "{\"resourceType\":\"Location\",\"id\":\"home-of-other\","
        + "\"type\":[{\"coding\":[{\"code\":\"PTRES\"}]}],"
        + "\"address\":{\"line\":[\"12 rue des Lilas\"]}}";
  }

  private static String keptAt(String place) {
    return "{\"resourceType\":\"Schedule\",\"id\":\"kept-at-home\",\"actor\":[{\"reference\":\""
        + place
        + "\"}]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_include=Observation:performer",
        "_include=Observation:performer:Patient",
        "_include=Observation:performer&_revinclude=Observation:performer",
        "_include=Observation:performer&_include:iterate=Patient:general-practitioner",
        "_include=Observation:subject&_revinclude:iterate=Account:subject",
        "_include=Observation:performer:Practitioner&_revinclude:iterate=Observation:subject"
      })
  void includesBringNothingOfAnother(String include) {
    List<JsonNode> pages =
        pages("/Observation?patient=" + own + "&_id=performed-by-other&" + include);

    for (JsonNode page : pages) {
      for (JsonNode entry : page.at("/entry")) {
        assertThat(entry.at("/fullUrl").asText())
            .as(include)
            .doesNotContain("Patient/" + other, "secret-of-other", "shared-account");
        assertThat(entry.at("/resource/subject/reference").asText("Patient/" + own))
            .isEqualTo("Patient/" + own);
      }
    }
  }

  /** One's own refers to that doctor as well, which is no answer to what was asked. */
  @Test
  void whetherAnotherHasTheSameDoctorIsNotTold() {
    put("Practitioner/doctor-of-own", practitioner("doctor-of-own"));
    put("Practitioner/doctor-of-nobody", practitioner("doctor-of-nobody"));
    put(
        "Observation/performed-by-doctor",
        observation(own, "performed-by-doctor", performer("Practitioner/doctor-of-own"), ""));
    JsonNode before = direct("Patient/" + other);
    String query =
        "_id=performed-by-other,performed-by-doctor&_include=Observation:performer:Patient"
            + "&_include:iterate=Patient:general-practitioner";
    try {
      put("Patient/" + other, treatedBy(before, "doctor-of-own"));
      Http.Answer same = search(query);
      put("Patient/" + other, treatedBy(before, "doctor-of-nobody"));
      Http.Answer different = search(query);

      assertThat(same.status()).as(same.body()).isEqualTo(200);
      assertThat(same.body()).contains("performed-by-doctor");
      assertThat(same.json().at("/entry")).hasSize(2);
      assertThat(said(different)).isEqualTo(said(same));
    } finally {
      put("Patient/" + other, before.toString());
    }
  }

  private static String treatedBy(JsonNode patient, String doctor) {
    ObjectNode treated = patient.deepCopy();
    treated.putArray("generalPractitioner").addObject().put("reference", "Practitioner/" + doctor);
    return treated.toString();
  }

  private static String practitioner(String id) {
    return "{\"resourceType\":\"Practitioner\",\"id\":\"" + id + "\",\"active\":true}";
  }

  /** Of all that is another's, none would be shown; but how much there is would tell. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MedicationRequest:patient&_include:iterate=MedicationRequest:medication",
        "QuestionnaireResponse:patient&_include:iterate=QuestionnaireResponse:questionnaire",
        "Encounter:patient&_include:iterate=Encounter:service-provider"
      })
  void allThatIsAnothersIsNotAskedFor(String reverse) {
    Http.Answer answer =
        search("_include=Observation:performer:Patient&_revinclude:iterate=" + reverse);

    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
  }

  /** HAPI leaves out of a reference what is not asked for, and so what it would be masked by. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation?patient=%s&_id=performed-by-other&_elements=performer.display",
        "/Observation?patient=%s&_id=performed-by-other&_elements=Observation.performer.display",
        "/Observation/performed-by-other?_elements=performer.display,performer.identifier"
      })
  void aPartOfAReferenceDoesNotTellWhoIsMasked(String query) {
    String display = "\"display\":\"Jean Dupont\"";
    put(
        "Observation/performed-by-other",
        observation(
            own,
            "performed-by-other",
            performer("Patient/" + other).replace("}],", "," + display + "}],"),
            ""));

    Http.Answer answer = http.get(demo.fhir() + query.formatted(own), token);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("masked").doesNotContain("Dupont", other);
  }

  /** None of this may cost clients what is theirs. */
  @Test
  void whatIsOnesOwnIsFoundCountedAndSorted() {
    int count = search("_summary=count").json().at("/total").asInt();
    List<String> seen = new ArrayList<>();
    for (JsonNode page : pages("/Observation?patient=" + own + "&_count=100&_sort=-date,_id")) {
      page.at("/entry").forEach(entry -> seen.add(entry.at("/fullUrl").asText()));
    }
    Http.Answer form =
        http.send(
            "POST",
            demo.fhir() + "/Observation/_search",
            token,
            "application/x-www-form-urlencoded",
            "patient=" + own + "&_count=1&_elements=code&_total=accurate");

    assertThat(seen).hasSize(count).doesNotHaveDuplicates();
    assertThat(form.status()).isEqualTo(200);
    assertThat(form.json().at("/entry/0/resource/code").isMissingNode()).isFalse();
    assertThat(form.json().at("/total").asInt()).isEqualTo(count);
    assertThat(pages("/Patient/" + own + "/Observation?_count=100")).isNotEmpty();
    assertThat(
            http.get(
                    demo.fhir()
                        + "/Encounter?patient="
                        + own
                        + "&_include=Encounter:service-provider&_count=3",
                    token)
                .body())
        .contains("\"include\"", "/Organization/");
  }

  @Test
  void aPatientReadsAndUpdatesTheirOwnVersions() {
    String url = demo.fhir() + "/Patient/" + own;
    Http.Answer read = http.get(url, token);
    String version = read.json().at("/meta/versionId").asText();

    Http.Answer vread = http.get(url + "/_history/" + version, token);
    Http.Answer outdated =
        http.send("PUT", url, token, "application/fhir+json", read.body(), "If-Match", "W/\"999\"");
    Http.Answer updated =
        http.send(
            "PUT",
            url,
            token,
            "application/fhir+json",
            read.body(),
            "If-Match",
            "W/\"" + version + "\"");

    assertThat(vread.json().at("/id").asText()).isEqualTo(own);
    assertThat(outdated.status()).isIn(409, 412);
    assertThat(updated.status()).isEqualTo(200);
  }

  private Http.Answer search(String query) {
    return http.get(demo.fhir() + "/Observation?patient=" + own + "&" + query, token);
  }

  private Http.Answer create(String condition) {
    return http.send(
        "POST",
        demo.fhir() + "/Observation",
        token,
        "application/fhir+json",
        observation(own, null, "", identifier().replace("42", number)),
        "If-None-Exist",
        condition);
  }

  /** All pages, the first and those its links lead to. */
  private List<JsonNode> pages(String query) {
    List<JsonNode> pages = new ArrayList<>();
    String url = demo.fhir() + query;
    while (url != null && pages.size() < 50) {
      Http.Answer answer = http.get(url, token);
      assertThat(answer.status()).as(url + answer.body()).isEqualTo(200);
      pages.add(answer.json());
      url = null;
      for (JsonNode link : answer.json().at("/link")) {
        if (link.at("/relation").asText().equals("next")) {
          url = link.at("/url").asText();
        }
      }
    }
    return pages;
  }

  /** Without what repeats the question. */
  private static String said(Http.Answer answer) {
    return answer.body().replaceAll("\"link\":\\[.*?]", "");
  }

  private void put(String reference, String resource) {
    put(cloud(), reference, resource);
  }

  private void put(String host, String reference, String resource) {
    Http.Answer answer =
        http.send("PUT", host + "/" + reference, null, "application/fhir+json", resource);
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  private JsonNode direct(String reference) {
    return http.get(cloud() + "/" + reference, null).json();
  }

  private String cloud() {
    return demo.host("cloud").at("/fhir").asText();
  }

  private static String observation(
      String patient, String id, String performer, String identifier) {
    return "{\"resourceType\":\"Observation\","
        + (id == null ? "" : "\"id\":\"" + id + "\",")
        + identifier
        + performer
        + "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
        + patient
        + "\"}}";
  }

  private static String identifier() {
    String[] parts = SECRET.split("\\|", 2);
    return "\"identifier\":[{\"system\":\"" + parts[0] + "\",\"value\":\"" + parts[1] + "\"}],";
  }

  private static String performer(String reference) {
    return "\"performer\":[{\"reference\":\"" + reference + "\"}],";
  }

  private static String account(String id, String... patients) {
    List<String> subjects = new ArrayList<>();
    for (String patient : patients) {
      subjects.add("{\"reference\":\"Patient/" + patient + "\"}");
    }
    return "{\"resourceType\":\"Account\",\"id\":\""
        + id
        + "\",\"status\":\"active\",\"subject\":"
        + subjects
        + "}";
  }

  private static String encounter(String patient, String id) {
    return "{\"resourceType\":\"Encounter\",\"id\":\""
        + id
        + "\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
        + patient
        + "\"}}";
  }
}
