// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static io.prunelle.gateway.hosts.fhir.Resources.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

  @Test
  void resourcesAndTheNextPageAreReadOutcomesAreNot() {
    Page page =
        page(
            "{'resourceType':'Bundle','link':[{'relation':'self','url':'x'},"
                + "{'relation':'next','url':'http://h/fhir?p=2'}],'entry':["
                + "{'resource':{'resourceType':'Patient','id':'p'},'search':{'mode':'match'}},"
                + "{'resource':{'resourceType':'OperationOutcome'},'search':{'mode':'outcome'}}]}");

    assertThat(page.resources()).extracting(Resource::key).containsExactly(key("Patient/p"));
    assertThat(page.next()).isEqualTo("http://h/fhir?p=2");
  }

  @Test
  void aPageWithoutEntriesIsTheLast() {
    assertThat(page("{'resourceType':'Bundle'}")).isEqualTo(new Page(List.of(), 0, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'resourceType':'OperationOutcome'}",
        "[]",
        "{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Patient'}}]}",
        "{'resourceType':'Bundle','entry':[7]}",
        "{'resourceType':'Bundle',",
        ""
      })
  void whatCannotBeReadAsSearchResultIsNotTakenForAnEmptyOne(String json) {
    assertThatThrownBy(() -> page(json)).hasMessageStartingWith("unreadable: ");
  }

  private static Page page(String json) {
    return Page.of(Buffer.buffer(json.replace('\'', '"')));
  }
}
