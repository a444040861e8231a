// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What records refer to and nobody owns, as a practice has it on a real host of its own. */
@ExtendWith(RunningDemo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(17)
final class ReferenceDataIT {

  private static final String CODES = "urn:prunelle:codes";

  private final Http http = new Http();
  private final Demo demo;
  private final String token;

  ReferenceDataIT(Demo demo) {
    this.demo = demo;
    this.token = new Realm(demo, http).token(demo.patient("PERMIT", 0));
  }

  /** Past the gateway, for nobody changes it there. */
  @BeforeAll
  void put() {
    put(
        "Schedule",
        "theirs",
        "'comment':'a word of theirs','actor':[{'reference':'Patient/%s'}]"
            .formatted(demo.patient("DENY", 0).patientId()));
    put("Schedule", "shared", "'comment':'the practice','actor':[{'display':'room 1'}]");
    put(
        "CodeSystem",
        "codes",
        "'url':'%s','status':'active','content':'complete','hierarchyMeaning':'is-a','concept':[{'code':'a','display':'Alpha','concept':[{'code':'b'}]}]"
            .formatted(CODES));
    put(
        "ValueSet",
        "values",
        "'url':'urn:prunelle:values','status':'active','compose':{'include':[{'system':'%s'}]}"
            .formatted(CODES));
  }

  @AfterAll
  void delete() {
    for (String path :
        new String[] {
          "/Schedule/theirs", "/Schedule/shared", "/ValueSet/values", "/CodeSystem/codes"
        }) {
      http.send("DELETE", host() + path, null, null, null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"_pretty=true", "_elements=comment", "_summary=true"})
  void aPartOfWhatIsAPatientsIsNotSharedEither(String part) {
    Http.Answer found = http.get(demo.fhir() + "/Schedule?" + part, token);
    Http.Answer read = http.get(demo.fhir() + "/Schedule/theirs?" + part, token);
    Http.Answer known =
        http.send(
            "GET",
            demo.fhir() + "/Schedule/theirs?" + part,
            token,
            null,
            null,
            "If-None-Match",
            "W/\"1\"");

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body()).contains("Schedule/shared").doesNotContain("theirs");
    assertThat(read.status()).isEqualTo(404);
    assertThat(known.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CodeSystem/$lookup?system=urn:prunelle:codes&code=a | /parameter/0/valueString | Alpha",
        "CodeSystem/$validate-code?url=urn:prunelle:codes&code=a | /parameter/0/valueBoolean | true",
        "CodeSystem/$validate-code?url=urn:prunelle:codes&code=c | /parameter/0/valueBoolean | false",
        "CodeSystem/$subsumes?system=urn:prunelle:codes&codeA=a&codeB=b | /parameter/0/valueCode | subsumes",
        "ValueSet/$validate-code?url=urn:prunelle:values&system=urn:prunelle:codes&code=a | /parameter/0/valueBoolean | true",
        "ValueSet/$expand?url=urn:prunelle:values | /expansion/contains/1/system | urn:prunelle:codes",
        "ValueSet/values/$expand?filter=Alp | /expansion/contains/0/code | a"
      })
  void theHostIsAskedAboutCodes(String question, String where, String answer) {
    Http.Answer answered = http.get(demo.fhir() + "/" + question.replace("$", "%24"), token);

    assertThat(answered.status()).as(answered.body()).isEqualTo(200);
    assertThat(answered.json().at(where).asText()).isEqualTo(answer);
  }

  @Test
  void aHistoryLongerThanAPageIsReadToItsEnd() {
    Demo.User patient = demo.patient("PERMIT", 0);
    String body =
        "{'resourceType':'Observation'%s,'status':'%s','code':{'text':'x'},'subject':{'reference':'Patient/%s'}}"
            .replace('\'', '"');
    Http.Answer made =
        http.post(
            demo.fhir() + "/Observation",
            token,
            body.formatted("", "preliminary", patient.patientId()));
    String id = made.json().at("/id").asText();
    for (String status : new String[] {"final", "amended"}) {
      assertThat(
              http.send(
                      "PUT",
                      demo.fhir() + "/Observation/" + id,
                      token,
                      "application/fhir+json",
                      body.formatted(",\"id\":\"" + id + "\"", status, patient.patientId()))
                  .status())
          .isEqualTo(200);
    }

    StringBuilder seen = new StringBuilder();
    String page = demo.fhir() + "/Observation/" + id + "/_history?_count=1";
    while (page != null) {
      Http.Answer answer = http.get(page, token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      answer
          .json()
          .at("/entry")
          .forEach(entry -> seen.append(entry.at("/resource/status").asText()).append(' '));
      page = next(answer.json());
    }

    assertThat(seen.toString()).isEqualTo("amended final preliminary ");
    assertThat(http.get(demo.fhir() + "/Observation/_history?_count=2", token).status())
        .isEqualTo(200);
  }

  private static String next(JsonNode bundle) {
    for (JsonNode link : bundle.path("link")) {
      if (link.path("relation").asText().equals("next")) {
        return link.path("url").asText();
      }
    }
    return null;
  }

  private String host() {
    return demo.host("on-premise").at("/fhir").asText();
  }

  private void put(String type, String id, String elements) {
    Http.Answer put =
        http.send(
            "PUT",
            host() + "/" + type + "/" + id,
            null,
            "application/fhir+json",
            "{'resourceType':'%s','id':'%s',%s}".formatted(type, id, elements).replace('\'', '"'));
    assertThat(put.status()).as(put.body()).isIn(200, 201);
  }
}
