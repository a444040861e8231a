// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.prunelle.gateway.testing.Interactions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import javax.crypto.spec.SecretKeySpec;

/** Whatever is presented as a link to a further page opens nothing, and breaks nothing. */
final class PageTokensFuzzTest {

  private static final PageTokens TOKENS =
      new PageTokens(new SecretKeySpec(new byte[32], "AES"), Clock.systemUTC());

  private static final String SEALED =
      TOKENS.seal(Interactions.page("cabinet", "p1", "Observation", "x"), "me");

  /**
   * Presents.
   *
   * @param token laid over one that is good, so that the fuzzer need not break the cipher
   */
  @FuzzTest
  void whatWasNotSealedOpensNothing(byte[] token) {
    String words = new String(token, StandardCharsets.ISO_8859_1);
    String overlaid = words + SEALED.substring(Math.min(words.length(), SEALED.length()));

    for (String presented : new String[] {words, overlaid, SEALED + words}) {
      assertThat(TOKENS.open(presented, "me", "cabinet").isPresent())
          .isEqualTo(presented.equals(SEALED));
    }
  }
}
