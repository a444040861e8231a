// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
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
        Arguments.of(new Refusal.Bound("secret-reason"), 401, "login"),
        Arguments.of(new Refusal.NotFound("secret-reason"), 404, "not-found"),
        Arguments.of(new Refusal.RecordUnavailable("secret-reason", FIVE), 503, "transient"),
        Arguments.of(new Refusal.NotReady("secret-reason", FIVE), 503, "transient"),
        Arguments.of(new Refusal.HostRefused(422, "secret-reason"), 422, "processing"),
        Arguments.of(new Refusal.HostRefused(410, "secret-reason"), 410, "deleted"),
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

  /** So that it does not matter which of the two found out. */
  @Test
  void whatTheHostDoesNotHaveIsAnsweredLikeWhatTheGatewayDoesNotFind() {
    assertThat(Refusals.answer(new Refusal.HostRefused(404, "host-refused")))
        .isEqualTo(Refusals.answer(new Refusal.NotFound("resource-unknown")));
  }

  @Test
  void thePartOfTheRequestThatItIsAboutIsSaid() {
    Refusal refusal = new Refusal.BadExchange(400, "parameter-malformed", "why");

    assertThat(expression(Refusals.answer(refusal))).isNull();
    assertThat(expression(Refusals.answer(refusal.about("http.code"))))
        .isEqualTo(new JsonArray().add("http.code"));
    assertThat(expression(Refusals.answer(refusal.about("http.code"), "Bundle.entry[1]")))
        .isEqualTo(new JsonArray().add("Bundle.entry[1]").add("http.code"));
    // Of what may not be known nothing more is said
    assertThat(expression(Refusals.answer(new Refusal.NotFound("x").about("http.code")))).isNull();
  }

  private static JsonArray expression(Answer answer) {
    return new JsonObject(answer.body())
        .getJsonArray("issue")
        .getJsonObject(0)
        .getJsonArray("expression");
  }

  @Test
  void whyARecordCannotBeReachedMakesNoDifference() {
    assertThat(Refusals.answer(new Refusal.RecordUnavailable("consent-not-in-force", FIVE)))
        .isEqualTo(Refusals.answer(new Refusal.RecordUnavailable("record-held", FIVE)))
        .isEqualTo(Refusals.answer(new Refusal.RecordUnavailable("certificate-lapsed", FIVE)));
  }

  /** RFC 9449, 7.1: a client renews its token when the challenge is of the scheme that it uses. */
  @Test
  void aClientThatProvesIsChallengedToProve() {
    Refusal expired = new Refusal.Unauthenticated("token-expired", true);
    Refusal narrow = new Refusal.InsufficientScope("scope-insufficient", "user/*.r");

    assertThat(challenge(Refusals.answer(expired))).startsWith("Bearer ").doesNotContain("DPoP");
    assertThat(challenge(Refusals.answerToProof(expired)))
        .startsWith("DPoP realm=\"prunelle\", algs=")
        .contains("error=\"invalid_token\"")
        .doesNotContain("Bearer");
    assertThat(challenge(Refusals.answerToProof(narrow)))
        .startsWith("DPoP realm=\"prunelle\", algs=")
        .endsWith("error=\"insufficient_scope\", scope=\"user/*.r\"");
    assertThat(challenge(Refusals.answer(new Refusal.Bound("token-bound"))))
        .startsWith("DPoP ")
        .endsWith("error=\"invalid_token\"");
    assertThat(Refusals.answerToProof(new Refusal.Unauthenticated("no-token", false)))
        .isEqualTo(Refusals.answer(new Refusal.Unauthenticated("no-token", false)));
    assertThat(Refusals.answerToProof(new Refusal.NotFound("resource-unknown")))
        .isEqualTo(Refusals.answer(new Refusal.NotFound("resource-unknown")));
  }

  private static String challenge(Answer answer) {
    return String.valueOf(answer.headers().get("www-authenticate"));
  }

  /** Who waits as long as they are told to has waited long enough. */
  @Test
  void aWaitIsToldInWholeSecondsAndNeverTooShort() {
    assertThat(retryAfter(Duration.ofMillis(1))).isEqualTo("1");
    assertThat(retryAfter(Duration.ofSeconds(1))).isEqualTo("1");
    assertThat(retryAfter(Duration.ofMillis(1_010))).isEqualTo("2");
  }

  private static String retryAfter(Duration wait) {
    return String.valueOf(
        Refusals.answer(new Refusal.TooMany("too-many-requests", wait))
            .headers()
            .get("retry-after"));
  }

  @Test
  void aDefectTellsNothingOfItself() {
    Answer answer = Refusals.answer(new IllegalStateException("table consent.decision is gone"));

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body().toString()).doesNotContain("table", "decision");
  }
}
