// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditRowsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report|own-journal|Reported an access",
        "report|answered|Answered a reported access",
        "paper-decision|paper|Decision signed on paper",
        "paper-decision|paper-checked|Saw a patient’s name, for a decision signed on paper"
      })
  void whatWasDoneIsToldByWhatItWas(String interaction, String reason, String words) {
    assertThat(row(interaction, reason, null).words()).isEqualTo(words);
  }

  @Test
  void whatCameToNothingDoesNotReadAsDone() {
    assertThat(row("read", "practitioner", new Outcome(200, 9, Duration.ZERO, "completed")))
        .extracting(AuditRow::shortfall)
        .isNull();
    assertThat(row("read", "practitioner", new Outcome(502, 0, Duration.ZERO, "failed")))
        .extracting(AuditRow::shortfall)
        .isEqualTo("Did not succeed");
  }

  @Test
  void aChangeThatAHostDidNotAnswerMayHaveBeenRecorded() {
    assertThat(row("update", "practitioner", new Outcome(504, 0, Duration.ZERO, "failed")))
        .extracting(AuditRow::shortfall)
        .isEqualTo("It is not known whether this was recorded");
  }

  @Test
  void whatWasCreatedIsNamed() {
    assertThat(
            row(
                "create",
                "on-premise",
                new Outcome(201, 9, Duration.ZERO, "completed", "Observation/o17/_history/1")))
        .extracting(AuditRow::what)
        .isEqualTo("create/o17");
  }

  private static AuditRow row(String interaction, String reason, @Nullable Outcome outcome) {
    return new AuditRows(
            Messages.in(Language.ENGLISH),
            "/practice/cabinet-des-lilas/accesses",
            Called.NOTHING,
            PatientNames.NONE)
        .of(
            new Line(
                new UUID(0, 7),
                Samples.NOW,
                new Entry(
                    "request",
                    new Entry.Agent("ada", "Ada", "auditor", "page", null, null),
                    new Entry.Act(interaction, null, null, null, "GET", "/"),
                    new Entry.Where("cabinet-des-lilas", "p1", null, null, null),
                    true,
                    reason),
                outcome));
  }
}
