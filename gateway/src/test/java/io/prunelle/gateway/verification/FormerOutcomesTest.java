// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.verification.WrittenJournal.Verified;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outcomes from before it stood in them what was written. */
final class FormerOutcomesTest {

  private static final Outcome FORMER =
      new Outcome(201, 12, Duration.ofMillis(3), "completed", null);

  private WrittenJournal written;

  @BeforeEach
  void write() {
    written = new WrittenJournal();
  }

  @AfterEach
  void close() {
    written.close();
  }

  /** A copy of the tables as they were, which nobody has migrated since. */
  @Test
  void theyFitInTablesThatKnowOfNoResource() {
    written.run("one", journal -> journal.record(WrittenJournal.entry("former"), FORMER).await());
    written.database.execute("ALTER TABLE journal.outcome DROP COLUMN resource");

    written.assertFits();
  }

  @Test
  void theyFitBesideLaterOnesAndOneIsNotMadeOfTheOther() {
    written.run(
        "one",
        journal -> {
          journal.record(WrittenJournal.entry("former"), FORMER).await();
          journal.record(WrittenJournal.entry("later"), WrittenJournal.DONE).await();
        });
    written.assertFits();

    // Who takes the column away takes something that was signed
    written.database.execute("ALTER TABLE journal.outcome DROP COLUMN resource");
    Verified verified = written.verify();

    assertThat(verified.fits()).isFalse();
    assertThat(verified.said()).startsWith("altered: ").contains("the outcome of entry");
  }

  @Test
  void aResourceThatIsGivenToAFormerOneIsFound() {
    written.run(
        "one",
        journal -> {
          UUID entry = journal.intend(WrittenJournal.entry("former")).await();
          journal.settle(entry, FORMER).await();
        });
    written.database.execute("UPDATE journal.outcome SET resource = 'Observation/another'");

    Verified verified = written.verify();

    assertThat(verified.fits()).isFalse();
    assertThat(verified.said()).startsWith("altered: the outcome of entry");
  }
}
