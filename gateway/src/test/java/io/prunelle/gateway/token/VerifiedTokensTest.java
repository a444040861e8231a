// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Remembering must not mean believing for longer, or without bound. */
final class VerifiedTokensTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  private final Held held =
      new Held(
          new Caller(
              "s", "n", Set.of(), Set.of(), null, null, Map.of(), Set.of(), null, null, false,
              null),
          null);
  private final VerifiedTokens tokens =
      new VerifiedTokens(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofSeconds(5));

  @Test
  void aTokenIsFoundUntilItExpires() {
    tokens.remember("still", held, 996, tokens.generation());
    tokens.remember("no longer", held, 995, tokens.generation());

    assertThat(tokens.find("still")).contains(held);
    assertThat(tokens.find("no longer")).isEmpty();
    assertThat(tokens.find("never")).isEmpty();
  }

  /** They are found by how they end, and told apart by all of them. */
  @Test
  void whatEndsAlikeIsNotTheSame() {
    String end = ".signature-of-more-than-twenty-four-characters";
    tokens.remember("a" + end, held, 2_000, tokens.generation());

    assertThat(tokens.find("a" + end)).contains(held);
    assertThat(tokens.find("b" + end)).isEmpty();
    assertThat(tokens.find(end)).isEmpty();
    assertThat(tokens.find(end.substring(1))).isEmpty();
  }

  @Test
  void whenKeysChangeNothingIsRemembered() {
    tokens.remember("a", held, 2_000, tokens.generation());

    tokens.forget();

    assertThat(tokens.find("a")).isEmpty();
  }

  /** Its key may be the one that is withdrawn: it was looked up before. */
  @Test
  void whatIsVerifiedWhileKeysChangeIsNotRemembered() {
    long before = tokens.generation();

    tokens.forget();
    tokens.remember("a", held, 2_000, before);

    assertThat(tokens.find("a")).isEmpty();
  }

  @Test
  void theLeastRecentlyUsedGoFirst() {
    tokens.remember("used", held, 2_000, tokens.generation());
    tokens.remember("unused", held, 2_000, tokens.generation());
    for (int i = 0; i < 9_999; i++) {
      tokens.find("used");
      tokens.remember("t" + i, held, 2_000, tokens.generation());
    }

    assertThat(tokens.find("used")).isPresent();
    assertThat(tokens.find("unused")).isEmpty();
  }
}
