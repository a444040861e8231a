// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @Test
  void writesTheExampleOfTheStandard() {
    assertThat(HttpDate.format(Instant.parse("1994-11-06T08:49:37.9Z")))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void anyDateIsWrittenAndReadAsTheLibraryDoes() {
    Random random = new Random(9_110);
    for (int i = 0; i < 10_000; i++) {
      Instant instant = Instant.ofEpochSecond(random.nextLong(0, 253_402_300_800L));

      String date = HttpDate.format(instant);

      assertThat(date).isEqualTo(FORMAT.format(instant));
      assertThat(HttpDate.parse(date)).isEqualTo(instant);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sun, 6 Nov 1994 08:49:37 GMT", "sun, 06 nov 1994 08:49:37 gmt"})
  void readsWhatOthersWriteInstead(String date) {
    assertThat(HttpDate.parse(date)).isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 36 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 28:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08-49-37 GMT",
        "Fri, 31 Dec 9999 23:59:59 -0100",
        "Sat, 1 Jan 0000 00:00:00 +0100"
      })
  void refusesWhatIsNoDate(String date) {
    assertThatThrownBy(() -> HttpDate.parse(date)).isInstanceOf(DateTimeException.class);
  }
}
