// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.format.Format;
import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are JSON, for whom that is good enough. */
final class RepresentationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+json",
        "application/json;q=0.5",
        "text/html, application/fhir+json; fhirVersion=4.0",
        "application/fhir+xml, application/fhir+json",
        "application/fhir+xml;q=0.5, application/*",
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
        "application/fhir+xml;q=0",
        "application/fhir+xml; fhirVersion=5.0",
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+xml",
        "application/fhir+xml;fhirVersion=4.0, application/fhir+json;q=0.9",
        "text/xml",
        "application/xml;q=0.2, text/html",
        "application/fhir+json;q=0.1, application/*;q=0.8",
        "application/fhir+json;q=0, application/json;q=0, */*"
      })
  void whoWantsXmlMoreGetsXml(String accept) {
    assertThat(Representation.of(Query.NONE, ParsedRequests.headers("Accept", accept)).format())
        .isEqualTo(Format.XML);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xml",
        "text/xml",
        "application/xml",
        "application/fhir+xml",
        "application/fhir xml"
      })
  void xmlIsAskedForInTheUrlToo(String format) {
    assertThat(
            Representation.of(
                    Query.of("_format", format), ParsedRequests.headers("Accept", "text/html"))
                .format())
        .isEqualTo(Format.XML);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "br, GZIP;q=0.5 | true",
        "x-gzip | true",
        "* | true",
        "gzip;q=0, * | false",
        "gzip;q=0.0 | false",
        "br | false",
        "identity | false",
        "'' | false"
      })
  void anAnswerIsCompressedForWhoSaysSo(String accepted, boolean compressed) {
    assertThat(Accept.gzip(ParsedRequests.headers("Accept-Encoding", accepted)))
        .isEqualTo(compressed);
  }

  @Test
  void theFormatInTheUrlOverridesTheHeader() {
    assertThat(
            Representation.of(
                Query.of("_format", "application/fhir+json; fhirVersion=4.0"),
                ParsedRequests.headers("Accept", "text/html")))
        .isEqualTo(Representation.PLAIN);
    assertNotAcceptable(Query.of("_format", "ttl"), "application/fhir+json");
    assertNotAcceptable(
        Query.of("_format", "application/fhir+xml;fhirVersion=5.0"), "application/fhir+json");
  }

  private static void assertNotAcceptable(Query query, String accept) {
    Throwable thrown =
        catchThrowable(() -> Representation.of(query, ParsedRequests.headers("Accept", accept)));

    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).refusal()).isInstanceOf(Refusal.BadExchange.class);
    assertThat(((Refusal.BadExchange) ((Refused) thrown).refusal()).status()).isEqualTo(406);
  }
}
