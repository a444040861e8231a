// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

  /** RFC 8785, 3.2.2.2, however long: what is not escaped stands there in UTF-8. */
  @Test
  void anyTextIsWrittenAsTheSpecificationHasIt() {
    Random random = new Random(8_785);
    int[] below = {0x20, 0x80, 0x100, 0x800, 0x2030, 0x10000, 0x11_0000};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(i % 100 == 0 ? 4_000 : 20); left > 0; left--) {
        int c = random.nextInt(below[random.nextInt(below.length)]);
        text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '?' : c);
      }
      String name = "a" + text;
      String expected =
          "{" + quoted(name) + ":" + quoted(text.toString()) + ",\"b\":" + (i - 10_000) + "}";

      assertThat(new CanonicalJson().text(name, text.toString()).number("b", i - 10_000L).bytes())
          .isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    for (char c = 0; c < ' '; c++) {
      int named = "\b\t\n\f\r".indexOf(c);
      escaped =
          escaped.replace(
              String.valueOf(c),
              named < 0 ? "\\u%04x".formatted((int) c) : "\\" + "btnfr".charAt(named));
    }
    return '"' + escaped + '"';
  }

  @Test
  void halfOfAPairIsNotWritten() {
    for (String half : new String[] {"\ud83d", "\ude02", "\ude02\ud83d", "\ud83dx"}) {
      assertThatThrownBy(() -> new CanonicalJson().text("a", half))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void anyTimeIsWrittenInMicroseconds() {
    DateTimeFormatter expected =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    Random random = new Random(8_601);
    for (int i = 0; i < 100_000; i++) {
      long bound = i % 2 == 0 ? 4_102_444_800L : 400_000_000_000L;
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong() % bound, i % 3 == 0 ? 0 : random.nextInt(1_000_000_000));

      assertThat(CanonicalJson.time(time)).isEqualTo(expected.format(time));
    }
  }

  @Test
  void objectsStandInAnArray() {
    byte[] one = new CanonicalJson().number("a", 1).bytes();

    assertThat(text(new CanonicalJson().objects("o", List.of()))).isEqualTo("{\"o\":[]}");
    assertThat(text(new CanonicalJson().objects("o", List.of(one, one)).text("p", "")))
        .isEqualTo("{\"o\":[{\"a\":1},{\"a\":1}],\"p\":\"\"}");
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
  void aMemberWithoutANameIsNotWritten() throws IOException {
    Map<String, Object> read =
        StrictJson.object("{\"\":\"x\",\"a\":1}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> StrictJson.canonical(read)).isInstanceOf(IOException.class);
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
