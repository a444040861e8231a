// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One form for the same values. */
final class CanonicalJsonTest {

  private static String text(CanonicalJson json) {
    return new String(json.bytes(), StandardCharsets.UTF_8);
  }

  /** The string of RFC 8785, 3.2.2: its euro sign, control characters and escapes. */
  @Test
  void stringsAreEscapedAsInTheSpecification() {
    assertThat(text(new CanonicalJson().text("string", "\u20ac$\u000F\nA'B\"\\\\\"/")))
        .isEqualTo("{\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assertThat(text(new CanonicalJson().text("x", "\b\t\n\f\r\u0000\u001f\u007f\u2028")))
        .isEqualTo("{\"x\":\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028\"}");
  }

  @Test
  void whatLiesBeyondTheBasicPlaneIsWrittenAsItIs() {
    assertThat(text(new CanonicalJson().text("smiley", "\uD83D\uDE02")))
        .isEqualTo("{\"smiley\":\"\uD83D\uDE02\"}");
  }

  @Test
  void whatHasNoValueIsLeftOutAndLiteralsAreAsInTheSpecification() {
    assertThat(
            text(
                new CanonicalJson()
                    .text("absent", null)
                    .time("at", Instant.parse("2026-01-31T23:59:59Z"))
                    .truth("false", false)
                    .number("number", 9_007_199_254_740_991L)
                    .number("zero", 0)))
        .isEqualTo(
            "{\"at\":\"2026-01-31T23:59:59.000000Z\",\"false\":false,\"number\":9007199254740991,\"zero\":0}");
  }

  @Test
  void membersComeInTheOrderOfTheirNames() {
    assertThatThrownBy(() -> new CanonicalJson().text("b", "").text("a", ""))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CanonicalJson().text("a", "").text("a", ""))
        .isInstanceOf(IllegalStateException.class);
  }

  /** What is read is written the same again, wherever its members stood. */
  @Test
  void anyOrderIsReadAndOneIsWritten() throws IOException {
    Map<String, Object> read =
        StrictJson.object(
            " { \"b\" : \"\\u20ac\\ud83d\\ude02\", \"a\" : 1 , \"c\":true}"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(new String(StrictJson.canonical(read), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":1,\"b\":\"\u20ac\uD83D\uDE02\",\"c\":true}");
  }

  @Test
  void whatCouldBeReadInTwoWaysIsNotRead() {
    for (String text :
        new String[] {
          "{\"a\":1,\"a\":2}", "{\"a\":1.5}", "{\"a\":null}", "{} {}", "[]", "", "{\"a\":"
        }) {
      assertThatThrownBy(() -> StrictJson.object(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(IOException.class);
    }
  }
}
