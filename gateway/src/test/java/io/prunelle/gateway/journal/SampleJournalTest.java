// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleJournalTest {

  private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

  /** What is inserted to is as large whenever it is measured. */
  @ParameterizedTest
  @ValueSource(
      strings = {"2026-11-01T00:00:09Z", "2026-11-12T10:00:00Z", "2026-11-30T23:59:59.999Z"})
  void theMonthThatHasBegunHasAsManyAsAWholeOneOnWhicheverDay(String now) {
    DoubleFunction<Instant> times = SampleJournal.inWholeMonths(1_000, Instant.parse(now));

    assertThat(times.apply(0)).isEqualTo("2024-03-06T00:00:00Z");
    assertThat(times.apply(1)).isEqualTo(now);
    assertThat(between(times, NOVEMBER, Instant.MAX)).isEqualTo(300);
    assertThat(
            between(
                times,
                Instant.parse("2026-09-01T00:00:00Z"),
                Instant.parse("2026-10-01T00:00:00Z")))
        .isEqualTo(300);
  }

  @Test
  void ofFewerDaysThanTheMonthHasAllAreInIt() {
    DoubleFunction<Instant> times =
        SampleJournal.inWholeMonths(7, Instant.parse("2026-11-20T00:00:00Z"));

    assertThat(times.apply(0)).isEqualTo(NOVEMBER);
    assertThat(between(times, NOVEMBER, Instant.MAX)).isEqualTo(10_000);
  }

  private static long between(DoubleFunction<Instant> times, Instant from, Instant to) {
    return IntStream.range(0, 10_000)
        .mapToObj(number -> times.apply(number / 10_000.0))
        .filter(time -> !time.isBefore(from) && time.isBefore(to))
        .count();
  }
}
