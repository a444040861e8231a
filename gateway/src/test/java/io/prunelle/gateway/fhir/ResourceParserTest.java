// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.gateway.testing.Specification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a resource says does not make more of it in memory than a few times its length. */
final class ResourceParserTest {

  @Test
  void aNameIsNoLongerThanAnyOfFhirs() throws IOException {
    assertThat(parse("{'%s':{'reference':'A/1'}}".formatted("n".repeat(64))).references())
        .hasSize(1);
    for (String where : new String[] {"{'%s':1}", "{'a':[{'%s':{'reference':'A/1'}}]}"}) {
      assertThatThrownBy(() -> parse(where.formatted("n".repeat(65))))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void wherePartsOfAnArrayStandIsKeptOnce() throws IOException {
    FhirResource resource =
        parse("{'a':{'b':[{'reference':'A/1','type':'Patient'},[{'reference':'A/2'}]]}}");

    assertThat(resource.references())
        .extracting(FhirResource.Reference::path)
        .containsExactly("a.b", "a.b");
    assertThat(resource.references().get(0).path()).isSameAs(resource.references().get(1).path());
  }

  @Test
  void stringsInArraysStandWhereTheArrayStands() throws IOException {
    assertThat(parse("{'a':{'reference':['A/1'],'url':[['https://x/Patient/1']]}}").references())
        .extracting(reference -> reference.path() + "=" + reference.value())
        .containsExactlyInAnyOrder("a=A/1", "a.url=https://x/Patient/1");
  }

  /** Its members say that it names somebody, or its place does; see {@link Mentions}. */
  @Test
  void whatIsOfTypePatientIsAReferenceByWhatStandsBeside() throws IOException {
    assertThat(parse("{'type':'Patient','identifier':[{'value':'1'}]}").logical()).isEmpty();
    assertThat(parse("{'a':{'type':'Patient','reference':'Patient/1'}}").logical()).isEmpty();
    for (String none : new String[] {"", ",'id':'x'", ",'profile':['y']", ",'limit':1"}) {
      assertThat(parse("{'a':{'type':'Patient'" + none + "}}").logical())
          .as(none)
          .extracting(FhirResource.LogicalReference::tells)
          .containsExactly(false);
    }
    for (String who :
        new String[] {
          "'identifier':{'value':'1'}",
          "'identifier':{'value':'1'},'foo':1",
          "'display':'Zoe'",
          "'display':'Zoe','foo':1",
          "'_display':{'extension':[{'url':'x','valueString':'Zoe'}]},'foo':1",
          "'reference':'urn:oid:1.2.3','foo':1",
          "'extension':[{'url':'x','valueString':'Zoe'}]",
          "'_type':{'extension':[{'url':'x','valueString':'Zoe'}]}"
        }) {
      assertThat(parse("{'a':[{" + who + ",'type':'Patient'}]}").logical())
          .as(who)
          .extracting(FhirResource.LogicalReference::tells)
          .containsExactly(true);
    }
  }

  @Test
  void aResourceStandsWherever_resourceType_doesButInAnExampleScenario() throws IOException {
    String within = "'%s':[{'resourceId':'p','resourceType':'Patient'}]}";

    assertThat(parse("{'resourceType':'ExampleScenario'," + within.formatted("instance")).nested())
        .isEmpty();
    assertThat(parse("{'resourceType':'ExampleScenario'," + within.formatted("contained")).nested())
        .hasSize(1);
    assertThat(parse("{'resourceType':'Observation'," + within.formatted("instance")).nested())
        .hasSize(1);
  }

  /** What names a system of codes, a type, a profile or rules, and no resource of a record. */
  private static final Set<String> NAMES = Set.of("implicitRules", "profile", "system", "type");

  @Test
  void whereAUrlMayStandIsTheSpecifications() throws IOException {
    Set<String> resources = Specification.resourceTypes();
    Set<String> missed = new TreeSet<>();
    int met = 0;
    for (Specification.Element element : Specification.elements()) {
      String in = element.path().split("\\.", 2)[0];
      boolean ofRecords = FhirBodies.showable(in) && !SharedTypes.define(in);
      boolean ofAny = !resources.contains(in) && !in.equals("ElementDefinition");
      for (String type : ofRecords || ofAny ? element.types() : List.<String>of()) {
        String name = element.called(type);
        if (Set.of("url", "uri", "canonical").contains(type) && !NAMES.contains(name)) {
          met++;
          if (parse("{'%s':'https://x/Patient/1'}".formatted(name)).references().isEmpty()) {
            missed.add(element.path());
          }
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(met).isGreaterThan(50);
  }

  @Test
  void aPathIsBounded() throws IOException {
    String step = "{'" + "n".repeat(60) + "':";

    assertThat(parse(nested(step, 16)).references()).hasSize(1);
    assertThatThrownBy(() -> parse(nested(step, 17))).isInstanceOf(IOException.class);
  }

  private static String nested(String step, int depth) {
    return step.repeat(depth) + "{'reference':'A/1'}" + "}".repeat(depth);
  }

  @Test
  void referencesAreBounded() throws IOException {
    for (String one :
        new String[] {
          "{'reference':'A/1'}", "{'type':'Patient'}", "{'url':'http://x/Patient/1'}"
        }) {
      assertThat(all(parse(list(one, 20_000)))).isEqualTo(20_000);
      assertThatThrownBy(() -> parse(list(one, 20_001))).isInstanceOf(IOException.class);
    }
  }

  private static int all(FhirResource resource) {
    return resource.references().size() + resource.logical().size();
  }

  private static String list(String one, int times) {
    return "{'a':[" + String.join(",", Collections.nCopies(times, one)) + "]}";
  }

  private static FhirResource parse(String json) throws IOException {
    return ResourceParser.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
