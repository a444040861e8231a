// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application in a browser may read, and one that nobody allowed may not. */
final class CrossOriginTest {

  private static final String APPLICATION = "https://app.example";
  private static final String ALLOWED = "access-control-allow-origin";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings -> TestSettings.allowing(settings, APPLICATION, "http://localhost:3000"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void forget() {
    gateway.premises.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/Patient/p1", "/Patient", "", "/_search", "/Nothing/$such"})
  void theBrowserIsToldBeforeItAsksAndNobodyElseIsAsked(String path) {
    Answer answer = preflight(path, APPLICATION);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header(ALLOWED)).isEqualTo(APPLICATION);
    assertThat(answer.header("access-control-allow-methods")).contains("PUT", "PATCH", "DELETE");
    assertThat(answer.header("access-control-allow-headers"))
        .contains(
            "Authorization", "DPoP", "Content-Type", "If-Match", "Prefer", "X-Security-Context");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
    assertThat(gateway.arrived()).isEmpty();
  }

  @Test
  void theApplicationReadsWhatIsThePatientsAndWhatItNeedsOfTheHeaders() {
    Answer answer = asked("/Patient/p1", gateway.realm.patient("p1"), APPLICATION);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header(ALLOWED)).isEqualTo(APPLICATION);
    assertThat(answer.header("vary")).isEqualTo("Origin");
    assertThat(answer.header("access-control-expose-headers"))
        .contains("ETag", "Location", "X-Request-Id", "WWW-Authenticate", "Retry-After");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
  }

  @ParameterizedTest
  @CsvSource({
    "/Patient/p1, '', 401",
    "/Patient/p2, p1, 403",
    "/Patient/p1/x/y/z/z, p1, 400",
    "/Group/$export, p1, 501"
  })
  void theApplicationReadsWhyItIsRefused(String path, String patient, int status) {
    Answer answer =
        asked(path, patient.isEmpty() ? null : gateway.realm.patient(patient), APPLICATION);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header(ALLOWED)).isEqualTo(APPLICATION);
    assertThat(answer.diagnostics()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://app.example.evil.example",
        "https://evil.example/https://app.example",
        "http://app.example",
        "https://app.example:8443",
        "https://APP.example",
        "https://app.example, https://evil.example",
        "null",
        "*",
        ""
      })
  void anApplicationNobodyAllowedReadsNothing(String origin) {
    for (Answer answer :
        List.of(
            asked("/Patient/p1", gateway.realm.patient("p1"), origin),
            preflight("/Patient/p1", origin))) {
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
      assertThat(answer.header("vary")).isEqualTo("Origin");
    }
    assertThat(preflight("/Patient/p1", origin).status()).isEqualTo(401);
  }

  @Test
  void twoOriginsAreNone() {
    String raw =
        RawRequest.exchange(
            gateway,
            "GET /fhir/cabinet-des-lilas/Patient/p1 HTTP/1.1\r\nHost: x\r\nOrigin: "
                + APPLICATION
                + "\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n");
    assertThat(raw).startsWith("HTTP/1.1 401").doesNotContainIgnoringCase(ALLOWED);
  }

  @Test
  void optionsThatIsNoQuestionOfTheBrowsersIsRefusedAsBefore() {
    assertThat(
            gateway
                .send(
                    "OPTIONS",
                    URI.create(gateway.fhir() + "/Patient/p1"),
                    gateway.realm.patient("p1"),
                    null,
                    "Origin",
                    APPLICATION)
                .status())
        .isEqualTo(405);
  }

  @Test
  void thePatientsPageIsOpenToNoOtherSite() {
    URI page = URI.create(gateway.fhir().replaceFirst("/fhir/.*", "/my"));
    for (String method : List.of("GET", "OPTIONS")) {
      Answer answer =
          gateway.send(
              method,
              page,
              null,
              null,
              "Origin",
              APPLICATION,
              "Access-Control-Request-Method",
              "GET");
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  @Test
  void anyoneMayReadWhatHoldsNothingPersonal() {
    for (String path : List.of("/metadata", "/.well-known/smart-configuration")) {
      // The same whoever asks, so that a cache may give it to anybody
      assertThat(asked(path, null, "https://anybody.example").header(ALLOWED)).isEqualTo("*");
      assertThat(gateway.get(path, null).header(ALLOWED)).isEqualTo("*");
      assertThat(preflight(path, "https://anybody.example").status()).isEqualTo(204);
      assertThat(gateway.get(path, null).headers().get("vary")).doesNotContain("Origin");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*"})
  void withoutAnyOriginNothingIsSaidOfThem(String origins) {
    try (RunningGateway closed =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings -> origins.isEmpty() ? settings : TestSettings.allowing(settings, origins))) {
      Answer answer = closed.get("/Patient/p1", closed.realm.patient("p1"), "Origin", APPLICATION);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }
  }

  private static Answer asked(String path, String token, String origin) {
    return gateway.get(path, token, "Origin", origin);
  }

  private static Answer preflight(String path, String origin) {
    return gateway.send(
        "OPTIONS",
        URI.create(gateway.fhir() + path),
        null,
        null,
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "PUT",
        "Access-Control-Request-Headers",
        "authorization,content-type");
  }
}
