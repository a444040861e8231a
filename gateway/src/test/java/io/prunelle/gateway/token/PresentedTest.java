// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PresentedTest {

  /** RFC 6750, 2.1, and RFC 9449, 7.1, in three segments of base64url. */
  private static final Pattern GRAMMAR =
      Pattern.compile("(?<scheme>(?i:bearer|dpop)) +(?<token>[\\w-]+\\.[\\w-]+\\.[\\w-]+)");

  private static final String[] PIECES = {
    "Bearer",
    "bearer",
    "DPoP",
    "dpop",
    "Basic",
    " ",
    "  ",
    "\t",
    "a",
    "Zz9_-",
    ".",
    "..",
    "=",
    "é",
    "+",
    "eyJ.eyJ.sig",
    "İ"
  };

  @Test
  void whatTheGrammarTakesIsTakenAndNothingElse() {
    Random random = new Random(6_750);
    int taken = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder header = new StringBuilder(i % 2 == 0 ? "Bearer " : "");
      for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
        header.append(PIECES[random.nextInt(PIECES.length)]);
      }
      Matcher expected = GRAMMAR.matcher(header);

      Presented presented = Presented.in(header.toString());

      assertThat(presented != null).as(header.toString()).isEqualTo(expected.matches());
      if (presented != null) {
        assertThat(presented.token()).isEqualTo(expected.group("token"));
        assertThat(presented.proven()).isEqualTo(expected.group("scheme").equalsIgnoreCase("dpop"));
        taken++;
      }
    }
    assertThat(taken).isGreaterThan(1_000);
  }
}
