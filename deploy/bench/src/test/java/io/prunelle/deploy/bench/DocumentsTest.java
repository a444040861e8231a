// SPDX-License-Identifier: Apache-2.0
package io.prunelle.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private final Documents documents = new Documents("http://127.0.0.1:1/fhir");

  @Test
  void theSmallOneIsThePatientOfThatId() {
    Buffer small = documents.small("bench-7");

    assertThat(small.length()).isBetween(1_300, 1_500);
    assertThat(new JsonObject(small).getString("id")).isEqualTo("bench-7");
  }

  @Test
  void everyEntryOfTheBundleIsAboutThePatient() {
    Buffer bundle = documents.bundle("bench-7");

    assertThat(bundle.length()).isBetween(43_000, 47_000);
    JsonObject searchset = new JsonObject(bundle);
    assertThat(searchset.getJsonArray("entry"))
        .hasSize(searchset.getInteger("total"))
        .allSatisfy(
            entry ->
                assertThat(((JsonObject) entry).getJsonObject("resource").getJsonObject("subject"))
                    .isEqualTo(new JsonObject().put("reference", "Patient/bench-7")));
  }
}
