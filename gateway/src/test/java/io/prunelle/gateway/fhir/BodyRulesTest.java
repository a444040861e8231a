// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.fhir.BodyRules.Known;
import io.prunelle.gateway.fhir.Compartment.Subject;
import io.prunelle.gateway.refusal.Refusals;
import io.prunelle.gateway.refusal.Refused;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A body is about one patient, or it is refused. */
final class BodyRulesTest {

  private static final String ONE = "urn:uuid:00000000-0000-4000-8000-000000000001";
  private static final String OTHER = "urn:uuid:00000000-0000-4000-8000-000000000002";
  private static final String MADE = "urn:uuid:00000000-0000-4000-8000-000000000003";
  private static final String NEW = "urn:uuid:00000000-0000-4000-8000-000000000004";

  @Test
  void whatATransactionCallsItsEntriesIsReadAsWhatTheyAre() {
    String body =
        "{'resourceType':'Observation','subject':{'reference':'%s'},'encounter':{'reference':'%s'}}";

    assertThat(patient(body.formatted(ONE, MADE))).isEqualTo("p1");
    assertThat(patient(body.formatted("Patient/p1", MADE))).isEqualTo("p1");
  }

  /** As a host puts what they become in their place there as well. */
  @ParameterizedTest
  @ValueSource(strings = {ONE, MADE, "urn:uuid:00000000-0000-4000-8000-00000000000A"})
  void aUrlThatIsTheNameOfAnEntryIsReadAsWhatThatIs(String name) {
    for (String element : URLS) {
      assertThat(patient(withUrl(element, name))).as(element).isEqualTo("p1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OTHER,
        NEW,
        OTHER + "|1.0",
        OTHER + "#part",
        " " + OTHER,
        "urn:uuid:00000000-0000-4000-8000-00000000000b",
        "URN:UUID:00000000-0000-4000-8000-00000000000B",
        "urn:uuid:\\u0030\\u0030000000-0000-4000-8000-000000000002"
      })
  void aUrlThatIsTheNameOfAnEntryMakesNobodyElseOfAPatient(String name) {
    for (String element : URLS) {
      assertThat(catchThrowable(() -> patient(withUrl(element, name))))
          .as(element)
          .isInstanceOf(Refused.class);
    }
  }

  /** Whose a resource is says a Reference, and nothing that only stands where one should. */
  @Test
  void theSubjectIsNoUrl() {
    String body = "{'resourceType':'Observation','subject':'" + ONE + "'}";

    assertThat(catchThrowable(() -> patient(body))).isInstanceOf(Refused.class);
  }

  private static final List<String> URLS =
      List.of(
          "'extension':[{'url':'x','valueUri':'%s'}]",
          "'instantiatesCanonical':['%s']",
          "'meta':{'profile':['%s']}",
          "'implicitRules':'%s'",
          "'identifier':[{'system':'%s'}]",
          "'performer':[{'type':'%s','reference':'Practitioner/d'}]",
          "'contained':[{'resourceType':'Media','content':{'url':'%s'}}]");

  private static String withUrl(String element, String url) {
    return "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},"
        + element.formatted(url)
        + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'subject':{'reference':'" + MADE + "'}}",
        "{'subject':{'reference':'" + NEW + "'}}",
        "{'subject':{'reference':'" + ONE + "'},'performer':[{'reference':'" + OTHER + "'}]}",
        "{'subject':{'reference':'" + ONE + "'},'performer':[{'reference':'" + NEW + "'}]}",
        "{'subject':{'reference':'Patient/p1'},'performer':[{'reference':'" + OTHER + "'}]}",
        "{'subject':{'reference':'Patient/p1'},'encounter':{'reference':'urn:uuid:unknown'}}",
        "{'subject':{'reference':'Patient/p1'},'encounter':{'reference':'" + MADE + "/_history/1'}}"
      })
  void whatATransactionCallsItsEntriesMakesNobodyElseOfAPatient(String body) {
    String whole = body.replaceFirst("\\{", "{'resourceType':'Observation',");

    assertThat(catchThrowable(() -> patient(whole))).isInstanceOf(Refused.class);
  }

  @Test
  void theSubjectIsFound() {
    assertThat(patient("{'resourceType':'Observation','subject':{'reference':'Patient/p1'}}"))
        .isEqualTo("p1");
  }

  @Test
  void referencesToOthersThanPatientsMayStandBeside() {
    assertThat(
            patient(
                "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},"
                    + "'performer':[{'reference':'Practitioner/d1'},{'display':'somebody'}],"
                    + "'encounter':{'reference':'Encounter/e1/_history/2'},"
                    + "'contained':[{'resourceType':'Device','id':'d','patient':{'reference':'Patient/p1'}}],"
                    + "'device':{'reference':'#d'}}"))
        .isEqualTo("p1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // no subject, or none that says who
        "{'resourceType':'Observation'}",
        "{'resourceType':'Observation','subject':{'display':'me'}}",
        "{'resourceType':'Observation','subject':{'identifier':{'value':'p1'}}}",
        "{'resourceType':'Observation','performer':[{'reference':'Patient/p1'}]}",
        "{'resourceType':'Observation','subject':{'reference':'Group/g1'}}",
        "{'resourceType':'Observation','subject':{'reference':'#p'},'contained':[{'resourceType':'Patient','id':'p'}]}",
        "{'resourceType':'Observation','subject':'Patient/p1'}",
        // a second patient, wherever it stands
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'performer':[{'reference':'Patient/p2'}]}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'contained':[{'resourceType':'Device','patient':{'reference':'Patient/p2'}}]}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'extension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}]}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'a':[[[{'b':{'reference':'Patient/p2'}}]]]}",
        "{'resourceType':'Observation','subject':[{'reference':'Patient/p1'},{'reference':'Patient/p2'}]}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'extension':[{'url':'x','valueUri':'Patient/p2'}]}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'a':{'url':'Patient/p2/_history/1'}}",
        "{'resourceType':'Observation','subject':{'reference':['Patient/p1','Patient/p2']}}",
        // references that only the host could resolve
        "{'resourceType':'Observation','subject':{'reference':'Patient?identifier=x'}}",
        "{'resourceType':'Observation','subject':{'reference':'http://other/Patient/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':'urn:uuid:00000000-0000-0000-0000-000000000000'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'encounter':{'reference':'http://other/Encounter/1'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'encounter':{'reference':'Encounter?patient=p2'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'encounter':{'reference':'Encounter/../Patient/p2'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/..'}}",
        "{'resourceType':'Observation','subject':{'reference':' Patient/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':''}}",
        // names given twice: which one the host believes nobody knows
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},'subject':{'reference':'Patient/p2'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1','reference':'Patient/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1','ref\\u0065rence':'Patient/p2'}}",
        // another type, or no resource at all
        "{'resourceType':'Condition','subject':{'reference':'Patient/p1'}}",
        "{'subject':{'reference':'Patient/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'}} {}",
        "[{'resourceType':'Observation','subject':{'reference':'Patient/p1'}}]",
        "/* x */ {'resourceType':'Observation','subject':{'reference':'Patient/p1'}}",
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'}",
        "null",
        "",
        "<Observation/>"
      })
  void aBodyThatIsNotAboutExactlyOnePatientIsRefused(String body) {
    assertThat(catchThrowable(() -> patient(body))).isInstanceOf(Refused.class);
  }

  /** An appointment has whoever takes part in it, and is one patient's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Appointment | 'participant':[{'actor':{'reference':'Practitioner/d'}},{'actor':{'reference':'Patient/p1'}}] | true",
        "Appointment | 'participant':[{'actor':{'reference':'Patient/p1'}},{'actor':{'reference':'Patient/p2'}}] | false",
        "Appointment | 'participant':[{'actor':{'reference':'Practitioner/d'}}] | false",
        "Appointment | 'contained':[{'participant':[{'actor':{'reference':'Patient/p1'}}]}] | false",
        "AppointmentResponse | 'actor':{'reference':'Patient/p1'} | true",
        "AppointmentResponse | 'actor':{'reference':'Practitioner/d'} | false",
        "Task | 'for':{'reference':'Patient/p1'},'owner':{'reference':'Practitioner/d'} | true",
        "Task | 'owner':{'reference':'Patient/p1'} | false",
        "Task | 'for':{'reference':'Patient/p1'},'input':[{'valueReference':{'reference':'Patient/p2'}}] | false",
        "Group | 'member':[{'entity':{'reference':'Patient/p1'}}] | true",
        "Group | 'member':[{'entity':{'reference':'Patient/p1'}},{'entity':{'reference':'Patient/p2'}}] | false",
        "Person | 'link':[{'target':{'reference':'Patient/p1'}}] | true",
        "Person | 'link':[{'target':{'reference':'RelatedPerson/r'}}] | false",
        "SupplyRequest | 'deliverTo':{'reference':'Patient/p1'} | true",
        "SupplyRequest | 'requester':{'reference':'Patient/p1'} | false",
        "Binary | 'contentType':'text/plain','securityContext':{'reference':'Patient/p1'} | true",
        "Binary | 'contentType':'text/plain','securityContext':{'reference':'DocumentReference/d'} | false",
        "Binary | 'contentType':'text/plain' | false",
        "Provenance | 'target':[{'reference':'Patient/p1'}] | true",
        "Provenance | 'target':[{'reference':'Patient/p1'},{'reference':'Observation/o'}] | true",
        "Provenance | 'target':[{'reference':'Observation/o'}] | false",
        "Provenance | 'target':[{'reference':'Patient/p1'},{'reference':'Patient/p2'}] | false",
        "MessageHeader | 'focus':[{'reference':'Observation/o'},{'reference':'Patient/p1'}] | true",
        "DeviceMetric | 'source':{'reference':'Device/d'} | false",
      })
  void aBodyIsThePatientsWhomItsTypeSaysItIsAbout(String type, String elements, boolean taken) {
    String body = "{'resourceType':'%s',%s}".formatted(type, elements);

    if (taken) {
      assertThat(patient(type, body)).isEqualTo("p1");
    } else {
      assertThat(catchThrowable(() -> patient(type, body))).isInstanceOf(Refused.class);
    }
  }

  @Test
  void aUrlThatLeadsElsewhereIsNobody() {
    assertThat(
            patient(
                "{'resourceType':'Observation','subject':{'reference':'Patient/p1'},"
                    + "'extension':[{'url':'http://example.org/Patient/p2'}]}"))
        .isEqualTo("p1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'performer':[" + FhirBodies.MASK + "]",
        "'performer':[{'display':'" + FhirBodies.PERHAPS + "'}]",
        "'contained':[{'resourceType':'Patient','extension':[{'id':'"
            + FhirBodies.MASKED_RESOURCE
            + "'}]}]",
        "'instantiatesUri':'" + FhirBodies.MASKED_URL + "'"
      })
  void whatWasMaskedIsNotWrittenBack(String element) {
    String body =
        "{'resourceType':'Observation','subject':{'reference':'Patient/p1'}," + element + "}";

    assertThat(catchThrowable(() -> patient(body)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo("body-masked"));
  }

  @Test
  void aBodyNestedWithoutEndIsRefused() {
    String deep = "{'resourceType':'Observation','a':" + "[".repeat(100_000);

    assertThat(catchThrowable(() -> patient(deep))).isInstanceOf(Refused.class);
  }

  @Test
  void everySubjectOfAnAccountIsTheSamePatient() {
    String body =
        "{'resourceType':'Account','subject':[{'reference':'Patient/%s'},{'reference':'Patient/p1'}]}";

    assertThat(patient("Account", body.formatted("p1"))).isEqualTo("p1");
    assertThat(catchThrowable(() -> patient("Account", body.formatted("p2"))))
        .isInstanceOf(Refused.class);
  }

  @Property(tries = 3_000)
  void whateverTheBodyARefusalIsTheOnlyFailure(@ForAll byte[] body) {
    try {
      new BodyRules(body, Map.of(), Known.NOTHING)
          .patient("Observation", Compartment.subject("Observation").orElseThrow());
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).startsWith("body-");
    }
  }

  /** A host would take it for something else, or for nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void aBodyInAnotherEncodingIsNotJson(String encoding) {
    byte[] body =
        "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p1\"}}"
            .getBytes(Charset.forName(encoding));
    Subject subject = Compartment.subject("Observation").orElseThrow();

    assertThat(
            catchThrowable(
                () -> new BodyRules(body, Map.of(), Known.NOTHING).patient("Observation", subject)))
        .isInstanceOf(Refused.class)
        .hasMessage("body-malformed");
  }

  /** Each takes many times its length in memory while the body is read. */
  @Test
  void aBodyOfMoreNamesThanAResourceHasIsRefusedAndSaysWhy() {
    String whole = "{'resourceType':'Observation','subject':{'reference':'Patient/p1'}%s}";

    assertThat(patient(whole.formatted(names(9_990)))).isEqualTo("p1");
    assertThat(catchThrowable(() -> patient(whole.formatted(names(10_001)))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo("body-malformed");
              assertThat(Refusals.answer(refused).body().toString()).contains("10000 names");
            });
  }

  private static String names(int many) {
    return IntStream.range(0, many).mapToObj(i -> ",'n" + i + "':1").collect(Collectors.joining());
  }

  private static String patient(String body) {
    return patient("Observation", body);
  }

  private static String patient(String type, String body) {
    Subject subject = Compartment.subject(type).orElseThrow();
    return new BodyRules(
            body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
            Map.of(
                ONE,
                "Patient/p1",
                OTHER,
                "Patient/p2",
                MADE,
                "Encounter/",
                NEW,
                "Patient/",
                "urn:uuid:00000000-0000-4000-8000-00000000000b",
                "Patient/p2"),
            Known.NOTHING)
        .patient(type, subject);
  }
}
