// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.fhir.Interaction.Everything;
import io.prunelle.gateway.fhir.Interaction.OnRecord;
import io.prunelle.gateway.fhir.Interaction.Page;
import io.prunelle.gateway.fhir.Interaction.Read;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood, and what is sent on when it is. */
final class RequestParserTest {

  private final RequestParser parser = new RequestParser("https://sante.example");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/Patient/p1 | /Patient/p1",
        "/Patient/a-B.9 | /Patient/a-B.9",
        "/Patient/p1?_format=json | /Patient/p1",
        "/Patient/p1?_format=application/fhir+json | /Patient/p1",
        "/Patient/p1/$everything | /Patient/p1/$everything",
        "/Patient/p1/%24everything | /Patient/p1/$everything",
        "/Patient/p1/$everything?_count=50&_type=Observation,Condition | /Patient/p1/$everything?_count=50&_type=Observation%2CCondition",
        "/Patient/p1/$everything?_since=2026-01-01T00:00:00Z | /Patient/p1/$everything?_since=2026-01-01T00%3A00%3A00Z",
        "/Observation?patient=p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?patient=Patient/p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?patient=Patient%2Fp1 | /Observation?patient=Patient%2Fp1",
        "/Observation?p%61tient=p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?subject=Patient/p1 | /Observation?subject=Patient%2Fp1",
        "/Observation?patient=https://sante.example/fhir/cabinet/Patient/p1 | /Observation?patient=Patient%2Fp1",
        "/Observation?code=http://loinc.org%7C8867-4&patient=p1&_count=5 | /Observation?patient=Patient%2Fp1&code=http%3A%2F%2Floinc.org%7C8867-4&_count=5",
        "/Observation?patient=p1&date=ge2020-01-01&date=lt2021 | /Observation?patient=Patient%2Fp1&date=ge2020-01-01&date=lt2021",
        "/Condition?patient=p1&clinical-status=active | /Condition?patient=Patient%2Fp1&clinical-status=active",
        "/Coverage?beneficiary=Patient/p1 | /Coverage?beneficiary=Patient%2Fp1",
        "/Observation?patient=p1&status=a%26patient%3Dp2 | /Observation?patient=Patient%2Fp1&status=a%26patient%3Dp2"
      })
  void whatIsSentIsWrittenAnewFromWhatWasUnderstood(String request, String target) {
    Interaction interaction = parse(request);

    assertThat(interaction).isInstanceOf(OnRecord.class);
    OnRecord onRecord = (OnRecord) interaction;
    assertThat(onRecord.practice()).isEqualTo("cabinet");
    assertThat(onRecord.patient()).isIn("p1", "a-B.9");
    assertThat(onRecord.target()).isEqualTo(target);
  }

  @Test
  void interactionsAreTold() {
    assertThat(parse("/Patient/p1")).isEqualTo(new Read("cabinet", "p1"));
    assertThat(parse("/Patient/p1/$everything")).isInstanceOf(Everything.class);
    assertThat(parse("?_page=abc_-9")).isEqualTo(new Page("cabinet", "abc_-9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/Observation",
        "/Patient",
        "/Patient?_id=p1",
        "/Patient?name=x",
        "/Observation?patient=",
        "/Observation?patient=p1&patient=p2",
        "/Observation?patient=p1&patient=p1",
        "/Observation?patient=p1&subject=Patient/p2",
        "/Observation?patient=p1&subject=Patient/p1",
        "/Observation?patient=p1,p2",
        "/Observation?patient=p1%2Cp2",
        "/Observation?patient=Patient/p1,Patient/p2",
        "/Observation?patient=Patient/p1%5C,p2",
        "/Observation?patient=Patient/Patient/p1",
        "/Observation?patient=Patient/p1/_history/2",
        "/Observation?patient=patient/p1",
        "/Observation?patient=.",
        "/Observation?patient=..",
        "/Observation?patient=Patient/..",
        "/Observation?patient=%20p1",
        "/Observation?patient=p1%00",
        "/Observation?subject=p1",
        "/Observation?subject=Group/g1",
        "/Observation?subject:Patient=p1",
        "/Observation?patient:missing=false",
        "/Observation?patient%3Amissing=false",
        "/Observation?patient.name=x",
        "/Observation?subject.identifier=x",
        "/Observation?patient=p1&encounter=e1",
        "/Observation?patient=p1&performer=Patient/p2",
        "/Observation?performer=Patient/p1",
        "/Observation?patient=p1&_include=Observation:performer",
        "/Observation?patient=p1&_include:iterate=*",
        "/Observation?patient=p1&_revinclude=Provenance:target",
        "/Observation?patient=p1&_has:Patient:x:y=z",
        "/Observation?patient=p1&_filter=code eq x",
        "/Observation?patient=p1&_filter=code%20eq%20x",
        "/Observation?patient=p1&_query=x",
        "/Observation?patient=p1&_list=x",
        "/Observation?patient=p1&_contained=true",
        "/Observation?patient=p1&_elements=id",
        "/Observation?patient=p1&_summary=count",
        "/Observation?patient=p1&_summary=text",
        "/Observation?patient=p1&_count=0",
        "/Observation?patient=p1&_count=-1",
        "/Observation?patient=p1&_count=100000",
        "/Observation?patient=p1&_sort=subject.name",
        "/Observation?patient=p1&_getpages=x",
        "/Observation?patient=p1&_page=x",
        "/Observation?patient=p1&code:in=http://x",
        "/Observation?patient=p1&unknown=1",
        "/Observation?Patient=p1",
        "/Observation?patient=http://example.org/Patient/p1",
        "/Observation?patient=https://sante.example/fhir/other/Patient/p1",
        "/Observation?patient=https://sante.example.evil/fhir/cabinet/Patient/p1",
        "/Observation?patient=p1&_format=xml",
        "/Observation?patient",
        "/Observation?=p1",
        "/Observation?patient=p1&",
        "/Observation?patient=p1&&code=x",
        "/Observation?patient=p1%",
        "/Observation?patient=p1%2",
        "/Observation?patient=p1%zz",
        "/Observation?patient=%ff",
        "/Observation?patient=%C0%AFp1",
        "/Appointment?patient=p1",
        "/Group?member=Patient/p1",
        "/Person?patient=p1",
        "/AuditEvent?patient=p1",
        "/Binary?patient=p1",
        "/Nonsense?patient=p1",
        "/Observation/o1",
        "/Observation/_search?patient=p1",
        "/Patient/p1?_elements=name",
        "/Patient/p1?_summary=true",
        "/Patient/p1/",
        "/Patient/p1/_history",
        "/Patient/p1/_history/1",
        "/Patient/p1/Observation",
        "/Patient/p1/*",
        "/Patient/p1/$everything/x",
        "/Patient/p1/$everything?patient=p2",
        "/Patient/p1/$everything?_include=x",
        "/Patient/p1/$export",
        "/Patient/$everything",
        "/Patient/$match",
        "/Patient/../Patient/p2",
        "/Patient/..",
        "/Patient/.",
        "/Patient/%2e%2e",
        "/Patient/p1/../p2",
        "/Patient/p1%2f..%2fp2",
        "/Patient/p1%252f",
        "/Patient/p1;x=y",
        "/Patient/p1%00",
        "/Patient/é",
        "/Patient/p1 x",
        "//Patient/p1",
        "/",
        "",
        "/metadata",
        "/$export",
        "/_history",
        "?_getpages=abc",
        "?_page=a&_page=b",
        "?_page=a&patient=p1",
        "/?_page=a"
      })
  void anythingElseIsRefused(String request) {
    Throwable thrown = catchThrowable(() -> parse(request));

    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal())
        .isInstanceOfAny(
            Refusal.NotSupported.class, Refusal.BadExchange.class, Refusal.NotFound.class);
  }

  @Test
  void anIdHasAtMost64Characters() {
    assertThat(parse("/Patient/" + "x".repeat(64))).isInstanceOf(Read.class);
    assertThat(catchThrowable(() -> parse("/Patient/" + "x".repeat(65))))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aPracticeIsAnIdentifierOfTheSettings() {
    for (String path :
        new String[] {
          "/fhir", "/fhir/", "/fhir/Cabinet/Patient/p1", "/fhir/a%62/Patient/p1", null
        }) {
      assertThat(catchThrowable(() -> parser.locate(path))).as(path).isInstanceOf(Refused.class);
    }
  }

  private Interaction parse(String request) {
    int question = request.indexOf('?');
    String path = "/fhir/cabinet" + (question < 0 ? request : request.substring(0, question));
    return parser.get(parser.locate(path), question < 0 ? null : request.substring(question + 1));
  }
}
