// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
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
