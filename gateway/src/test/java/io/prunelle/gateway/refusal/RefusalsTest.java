// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a no looks from outside. */
final class RefusalsTest {

  private static final Duration FIVE = Duration.ofSeconds(5);

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(new Refusal.Unauthenticated("secret-reason", false), 401, "login"),
        Arguments.of(new Refusal.Unauthenticated("secret-reason", true), 401, "login"),
        Arguments.of(new Refusal.Forbidden("secret-reason"), 403, "forbidden"),
        Arguments.of(new Refusal.InsufficientScope("secret-reason", "user/*.r"), 403, "forbidden"),
        Arguments.of(new Refusal.NotSupported("secret-reason", "why"), 403, "not-supported"),
        Arguments.of(new Refusal.BadExchange(400, "secret-reason", "why"), 400, "invalid"),
        Arguments.of(new Refusal.BadExchange(413, "secret-reason", "why"), 413, "too-long"),
        Arguments.of(new Refusal.BadExchange(406, "secret-reason", "why"), 406, "not-supported"),
        Arguments.of(new Refusal.Unproven("secret-reason"), 401, "login"),
        Arguments.of(new Refusal.NotFound("secret-reason"), 404, "not-found"),
        Arguments.of(new Refusal.RecordUnavailable("secret-reason", FIVE), 503, "transient"),
        Arguments.of(new Refusal.NotReady("secret-reason", FIVE), 503, "transient"),
        Arguments.of(new Refusal.HostRefused(422, "secret-reason"), 422, "processing"),
        Arguments.of(new Refusal.BadUpstream(502, "secret-reason"), 502, "exception"),
        Arguments.of(new Refusal.BadUpstream(504, "secret-reason"), 504, "timeout"),
        Arguments.of(new Refusal.Unexpected("secret-reason"), 500, "exception"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void itIsAnOperationOutcomeWithoutTheReason(Refusal refusal, int status, String code) {
    Answer answer = Refusals.answer(refusal);

    assertThat(answer.status()).isEqualTo(status);
    JsonObject outcome = new JsonObject(answer.body());
    assertThat(outcome.getString("resourceType")).isEqualTo("OperationOutcome");
    JsonObject issue = outcome.getJsonArray("issue").getJsonObject(0);
    assertThat(issue.getString("severity")).isEqualTo("error");
    assertThat(issue.getString("code")).isEqualTo(code);
    assertThat(answer.headers() + answer.body().toString()).doesNotContain("secret-reason");
    assertThat(answer.headers()).containsEntry("cache-control", "no-store");
    assertThat(answer.headers().containsKey("www-authenticate"))
        .isEqualTo(status == 401 || refusal instanceof Refusal.InsufficientScope);
    assertThat(answer.headers().containsKey("retry-after")).isEqualTo(status == 503);
  }

  @Test
  void whyARecordCannotBeReachedMakesNoDifference() {
    assertThat(Refusals.answer(new Refusal.RecordUnavailable("consent-not-in-force", FIVE)))
        .isEqualTo(Refusals.answer(new Refusal.RecordUnavailable("record-held", FIVE)))
        .isEqualTo(Refusals.answer(new Refusal.RecordUnavailable("certificate-lapsed", FIVE)));
  }

  @Test
  void aDefectTellsNothingOfItself() {
    Answer answer = Refusals.answer(new IllegalStateException("table consent.decision is gone"));

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body().toString()).doesNotContain("table", "decision");
  }
}
