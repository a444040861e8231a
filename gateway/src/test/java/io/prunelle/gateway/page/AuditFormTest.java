// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Selection;
import io.vertx.core.MultiMap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditFormTest {

  private static AuditForm form(String day, @Nullable String from, @Nullable String to) {
    MultiMap given = MultiMap.caseInsensitiveMultiMap().add("from", day).add("to", day);
    if (from != null) {
      given.add("from-time", from);
    }
    if (to != null) {
      given.add("to-time", to);
    }
    return AuditForm.of(given);
  }

  /** In Paris it is 02:00 to 03:00 twice in October, and never in March. */
  @ParameterizedTest
  @CsvSource({
    // On any day the last minute is whole
    "2026-11-23, 09:15, 09:15, 2026-11-23T08:15:00Z, 2026-11-23T08:16:00Z",
    "2026-10-25, 01:59, 01:59, 2026-10-24T23:59:00Z, 2026-10-25T00:00:00Z",
    "2026-10-25, 02:30, 02:30, 2026-10-25T00:30:00Z, 2026-10-25T01:31:00Z",
    "2026-10-25, 02:59, 02:59, 2026-10-25T00:59:00Z, 2026-10-25T02:00:00Z",
    "2026-10-25, 03:00, 03:00, 2026-10-25T02:00:00Z, 2026-10-25T02:01:00Z",
    "2026-03-29, 02:30, 03:10, 2026-03-29T01:00:00Z, 2026-03-29T01:11:00Z",
    "2026-03-29, 01:10, 02:30, 2026-03-29T00:10:00Z, 2026-03-29T01:00:00Z",
    "2026-03-29, 01:59, 03:00, 2026-03-29T00:59:00Z, 2026-03-29T01:01:00Z"
  })
  void nothingIsLostWhenTheClocksChange(
      String day, String from, String to, Instant begin, Instant end) {
    AuditForm form = form(day, from, to);

    Selection selection = form.selection("cabinet-des-lilas");

    assertThat(form.wrong()).isEmpty();
    assertThat(selection.from()).isEqualTo(begin);
    assertThat(selection.to()).isEqualTo(end);
  }

  @Test
  void aDayIsWholeThoughItHasAnHourMore() {
    Selection selection = form("2026-10-25", null, null).selection("cabinet-des-lilas");

    assertThat(selection.from()).isEqualTo(Instant.parse("2026-10-24T22:00:00Z"));
    assertThat(selection.to()).isEqualTo(Instant.parse("2026-10-25T23:00:00Z"));
  }
}
