// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types beyond the patient's own observations, references and operations, on real hosts. */
@ExtendWith(RunningDemo.class)
@Order(16)
final class BodiesIT {
  private final Http http = new Http();
  private final Demo demo;
  private final Realm realm;
  private final Demo.User patient;
  private final Demo.User other;

  BodiesIT(Demo demo) {
    this.demo = demo;
    this.realm = new Realm(demo, http);
    this.patient = demo.patient("DENY", 0);
    this.other = demo.patient("DENY", 1);
  }

  @Test
  void aDocumentIsKeptAndReadBackByWhoseItIsAlone() {
    String token = realm.token(patient);
    Http.Answer content =
        http.send(
            "POST",
            demo.fhir() + "/Binary",
            token,
            "text/plain",
            "a letter",
            "X-Security-Context",
            demo.fhir() + "/Patient/" + patient.patientId());
    assertThat(content.status()).as(content.body()).isEqualTo(201);
    String binary = "Binary/" + content.json().at("/id").asText();
    Http.Answer document =
        create(
            "DocumentReference",
            ("'status':'current','subject':{'reference':'%1$s/Patient/%2$s'},"
                    + "'content':[{'attachment':{'contentType':'text/plain','url':'%1$s/%3$s'}}]")
                .formatted(demo.fhir(), patient.patientId(), binary));

    Http.Answer read = http.get(url("DocumentReference", document), token);
    assertThat(read.json().at("/subject/reference").asText())
        .isEqualTo("Patient/" + patient.patientId());
    assertThat(read.json().at("/content/0/attachment/url").asText()).isEqualTo(binary);
    Http.Answer letter = http.get(demo.fhir() + "/" + binary, token);
    assertThat(letter.json().at("/contentType").asText()).isEqualTo("text/plain");
    assertThat(
            new String(
                Base64.getDecoder().decode(letter.json().at("/data").asText()),
                StandardCharsets.UTF_8))
        .isEqualTo("a letter");
    assertAbsent(demo.fhir() + "/" + binary, "Binary");
    assertThat(http.send("DELETE", demo.fhir() + "/" + binary, token, null, null).status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Appointment | 'status':'booked','start':'2026-11-25T09:00:00Z','end':'2026-11-25T09:20:00Z','participant':[{'actor':{'reference':'Patient/%s'},'status':'accepted'}] | date=2026-11-25",
        "Task | 'status':'requested','intent':'order','for':{'reference':'Patient/%s'} | status=requested",
        "List | 'status':'current','mode':'working','subject':{'reference':'Patient/%s'},'entry':[{'item':{'reference':'Patient/%1$s'}}] | status=current",
        "Person | 'link':[{'target':{'reference':'Patient/%s'}}] | _count=5",
        "Provenance | 'recorded':'2026-11-25T09:00:00Z','target':[{'reference':'Patient/%s'}],'agent':[{'who':{'display':'somebody'}}] | _count=5"
      })
  void whatATypeIsAboutIsFoundAndReadByWhoseItIsAlone(String type, String elements, String query) {
    Http.Answer made = create(type, elements.formatted(patient.patientId()));

    for (String token : new String[] {realm.token(patient), realm.token(demo.practitioner(0))}) {
      assertThat(http.get(url(type, made), token).status()).isEqualTo(200);
      Http.Answer found =
          http.get(
              "%s/%s?patient=%s&%s".formatted(demo.fhir(), type, patient.patientId(), query),
              token);
      assertThat(found.status()).as(found.body()).isEqualTo(200);
      assertThat(found.body()).contains(made.json().at("/id").asText());
    }
    assertAbsent(url(type, made), type);
  }

  @Test
  void whatIsAboutTwoPatientsIsNotMade() {
    String group =
        "{'resourceType':'Group','type':'person','actual':true,'member':["
            + "{'entity':{'reference':'Patient/%s'}},{'entity':{'reference':'Patient/%s'}}]}";

    Http.Answer made =
        http.post(
            demo.fhir() + "/Group",
            realm.token(demo.practitioner(0)),
            group.formatted(patient.patientId(), other.patientId()).replace('\'', '"'));

    assertThat(made.status()).isEqualTo(403);
  }

