// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.report.Commitment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal was told of a report, by bytes. */
final class ReportsCheckTest {

  @Test
  void whatWasReportedFits() throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      report(written);

      assertThat(finding(written)).isNull();
    }
  }

  /** Two digests are the same by a collation to which all of their digits are. */
  @ParameterizedTest
  @ValueSource(strings = {"words", "answer"})
  void wordsThatWereChangedAreFoundWhateverIsEqualByTheColumnsCollation(String changed)
      throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      UUID id = report(written);
      written.database.execute(
          "CREATE COLLATION journal.alike (provider = icu, locale = 'und', deterministic = false,"
              + " rules = '&0=1=2=3=4=5=6=7=8=9=a=b=c=d=e=f')");
      written.database.execute(
          "ALTER TABLE journal.entry ALTER query TYPE text COLLATE journal.alike,"
              + " ALTER path TYPE text COLLATE journal.alike");

      written.database.execute("UPDATE report.report SET " + changed + " = 'It was me'");

      assertThat(finding(written)).startsWith("altered: report " + id);
    }
  }

  private static UUID report(WrittenJournal written) {
    UUID id = UUID.randomUUID();
    UUID access = UUID.randomUUID();
    Commitment words = Commitment.to("not mine");
    Commitment answer = Commitment.to("a substitute");
    written.run(
        "one",
        journal -> {
          journal
              .record(
                  told(words.said("words"), "/my/accesses/" + access + "/report"),
                  WrittenJournal.DONE)
              .await();
          journal
              .record(told(answer.said("answer"), "/reports/" + id), WrittenJournal.DONE)
              .await();
        });
    written.database.execute(
        "INSERT INTO report.report (id, entry, practice, patient, accessed_at, words, salt, answer,"
            + " answer_salt, answered_by, answered_at) VALUES (?, ?, 'c', 'p1', now(), 'not mine',"
            + " ?, 'a substitute', ?, 'ada', now())",
        id,
        access,
        words.salt().getBytes(),
        answer.salt().getBytes());
    return id;
  }

  private static Entry told(String query, String path) {
    Entry like = WrittenJournal.entry(UUID.randomUUID().toString());
    return new Entry(
        like.requestId(),
        like.agent(),
        new Entry.Act("report", null, null, query, query, "POST", path),
        like.where(),
        true,
        "own-journal");
  }

  private static @Nullable String finding(WrittenJournal written) throws SQLException {
    try (Connection owner = written.database.connect(written.database.owner())) {
      ReportsCheck check = ReportsCheck.of(owner, null);
      assertThat(check.compared()).isTrue();
      return check.finding() == null ? null : check.finding().line();
    }
  }
}
