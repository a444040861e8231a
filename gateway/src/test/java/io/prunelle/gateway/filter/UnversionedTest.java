// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.fhir.FhirBodies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host says of its versions goes, and nothing else changes. */
final class UnversionedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1.50} | {\"a\":1.50}",
        "{\"a\":1.50,\"meta\":{\"versionId\":\"2\",\"lastUpdated\":\"x\",\"source\":\"#s\"}} | {\"a\":1.50}",
        "{ \"meta\" : {\"versionId\":\"2\"} , \"a\":1.50 } | { \"a\":1.50 }",
        "{\"meta\":{\"versionId\":\"2\"}} | {}",
        "{\"x\":[{\"meta\":{\"versionId\":\"9\"}}] , \"meta\": {\"versionId\":\"2\"}} | {\"x\":[{\"meta\":{\"versionId\":\"9\"}}] }",
        "{\"meta\":{\"versionId\":\"2\",\"profile\":[\"p\"]},\"a\":1.50} | {\"meta\":{\"profile\":[\"p\"]},\"a\":1.50}",
      })
  void onlyThatGoes(String resource, String expected) throws IOException {
    byte[] left = new Unversioned(new FhirBodies()).of(resource.getBytes(StandardCharsets.UTF_8));

    assertThat(new String(left, StandardCharsets.UTF_8).replaceAll("^\\{ +", "{ "))
        .isEqualTo(expected);
  }
}
