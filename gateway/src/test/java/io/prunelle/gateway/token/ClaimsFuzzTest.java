// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.refusal.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Set;

/** Whatever a token says, in its header or its claims, it is refused or it speaks for somebody. */
final class ClaimsFuzzTest {

  private static final URI ISSUER = URI.create("https://realm.example");
  private static final ClaimRules RULES =
      new ClaimRules(
          new Settings.Token(
              ISSUER,
              "prunelle-gateway",
              "RS256",
              Duration.ofSeconds(5),
              Set.of(),
              Settings.Introspection.NEVER),
          "prunelle-page",
          Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC));

  @FuzzTest
  void isRefusedOrSpeaksForSomebody(byte[] json) {
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    JoseHeader header = JoseHeader.of(encoded + "." + encoded + "." + encoded);
    assertThat(header == null || (header.algorithm() != null && header.keyId() != null)).isTrue();
    JoseHeader.of(new String(json, StandardCharsets.ISO_8859_1));

    JsonObject claims;
    try {
      claims = new JsonObject(Buffer.buffer(json));
    } catch (DecodeException | ClassCastException noObject) {
      return;
    }
    try {
      RULES.check(claims);
    } catch (Refused refused) {
      assertThat(refused.refusal().reason()).startsWith("token-");
      return;
    }
    Caller caller = Claims.caller(claims);
    assertThat(caller.subject()).isNotBlank();
    assertThat(claims.getValue("iss")).isEqualTo(ISSUER.toString());
    assertThat(claims.getLong("exp")).isGreaterThan(1_800_000_000L - 5);
    assertThat(caller.scopes()).doesNotContain("");
  }
}
