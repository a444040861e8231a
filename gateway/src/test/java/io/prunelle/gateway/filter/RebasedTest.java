// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.fhir.FhirBodies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RebasedTest {

  private static final String HOST = "http://host.example/fhir";
  private static final String GATEWAY = "https://gateway.example/fhir/lilas";
  private static final FhirBodies BODIES = new FhirBodies();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'subject':{'reference':'HOST/Patient/1'}",
        "'performer':[{'display':'é'},{'reference':'HOST/Practitioner/1/_history/2'}]",
        "'extension':[{'url':'x','valueReference':{'reference':'HOST/Device/1'}}]",
        "'contained':[{'resourceType':'Media','content':{'url':'HOST/Binary/1'}}]",
        "'content':[{'attachment':{'url':'HOST/Binary/1/_history/2'}}]",
        "'extension':[{'url':'x','valueUri':'HOST/Patient/1'}]",
        "'extension':[{'url':'x','valueUrl':'HOST/Binary/1'}]",
        "'instantiatesUri':['HOST/Patient/1']",
        "'eventUri':['HOST/Patient/1']",
        "'policy':['HOST/Patient/1']",
        "'meta':{'source':'HOST/Binary/1'}",
        "'subject':{'reference':'HOST/Patient?identifier=1'}",
        "'subject':{'reference':'HOST/Patient?name=é\\\\\\'x'}",
        "'subject':{'reference':'HOST/Patient/1/x'}",
        "'subject':{'reference':'HOST/Patient'}",
        "'subject':{'extension':[{'valueReference':{'reference':'HOST/Abc/1'}}],'reference':'HOST/Patient/1'}"
      })
  void addressesBelowTheHostBecomeAddressesBelowTheGateway(String members) throws IOException {
    assertThat(rebased(members, HOST)).isEqualTo(document(members, GATEWAY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'url':'HOST/Questionnaire/1'",
        "'url':'HOST/Patient/1'",
        "'identifier':[{'system':'HOST/Patient/1','value':'HOST/Patient/1'}]",
        "'extension':[{'url':'HOST/Patient/1','valueCanonical':'HOST/Patient/1'}]",
        "'modifierExtension':[{'url':'HOST/Binary/1'}]",
        "'questionnaire':'HOST/Questionnaire/1'",
        "'instantiatesCanonical':['HOST/Patient/1']",
        "'meta':{'profile':['HOST/StructureDefinition/1']}",
        "'code':{'coding':[{'system':'HOST/CodeSystem/1'}]}",
        "'contained':[{'resourceType':'Questionnaire','url':'HOST/Binary/1'}]",
        "'note':[{'text':'see HOST/Patient/1'}]",
        "'subject':{'display':'HOST/Patient/1','type':'HOST/Patient'}",
        "'subject':{'reference':'HOSTs/Patient/1'}",
        "'subject':{'reference':'HOST'}",
        "'content':[{'attachment':{'url':'HOST/Binary/1?x'}}]"
      })
  void allElseStaysAsItIs(String members) throws IOException {
    assertThat(rebased(members, HOST)).isEqualTo(document(members, HOST));
  }

  /** However they stand among others and in one another. */
  @Property
  void noneIsMissedAndNothingElseChanged(@ForAll("documents") String members) throws IOException {
    assertThat(rebased(members, HOST))
        .isEqualTo(
            document(members, HOST)
                .replace("\"reference\":\"" + HOST + "/", "\"reference\":\"" + GATEWAY + "/"));
  }

  @Provide
  Arbitrary<String> documents() {
    Arbitrary<String> reference =
        Arbitraries.of(
            "{'reference':'HOST/Abc/1','display':'HOST/Abc/1'}",
            "{'extension':[{'valueReference':{'reference':'HOST/Abc/2'}}],'reference':'HOST/Abc/3'}",
            "{'reference':'Abc/1'}",
            "{'system':'HOST/Abc/1'}");
    return reference.list().ofMaxSize(20).map(all -> "'a':[" + String.join(",", all) + "]");
  }

  private static String rebased(String members, String base) throws IOException {
    byte[] json = document(members, base).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Rebased(BODIES, HOST, GATEWAY).copy(BODIES.parse(json), json, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String document(String members, String base) {
    return ("{ 'resourceType':'Observation'," + members + ",'method':'é' }")
        .replace('\'', '"')
        .replace("HOST", base);
  }
}
