// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are JSON, for whom that is good enough. */
final class RepresentationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+json",
        "application/json;q=0.5",
        "text/html, application/fhir+json; fhirVersion=4.0",
        "application/fhir+xml, application/fhir+json;q=0.1",
        "*/*",
        "application/*"
      })
  void whoTakesJsonIsServed(String accept) {
    assertThat(Representation.of(Query.NONE, ParsedRequests.headers("Accept", accept)))
        .isEqualTo(Representation.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+xml",
        "text/turtle",
        "text/html",
        "application/fhir+json;q=0",
        "application/fhir+json; q=0.000, text/html",
        "application/fhir+json; fhirVersion=3.0",
        ""
      })
  void whoTakesNoJsonIsTold(String accept) {
    assertNotAcceptable(Query.NONE, accept);
  }

  @Test
  void theFormatInTheUrlOverridesTheHeader() {
    assertThat(
            Representation.of(
                Query.of("_format", "application/fhir+json; fhirVersion=4.0"),
                ParsedRequests.headers("Accept", "text/html")))
        .isEqualTo(Representation.PLAIN);
    assertNotAcceptable(Query.of("_format", "xml"), "application/fhir+json");
  }

  private static void assertNotAcceptable(Query query, String accept) {
    Throwable thrown =
        catchThrowable(() -> Representation.of(query, ParsedRequests.headers("Accept", accept)));

    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal()).isInstanceOf(Refusal.BadExchange.class);
    assertThat(((Refusal.BadExchange) ((Refused) thrown).refusal()).status()).isEqualTo(406);
  }
}
