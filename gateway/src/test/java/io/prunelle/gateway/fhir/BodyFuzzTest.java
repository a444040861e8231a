// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.prunelle.gateway.refusal.Refused;
import io.prunelle.gateway.rest.ParsedRequests;
import io.prunelle.gateway.rest.RestRequest;
import io.prunelle.gateway.testing.Mentioned;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** Whatever is written is refused, or is about one patient alone, read by whatever reader. */
final class BodyFuzzTest {

  private final Attribution attribution = new Attribution("http://127.0.0.1:0");

  /**
   * Writes.
   *
   * @param body type of the resource in the first line, then the resource
   */
  @FuzzTest
  void isRefusedOrAboutOnePatientAlone(byte[] body) throws IOException {
    Buffer all = Buffer.buffer(body);
    int line = all.toString("ISO-8859-1").indexOf('\n');
    if (line < 0) {
      return;
    }
    Buffer resource = all.slice(line + 1, all.length());
    OnRecord written;
    try {
      RestRequest request =
          ParsedRequests.of(
              "POST",
              "/fhir/cabinet/" + all.getString(0, line, "ISO-8859-1"),
              null,
              MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/fhir+json"),
              resource);
      written = attribution.of(request);
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).isNotBlank();
      return;
    }
    Buffer sent = written.upstream().body();
    assertThat(Mentioned.in(sent == null ? new byte[0] : sent.getBytes()))
        .isSubsetOf(written.patient());
  }
}
