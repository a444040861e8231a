// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A practitioner does the same to the record of a patient who permitted the cloud and of one who
 * refused it, on two real hosts, and is answered the same.
 */
@ExtendWith(RunningDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(18)
final class SameAnswersIT {

  private static final String ARCHIVE = "earlier-versions-3d813cbb-47fb-32ba-91df-831e1593ac29";
  private static final List<String> REFERENCE_DATA =
      List.of(
          "Slot/same-slot",
          "Schedule/same-schedule",
          "Medication/same-medication",
          "Organization/same-maker",
          "Practitioner/same-doctor");

  private final Http http = new Http();
  private final Demo demo;
  private final String practitioner;
  private final List<String> written = new ArrayList<>();

  SameAnswersIT(Demo demo) {
    this.demo = demo;
    this.practitioner = new Realm(demo, http).token(demo.practitioner(0));
  }

  /** Past the gateway: what the practice looks after, and what a move would have taken along. */
  @BeforeAll
  void put() {
    put("on-premise", "Practitioner", "same-doctor", "'name':[{'family':'Nouvelle'}]");
    put("on-premise", "Organization", "same-maker", "'name':'Fabrique'");
    put(
        "on-premise",
        "Medication",
        "same-medication",
        "'code':{'text':'x'},'manufacturer':{'reference':'Organization/same-maker'}");
    put(
        "on-premise",
        "Schedule",
        "same-schedule",
        "'actor':[{'reference':'Practitioner/same-doctor'}]");
    put(
        "on-premise",
        "Slot",
        "same-slot",
        "'status':'free','start':'2030-01-02T09:00:00Z','end':'2030-01-02T09:30:00Z',"
            + "'schedule':{'reference':'Schedule/same-schedule'}");
    put(
        "cloud",
        "DocumentReference",
        ARCHIVE,
        "'status':'current','description':'Earlier versions of this record as they were kept at X',"
            + "'type':{'text':'Versions antérieures / Earlier versions'},"
            + "'subject':{'reference':'Patient/%s'},'content':[{'attachment':{'title':'x'}}]"
                .formatted(patient("PERMIT")));
  }

  @AfterAll
  void delete() {
    written.forEach(
        path -> http.send("DELETE", demo.fhir() + "/" + path, practitioner, null, null));
    http.send("DELETE", host("cloud") + "/DocumentReference/" + ARCHIVE, null, null, null);
    for (String kind : List.of("on-premise", "cloud")) {
      REFERENCE_DATA.forEach(
          path -> http.send("DELETE", host(kind) + "/" + path, null, null, null));
    }
  }

  @Test
  void whatIsAnsweredDoesNotTellWhereARecordLives() {
    assertThat(day("PERMIT")).isEqualTo(day("DENY"));
  }

  /** What is the same of each answer, whoever the patient is. */
  private Map<String, String> day(String decision) {
    String patient = patient(decision);
    Map<String, String> answers = new TreeMap<>();
    answers.put(
        "booking",
        write(
            "Appointment",
            "'status':'booked','slot':[{'reference':'Slot/same-slot'}],'participant':["
                + "{'actor':{'reference':'Patient/%s'},'status':'accepted'},".formatted(patient)
                + "{'actor':{'reference':'Practitioner/same-doctor'},'status':'accepted'}]"));
    answers.put(
        "prescription",
        write(
            "MedicationRequest",
            "'status':'active','intent':'order','subject':{'reference':'Patient/%s'},"
                    .formatted(patient)
                + "'medicationReference':{'reference':'Medication/same-medication'},"
                + "'requester':{'reference':'Practitioner/same-doctor'}"));
    answers.put(
        "include",
        sorts(
            "/MedicationRequest?patient=%s&medication=Medication/same-medication".formatted(patient)
                + "&_include=MedicationRequest:medication"));
    answers.put(
        "kept at",
        sorts("/DocumentReference?patient=%s&description=Earlier%%20versions".formatted(patient)));
    answers.put(
        "how many kept at",
        sorts(
            "/DocumentReference?patient=%s&description=Earlier%%20versions&_summary=count"
                .formatted(patient)));
    answers.put("page", String.valueOf(fits("/Observation?patient=%s".formatted(patient))));
    answers.put("everything", String.valueOf(fits("/Patient/%s/$everything".formatted(patient))));
    return answers;
  }

  /** Whether a page has as many as there are, and fifty if there are more. */
  private boolean fits(String path) {
    JsonNode page = get(path);
    int entries = page.at("/entry").size();
    boolean more = page.toString().contains("\"relation\":\"next\"");
    return more ? entries == 50 : entries <= 50;
  }

  private String sorts(String path) {
    JsonNode bundle = get(path);
    List<String> types = new ArrayList<>();
    bundle.at("/entry").forEach(entry -> types.add(entry.at("/resource/resourceType").asText()));
    return types + " " + bundle.at("/total").asText();
  }

  private JsonNode get(String path) {
    Http.Answer answer = http.get(demo.fhir() + path.replace("$", "%24"), practitioner);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private String write(String type, String elements) {
    Http.Answer answer =
        http.send(
            "POST",
            demo.fhir() + "/" + type,
            practitioner,
            "application/fhir+json",
            "{'resourceType':'%s',%s}".formatted(type, elements).replace('\'', '"'));
    if (answer.status() == 201) {
      written.add(type + "/" + answer.json().at("/id").asText());
    }
    return answer.status() + (answer.status() == 201 ? "" : answer.body());
  }

  private void put(String kind, String type, String id, String elements) {
    Http.Answer put =
        http.send(
            "PUT",
            host(kind) + "/" + type + "/" + id,
            null,
            "application/fhir+json",
            "{'resourceType':'%s','id':'%s',%s}".formatted(type, id, elements).replace('\'', '"'));
    assertThat(put.status()).as(put.body()).isIn(200, 201);
  }

  private String patient(String decision) {
    return demo.patient(decision, 0).patientId();
  }

  private String host(String kind) {
    return demo.host(kind).at("/fhir").asText();
  }
}
