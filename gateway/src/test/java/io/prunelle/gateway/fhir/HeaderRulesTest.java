// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.refusal.Refusal;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that would change what a request means. */
final class HeaderRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-None-Exist",
        "X-HTTP-Method-Override",
        "x-http-method-override",
        "X-Method-Override",
        "X-HTTP-Method"
      })
  void headersThatChangeTheMeaningAreRefused(String name) {
    assertThat(refusal(headers(name, "DELETE"))).isInstanceOf(Refusal.NotSupported.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+json",
        "application/json;q=0.5",
        "text/html, application/fhir+json; fhirVersion=4.0",
        "*/*",
        "application/*"
      })
  void whoTakesJsonIsServed(String accept) {
    HeaderRules.check(headers("Accept", accept));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/fhir+xml", "text/turtle", "text/html", ""})
  void whoTakesNoJsonIsTold(String accept) {
    Refusal refusal = refusal(headers("Accept", accept));

    assertThat(refusal).isInstanceOf(Refusal.BadExchange.class);
    assertThat(((Refusal.BadExchange) refusal).status()).isEqualTo(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+json",
        "application/json",
        "application/fhir+json; charset=utf-8",
        "application/fhir+json;charset=\"UTF-8\""
      })
  void aBodyInJsonIsTaken(String type) {
    HeaderRules.checkBody(headers("Content-Type", type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/fhir+xml",
        "application/json-patch+json",
        "application/fhir+json; charset=utf-16",
        "text/plain",
        "multipart/form-data"
      })
  void anotherBodyIsRefused(String type) {
    Throwable thrown = catchThrowable(() -> HeaderRules.checkBody(headers("Content-Type", type)));

    assertThat(((Refused) thrown).refusal().reason()).isEqualTo("body-not-json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "identity, gzip"})
  void aCompressedBodyIsRefused(String encoding) {
    MultiMap headers =
        headers("Content-Type", "application/json").add("Content-Encoding", encoding);

    assertThat(catchThrowable(() -> HeaderRules.checkBody(headers))).isInstanceOf(Refused.class);
  }

  private static MultiMap headers(String name, String value) {
    return MultiMap.caseInsensitiveMultiMap().add(name, value);
  }

  private static @Nullable Refusal refusal(MultiMap headers) {
    Throwable thrown = catchThrowable(() -> HeaderRules.check(headers));
    return thrown instanceof Refused refused ? refused.refusal() : null;
  }
}
