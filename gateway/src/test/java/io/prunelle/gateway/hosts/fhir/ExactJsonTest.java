// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.50",
        "0.010",
        "1E+3",
        "-0",
        "123456789012345678901234567890",
        "0.1234567890123456789012"
      })
  void aNumberKeepsTheTextItWasWrittenWith(String number) throws IOException {
    assertThat(rewritten("{\"value\":" + number + "}")).isEqualTo("{\"value\":" + number + "}");
  }

  @Test
  void namesAreSortedAtEveryDepthAndItemsKeepTheirOrder() throws IOException {
    assertThat(rewritten("{ \"b\": [2, {\"d\": null, \"c\": true}, 1], \"a\": \"é\\n\" }"))
        .isEqualTo("{\"a\":\"é\\n\",\"b\":[2,{\"c\":true,\"d\":null},1]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\":1} {\"b\":2}", "{\"a\":1,\"a\":2}", "NaN", "{'a':1}"})
  void whatIsNotExactlyOneUnambiguousValueIsRefused(String json) {
    assertThatThrownBy(() -> ExactJson.read(Buffer.buffer(json))).isInstanceOf(IOException.class);
  }

  private static String rewritten(String json) throws IOException {
    return ExactJson.write(Objects.requireNonNull(ExactJson.read(Buffer.buffer(json)))).toString();
  }
}
