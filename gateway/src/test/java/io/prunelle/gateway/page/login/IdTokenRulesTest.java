// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokenRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final String ISSUER = "https://id.example/realms/sante";

  private final IdTokenRules rules = new IdTokenRules(ISSUER, "prunelle-page");

  @Test
  void aTokenForThisSignInHolds() {
    assertThatCode(() -> rules.check(claims(), "nonce-1", NOW)).doesNotThrowAnyException();
  }

  @Test
  void aTokenForSeveralAudiencesHoldsWhenItWasIssuedToUs() {
    JsonObject shared =
        claims()
            .put("aud", new JsonArray().add("other").add("prunelle-page"))
            .put("azp", "prunelle-page");

    assertThatCode(() -> rules.check(shared, "nonce-1", NOW)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aTokenThatDoesNotFitSignsNobodyIn(String what, JsonObject claims) {
    assertThatThrownBy(() -> rules.check(claims, "nonce-1", NOW))
        .isInstanceOf(SignInFailure.class)
        .hasMessage("ID token " + what);
  }

  static Stream<Arguments> wrong() {
    long now = NOW.getEpochSecond();
    return Stream.of(
        Arguments.of("nonce", claims().put("nonce", "nonce-2")),
        Arguments.of("nonce", without("nonce")),
        Arguments.of("iss", claims().put("iss", ISSUER + "/")),
        Arguments.of("iss", without("iss")),
        Arguments.of("aud", claims().put("aud", "demo-app")),
        Arguments.of("aud", claims().put("aud", new JsonArray().add("prunelle-page").add("x"))),
        Arguments.of("aud", claims().put("azp", "demo-app")),
        Arguments.of("aud", without("aud")),
        Arguments.of("exp", claims().put("exp", now - 6)),
        Arguments.of("exp", without("exp")),
        Arguments.of("iat", claims().put("iat", now + 60)),
        Arguments.of("iat", without("iat")),
        Arguments.of("typ", claims().put("typ", "Bearer")),
        Arguments.of("typ", without("typ")),
        Arguments.of("sub", claims().put("sub", " ")),
        Arguments.of("sub", without("sub")));
  }

  @Test
  void aRefreshedTokenMustBeAboutTheSamePerson() {
    JsonObject refreshed = without("nonce");

    assertThatCode(() -> rules.checkRefreshed(refreshed, "anne", NOW)).doesNotThrowAnyException();
    assertThatThrownBy(() -> rules.checkRefreshed(refreshed, "bruno", NOW))
        .hasMessage("ID token sub");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300, 305, -5})
  void anAuthenticationOfLateHolds(long secondsAgo) {
    JsonObject claims = claims().put("auth_time", NOW.getEpochSecond() - secondsAgo);

    assertThatCode(() -> rules.checkAge(claims, Duration.ofMinutes(5), NOW))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {306, 3600, -6, -3600})
  void anAuthenticationOfLongAgoOrOfTheFutureDoesNot(long secondsAgo) {
    JsonObject claims = claims().put("auth_time", NOW.getEpochSecond() - secondsAgo);

    assertThatThrownBy(() -> rules.checkAge(claims, Duration.ofMinutes(5), NOW))
        .hasMessage("ID token auth_time");
  }

  @Test
  void anAuthenticationThatIsNotToldIsOneOfLongAgo() {
    assertThat(rules.authenticatedAt(claims(), NOW)).isEqualTo(Instant.EPOCH);
    assertThat(rules.authenticatedAt(claims().put("auth_time", "now"), NOW))
        .isEqualTo(Instant.EPOCH);
    assertThatThrownBy(() -> rules.checkAge(claims(), Duration.ofMinutes(5), NOW))
        .hasMessage("ID token auth_time");
  }

  private static JsonObject without(String claim) {
    JsonObject claims = claims();
    claims.remove(claim);
    return claims;
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", "prunelle-page")
        .put("typ", "ID")
        .put("sub", "anne")
        .put("nonce", "nonce-1")
        .put("iat", NOW.getEpochSecond())
        .put("exp", NOW.getEpochSecond() + 300);
  }
}
