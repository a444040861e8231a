// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class RebasedTest {

  private static final String HOST = "http://host.example/fhir";
  private static final String GATEWAY = "https://gateway.example/fhir/lilas";

  @Test
  void onlyWholeUrlsOfTheHostBecomeTheGateways() throws IOException {
    assertThat(
            rebased(
                """
                {"url":"http://host.example/fhir/Patient/1","a":"http://host.example/fhirs/2",
                 "b":"see http://host.example/fhir/3","c":"http://host.example/fhir"}"""))
        .isEqualTo(
            """
            {"url":"https://gateway.example/fhir/lilas/Patient/1","a":"http://host.example/fhirs/2",
             "b":"see http://host.example/fhir/3","c":"http://host.example/fhir"}""");
  }

  /** Pieces of the URL in every order, so that a search which steps too far misses one. */
  @Property
  void noneIsMissedAndNothingElseChanged(@ForAll("documents") String document) throws IOException {
    assertThat(rebased(document))
        .isEqualTo(document.replace("\"" + HOST + "/", "\"" + GATEWAY + "/"));
  }

  @Provide
  Arbitrary<String> documents() {
    return Arbitraries.of(
            "\"", "\"" + HOST + "/", HOST, "http://", "host.example/", "fhir/", "/", "é", "{", "h")
        .list()
        .ofMaxSize(40)
        .map(pieces -> String.join("", pieces));
  }

  private static String rebased(String document) throws IOException {
    byte[] json = document.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Rebased(HOST, GATEWAY).copy(json, 0, json.length, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
