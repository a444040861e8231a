// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestRealm;
import io.prunelle.gateway.testing.TestSettings;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Behind what ends TLS, as clients reach it by {@code https}. */
final class BrowserHeadersTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            TestDatabase.migrated(),
            settings -> TestSettings.reachedBy(settings, URI.create("https://sante.example")));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /Patient/p1, true, true",
    "GET, /Patient/p1, false, false",
    "GET, /Patient/p2, true, false",
    "GET, /metadata, false, true",
    "DELETE, /%2e%2e/, true, false",
    "OPTIONS, /Patient/p1, false, false"
  })
  void noAnswerIsShownInAFrameOrTakenOverHttp(
      String method, String path, boolean token, boolean shown) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + gateway.settings().listen().port()
                + "/fhir/"
                + TestRealm.PRACTICE
                + path);

    Answer answer = gateway.send(method, uri, token ? gateway.realm.patient("p1") : null, null);

    assertThat(answer.status() == 200).isEqualTo(shown);
    assertThat(answer.headers().get("content-security-policy"))
        .containsExactly("frame-ancestors 'none'");
    assertThat(answer.headers().get("strict-transport-security"))
        .containsExactly("max-age=31536000; includeSubDomains");
  }
}