  @Test
  void aReferenceByConditionIsWhatASearchFinds() {
    String token = realm.token(patient);
    var doctor =
        http.get(demo.fhir() + "/Practitioner?_count=1", token).json().at("/entry/0/resource");
    String condition =
        "Practitioner?identifier=%s|%s"
            .formatted(
                doctor.at("/identifier/0/system").asText(),
                doctor.at("/identifier/0/value").asText());
    String elements =
        "'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/%s'},"
            + "'performer':[{'reference':'%s'}]";

    Http.Answer made = create("Observation", elements.formatted(patient.patientId(), condition));

    assertThat(made.json().at("/performer/0/reference").asText())
        .isEqualTo("Practitioner/" + doctor.at("/id").asText());
    assertThat(
            post(
                    "Observation",
                    elements.formatted(patient.patientId(), "Practitioner?identifier=none"))
                .status())
        .isEqualTo(403);
  }

  @Test
  void aCompositionIsTakenHomeAsADocument() {
    Http.Answer made =
        create(
            "Composition",
            ("'status':'final','date':'2026-11-25','title':'x','type':{'text':'x'},"
                    + "'author':[{'display':'x'}],'subject':{'reference':'Patient/%s'}")
                .formatted(patient.patientId()));

    Http.Answer document = http.get(url("Composition", made) + "/$document", realm.token(patient));

    assertThat(document.status()).as(document.body()).isEqualTo(200);
    assertThat(document.json().at("/type").asText()).isEqualTo("document");
    assertThat(document.json().at("/entry/0/resource/id").asText())
        .isEqualTo(made.json().at("/id").asText());
    assertAbsent(url("Composition", made) + "/$document", "Composition");
  }

  @Test
  void aResourceIsValidatedWithoutAWordOfWhatItRefersTo() {
    String elements = "'subject':{'reference':'Patient/%s'},'code':{'text':'x'}%s";
    String encounter =
        http.get(
                demo.fhir() + "/Encounter?_count=1&patient=" + other.patientId(),
                realm.token(other))
            .json()
            .at("/entry/0/resource/id")
            .asText();

    Http.Answer plain = validate(elements.formatted(patient.patientId(), ""));
    assertThat(plain.status()).as(plain.body()).isEqualTo(200);
    assertThat(plain.body()).contains("status");
    String reference = ",'encounter':{'reference':'Encounter/%s'}";
    Http.Answer theirs =
        validate(elements.formatted(patient.patientId(), reference.formatted(encounter)));
    Http.Answer absent =
        validate(elements.formatted(patient.patientId(), reference.formatted("none")));
    assertThat(theirs.status()).isEqualTo(200);
    assertThat(theirs.body()).isEqualTo(absent.body());
    assertThat(validate(elements.formatted(other.patientId(), "")).status()).isEqualTo(403);
  }

  private Http.Answer validate(String elements) {
    return post("Observation/$validate", elements);
  }

  private Http.Answer create(String type, String elements) {
    Http.Answer made = post(type, elements);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made;
  }

  private Http.Answer post(String path, String elements) {
    String type = path.split("/", 2)[0];
    return http.post(
        demo.fhir() + "/" + path,
        realm.token(patient),
        ("{'resourceType':'" + type + "'," + elements + "}").replace('\'', '"'));
  }

  private String url(String type, Http.Answer made) {
    return demo.fhir() + "/" + type + "/" + made.json().at("/id").asText();
  }

  /** To another patient it is what was never there. */
  private void assertAbsent(String url, String type) {
    String token = realm.token(other);
    Http.Answer theirs = http.get(url, token);
    String path = url.substring((demo.fhir() + "/" + type + "/").length());
    Http.Answer absent =
        http.get(
            demo.fhir() + "/" + type + "/never-there" + path.replaceFirst("^[^/]*", ""), token);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.body()).isEqualTo(absent.body());
  }
}
