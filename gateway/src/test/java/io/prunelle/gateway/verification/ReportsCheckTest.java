// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Identifiers;
import io.prunelle.gateway.report.Commitment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal has of a report, by bytes. */
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

  /** The owner cannot say that it was somebody else, or another day, or told to others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "accessed_by = 'Dr B'",
        "accessed_by = NULL",
        "accessed_at = accessed_at + interval '1 day'",
        "practice = 'd'",
        "answered_by = 'eve'",
        "reporter = 'eve'",
        "reporter = NULL",
      })
  void whatIsSaidOfAReportIsFoundChanged(String change) throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      UUID id = report(written);

      written.database.execute("UPDATE report.report SET " + change);

      assertThat(finding(written)).startsWith("altered: report " + id);
    }
  }

  /** Who reported was not kept at first, nor were digests. */
  @Test
  void whatWasReportedBeforeDigestsWereKeptIsComparedAsFarAsItWas() throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      UUID id = report(written, access(written), false);
      written.database.execute(
          "UPDATE report.report SET reporter = NULL, salt = NULL, answer_salt = NULL");
      assertThat(finding(written)).isNull();

      written.database.execute("UPDATE report.report SET answered_by = 'eve'");

      assertThat(finding(written)).startsWith("altered: report " + id);
    }
  }

  @Test
  void anAccessWhoseMonthWasDroppedIsAskedForNoMore() throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      Instant at = Instant.parse("2020-02-03T04:05:06Z");
      UUID id = report(written, new Access(Identifiers.least(at), at), true);

      assertThat(finding(written, YearMonth.of(2020, 2))).isNull();
      assertThat(finding(written, YearMonth.of(2020, 1))).startsWith("altered: report " + id);
    }
  }

  /** When something was reported is signed nowhere. */
  @ParameterizedTest
  @ValueSource(strings = {"words", "answer"})
  void whatIsSaidToBeOfADroppedMonthIsComparedAsLongAsTheJournalHasIt(String changed)
      throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      // Given a report of today, of an access whose month was dropped
      Instant at = Instant.parse("2020-02-03T04:05:06Z");
      UUID id = report(written, new Access(Identifiers.least(at), at), true);

      // When it is said to be as old as that
      written.database.execute(
          "UPDATE report.report SET reported_at = '2020-02-05Z', answered_at = '2020-02-05Z'");
      assertThat(finding(written, YearMonth.of(2020, 2))).isNull();
      written.database.execute("UPDATE report.report SET " + changed + " = 'It was me'");

      // Then it is found all the same
      assertThat(finding(written, YearMonth.of(2020, 2))).startsWith("altered: report " + id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM journal.entry", "UPDATE journal.outcome SET status = 409"})
  void whatWasReportedInADroppedMonthIsNotComparedWithWhatWasNotTaken(String dropped)
      throws SQLException {
    try (WrittenJournal written = new WrittenJournal()) {
      Instant at = Instant.parse("2020-02-03T04:05:06Z");
      report(written, new Access(Identifiers.least(at), at), true);
      written.database.execute(
          "UPDATE report.report SET reported_at = '2020-02-05Z', answered_at = '2020-02-05Z',"
              + " words = 'other', answer = 'other'");

      written.database.execute(dropped);

      assertThat(finding(written, YearMonth.of(2020, 2))).isNull();
    }
  }

  private record Access(UUID id, Instant at) {}

  private static Access access(WrittenJournal written) {
    written.run(
        "access",
        journal -> journal.record(WrittenJournal.entry("access"), WrittenJournal.DONE).await());
    Map<String, Object> row =
        written
            .database
            .rows("SELECT id, recorded_at FROM journal.entry WHERE request_id = 'access'")
            .get(0);
    return new Access((UUID) row.get("id"), ((Timestamp) row.get("recorded_at")).toInstant());
  }

  private static UUID report(WrittenJournal written) {
    return report(written, access(written), true);
  }

  /** By p1, whom ada has answered. */
  private static UUID report(WrittenJournal written, Access access, boolean committed) {
    UUID id = UUID.randomUUID();
    Commitment words = Commitment.to("not mine");
    Commitment answer = Commitment.to("a substitute");
    String reporting = "/my/accesses/" + access.id() + "/report";
    written.run(
        "one",
        journal -> {
          journal
              .record(
                  told("u1", committed ? words.said("words") : null, reporting),
                  WrittenJournal.DONE)
              .await();
          journal
              .record(
                  told("ada", committed ? answer.said("answer") : null, "/reports/" + id),
                  WrittenJournal.DONE)
              .await();
        });
    written.database.execute(
        "INSERT INTO report.report (id, entry, practice, patient, accessed_at, accessed_by, words,"
            + " salt, reporter, answer, answer_salt, answered_by, answered_at) VALUES (?, ?, 'c',"
            + " 'p1', ?, ?, 'not mine', ?, 'u1', 'a substitute', ?, 'ada', now())",
        id,
        access.id(),
        access.at().atOffset(ZoneOffset.UTC),
        WrittenJournal.entry("access").agent().name(),
        words.salt().getBytes(),
        answer.salt().getBytes());
    return id;
  }

  private static Entry told(String subject, @Nullable String query, String path) {
    Entry like = WrittenJournal.entry(UUID.randomUUID().toString());
    return new Entry(
        like.requestId(),
        new Entry.Agent(subject, null, null, null, null, null),
        new Entry.Act("report", null, null, query, query, "POST", path),
        like.where(),
        true,
        "own-journal");
  }

  private static @Nullable String finding(WrittenJournal written) throws SQLException {
    return finding(written, null);
  }

  private static @Nullable String finding(WrittenJournal written, @Nullable YearMonth dropped)
      throws SQLException {
    try (Connection owner = written.database.connect(written.database.owner())) {
      ReportsCheck check = ReportsCheck.of(owner, dropped);
      assertThat(check.compared()).isTrue();
      return check.finding() == null ? null : check.finding().line();
    }
  }
}
