// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.ParsedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A body is read twice: by the gateway, and by the host. Whatever the gateway lets through is to
 * the parser of HAPI's servers about that very patient as well, however oddly it is written.
 */
final class SecondReaderTest {

  private static final FhirContext HAPI = FhirContext.forR4();

  private final Attribution attribution = new Attribution("https://sante.example");

  @Property(tries = 3_000)
  void whatIsLetThroughIsAboutNobodyElseToTheHost(@ForAll("bodies") String body) {
    Statistics.collect(assertAboutOne(body));
    // else nothing would have been read twice
    Statistics.coverage(all -> all.check(Reading.BY_BOTH).count(count -> count > 50));
  }

  private enum Reading {
    REFUSED,
    REFUSED_BY_THE_HOST,
    BY_BOTH
  }

  /** What parsers are known to differ over. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'performer':{'reference':'Patient/p2'}",
        "'performer':[[{'reference':'Patient/p2'}]]",
        "'performer':[{'reference':['Patient/p2']}]",
        "'performer':[{'reference':{'value':'Patient/p2'}}]",
        "'performer':[{'Reference':'Patient/p2'}]",
        "'performer':[{'reference':null,'_reference':{'extension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}]}}]",
        "'_status':{'extension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}]}",
        "'_status':[{'extension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}]}]",
        "'modifierExtension':[{'url':'x','valueReference':{'reference':'Patient/p2'}}]",
        "'extension':{'url':'x','valueReference':{'reference':'Patient/p2'}}",
        "'contained':{'resourceType':'Device','id':'d','patient':{'reference':'Patient/p2'}},'device':{'reference':'#d'}",
        "'contained':[{'id':'d','patient':{'reference':'Patient/p2'},'resourceType':'Device'}],'device':{'reference':'#d'}",
        "'performer':[{'resource':{'resourceType':'Patient','id':'p2'}}]",
        "'performer':[{'reference':'Pa\\u0074ient/p2'}]",
        "'performer':[{'reference':'Patient\\/p2'}]",
        "'performer':[{'reference':'Patient/p2\\u0000'}]",
        "'performer':[{'reference':'\\u00a0Patient/p2'}]",
        "'performer':[{'reference':'Patient/p2\\u200b'}]",
        "'performer':[{'reference':'\\ufeffPatient/p2'}]",
        "'performer':[{'reference':'x/Patient/p2'}]",
        "'performer':[{'reference':'/Patient/p2'}]",
        "'performer':[{'reference':'Practitioner/d/Patient/p2'}]",
        "'performer':[{'reference':'#Patient/p2'}]",
        "'performer':[{'reference':'#'}]",
        "'subject':{'reference':'Patient/p1'}",
        "'sub\\u006aect':{'reference':'Patient/p2'}",
        "'resourceType':'Patient'",
        "'resourceType':['Patient']",
        "'valueQuantity':{'value':1e400}",
        "'valueQuantity':{'value':0x10}",
        "'valueString':'a' /* b */",
        "'valueString':'a',",
        "'valueInteger':007",
        "'valueInteger':NaN"
      })
  void whatParsersDifferOverIsRefusedOrReadAlike(String member) {
    assertAboutOne(body(member));
  }

  /** Else it would be made, or overwritten, under an id that may be somebody else's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1053",
        "[1053]",
        "['o2']",
        "true",
        "1e3",
        "{}",
        "null",
        "'\\u006f2'",
        "' o2'",
        "''"
      })
  void whatIsLeftToTheServerToNameHasNoIdToTheHostEither(String id) {
    String body = body("'id':" + id);
    OnRecord written;
    try {
      written =
          attribution.of(
              ParsedRequests.of(
                  "PUT /Observation?identifier=x", body, "Content-Type", "application/fhir+json"));
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).isNotBlank();
      return;
    }
    assertThat(
            HAPI.newJsonParser()
                .setParserErrorHandler(new LenientErrorHandler(false))
                .parseResource(Observation.class, String.valueOf(written.upstream().body()))
                .hasId())
        .isFalse();
  }

  private Reading assertAboutOne(String body) {
    OnRecord written;
    try {
      written =
          attribution.of(
              ParsedRequests.of(
                  "POST /Observation", body, "Content-Type", "application/fhir+json"));
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).isNotBlank();
      return Reading.REFUSED;
    }
    Observation read;
    try {
      read =
          HAPI.newJsonParser()
              .setParserErrorHandler(new LenientErrorHandler(false))
              .parseResource(Observation.class, String.valueOf(written.upstream().body()));
    } catch (RuntimeException refused) {
      // not all of its parser's own say what they are
      return Reading.REFUSED_BY_THE_HOST;
    }
    assertThat(read.getSubject().getReference()).isEqualTo("Patient/" + written.patient());
    assertThat(mentioned(read)).as(body).isEqualTo(Set.of(written.patient()));
    return Reading.BY_BOTH;
  }

  private static Set<String> mentioned(Observation read) {
    Set<String> patients = new TreeSet<>();
    for (IBaseReference reference :
        HAPI.newTerser().getAllPopulatedChildElementsOfType(read, IBaseReference.class)) {
      IdType id = new IdType(reference.getReferenceElement().getValue());
      if ("Patient".equals(id.getResourceType())) {
        patients.add(id.getIdPart());
      }
    }
    return patients;
  }

  private static String body(String further) {
    return ("{'resourceType':'Observation','status':'final','code':{'text':'c'},"
            + "'subject':{'reference':'Patient/p1'},"
            + further
            + "}")
        .replace('\'', '"');
  }

  @Provide
  Arbitrary<String> bodies() {
    return members(3).list().ofMinSize(1).ofMaxSize(3).map(all -> body(String.join(",", all)));
  }

  private static Arbitrary<String> members(int depth) {
    Arbitrary<String> names =
        Arbitraries.of(
            "performer",
            "focus",
            "encounter",
            "device",
            "hasMember",
            "extension",
            "modifierExtension",
            "_status",
            "contained",
            "component",
            "valueReference",
            "reference",
            "_reference",
            "identifier",
            "assigner",
            "type",
            "display",
            "resourceType",
            "id",
            "url",
            "note",
            "authorReference",
            "patient",
            "subject",
            "entry",
            "resource");
    return Combinators.combine(names, values(depth)).as((name, value) -> "'" + name + "':" + value);
  }

  private static Arbitrary<String> values(int depth) {
    Arbitrary<String> strings =
        Arbitraries.of(
                "Patient/p2",
                "Patient/p1",
                " Patient/p2",
                "Patient/p2/_history/1",
                "Patient/p2#x",
                "Patient/p2|1",
                "x/Patient/p2",
                "/Patient/p2",
                "Patient//p2",
                "http://h/fhir/Patient/p2",
                "HTTPS://SANTE.example/fhir/cabinet/Patient/p2",
                "https://sante.example/fhir/cabinet/Patient/p2",
                "https://sante.example/fhir/cabinet//Patient/p2",
                "#p",
                "#Patient/p2",
                "urn:uuid:0aaaaaaa-0000-0000-0000-000000000000",
                "urn:oid:1.2.3",
                "Practitioner/d1",
                "Encounter/e1",
                "Patient?identifier=x",
                "Patient",
                "Device",
                "Observation",
                "p",
                "")
            .map(text -> "'" + text + "'");
    Arbitrary<String> reference = strings.map(text -> "{'reference':" + text + "}");
    if (depth == 0) {
      return Arbitraries.oneOf(strings, reference, Arbitraries.of("null", "1", "true", "[]", "{}"));
    }
    Arbitrary<String> objects =
        Arbitraries.lazy(
            () ->
                members(depth - 1)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(3)
                    .map(all -> "{" + String.join(",", all) + "}"));
    Arbitrary<String> arrays =
        Arbitraries.lazy(
            () ->
                values(depth - 1)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(2)
                    .map(all -> "[" + String.join(",", new ArrayList<>(all)) + "]"));
    return Arbitraries.oneOf(List.of(reference, objects, arrays, strings));
  }
}
