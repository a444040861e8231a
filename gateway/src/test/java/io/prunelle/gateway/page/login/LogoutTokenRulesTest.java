// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogoutTokenRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final String ISSUER = "https://id.example/realms/sante";
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  private final LogoutTokenRules rules = new LogoutTokenRules(ISSUER, "prunelle-page");

  @Test
  void aTokenSaysWhoseSessionIsOver() {
    LogoutToken token = rules.check(header("logout+jwt"), claims(), NOW);

    assertThat(token.id()).isEqualTo("t1");
    assertThat(token.session()).isEqualTo("s1");
    assertThat(token.subject()).isNull();
    assertThat(token.expires()).isAfter(NOW.plusSeconds(119));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "logout+jwt", "application/logout+JWT"})
  void aTokenIsOfItsTypeOrOfNone(String type) {
    assertThat(rules.check(header(type), claims(), NOW).id()).isEqualTo("t1");
    assertThat(rules.check(new JsonObject(), claims(), NOW).id()).isEqualTo("t1");
    assertThatThrownBy(() -> rules.check(header("at+jwt"), claims(), NOW))
        .hasMessage("logout token type");
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aTokenThatDoesNotFitIsNotTaken(String what, JsonObject claims) {
    assertThatThrownBy(() -> rules.check(header("logout+jwt"), claims, NOW))
        .isInstanceOf(SignInFailure.class)
        .hasMessage("logout token " + what);
  }

  static Stream<Arguments> wrong() {
    long now = NOW.getEpochSecond();
    return Stream.of(
        Arguments.of("iss", claims().put("iss", ISSUER + "/")),
        Arguments.of("iss", without("iss")),
        Arguments.of("aud", claims().put("aud", "demo-app")),
        Arguments.of("aud", claims().put("aud", new JsonArray().add("demo-app"))),
        Arguments.of("aud", without("aud")),
        Arguments.of("iat", claims().put("iat", now + 60)),
        Arguments.of("iat", claims().put("iat", "now")),
        Arguments.of("iat", without("iat")),
        Arguments.of("exp", claims().put("exp", now - 6)),
        Arguments.of("exp", without("exp")),
        Arguments.of("jti", without("jti")),
        Arguments.of("jti", claims().put("jti", " ")),
        Arguments.of("jti", claims().put("jti", "x".repeat(256))),
        Arguments.of("events", without("events")),
        Arguments.of("events", claims().put("events", EVENT)),
        Arguments.of("events", claims().put("events", new JsonObject())),
        Arguments.of("events", claims().put("events", new JsonObject().put(EVENT, true))),
        Arguments.of("nonce", claims().put("nonce", "n")),
        Arguments.of("nonce", claims().putNull("nonce")),
        Arguments.of("typ", claims().put("typ", "ID")),
        Arguments.of("sid", without("sid")),
        Arguments.of("sid", claims().put("sid", "")),
        Arguments.of("sub", claims().put("sub", 7)));
  }

  private static JsonObject header(String type) {
    return new JsonObject().put("typ", type);
  }

  private static JsonObject claims() {
    long now = NOW.getEpochSecond();
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", new JsonArray().add("prunelle-page"))
        .put("iat", now)
        .put("exp", now + 120)
        .put("jti", "t1")
        .put("sid", "s1")
        .put("events", new JsonObject().put(EVENT, new JsonObject()));
  }

  private static JsonObject without(String claim) {
    JsonObject claims = claims();
    claims.remove(claim);
    return claims;
  }
}
