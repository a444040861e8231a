// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.testing.TestKeys;
import io.prunelle.gateway.testing.TestSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that was restored from a backup lacks what came after, and gateways go on with it. */
final class RestoreTest {

  /** In an order in which they can be filled. */
  private static final List<String> TABLES =
      List.of("chain", "block", "closed", "entry", "outcome");

  @TempDir Path directory;

  private WrittenJournal written;

  /** Given a backup, and what was written and told to a witness after it. */
  @BeforeEach
  void restore() {
    written = new WrittenJournal();
    write("before.jsonl", "a");
    written.database.execute("CREATE SCHEMA backup");
    for (String table : TABLES) {
      written.database.execute("CREATE TABLE backup.%1$s AS TABLE journal.%1$s".formatted(table));
    }
    write("before.jsonl", "b");
    for (int i = TABLES.size() - 1; i >= 0; i--) {
      written.database.execute("DELETE FROM journal." + TABLES.get(i));
    }
    for (String table : TABLES) {
      written.database.execute("INSERT INTO journal.%1$s TABLE backup.%1$s".formatted(table));
    }
    written.database.execute(
        "SELECT setval('journal.chain_id', (SELECT max(id) FROM journal.chain))");
  }

  @AfterEach
  void close() {
    written.close();
  }

  private void write(String witness, String name) {
    Settings settings =
        TestSettings.with(
            written.settings,
            TestKeys.witnessed(
                written.settings.journal(),
                new Settings.Witness(
                    directory.resolve(witness), null, null, Duration.ofMinutes(1))));
    Journal journal =
        Journal.of(written.vertx, settings, written.pools.work(), "one", Clock.systemUTC());
    journal.start();
    written.fill(journal, name);
    journal.stop().await();
    written.awaitNobody();
  }

  private String verify(String... witnesses) {
    return written
        .verify(List.of(witnesses).stream().map(directory::resolve).toArray(Path[]::new))
        .said();
  }

  @Test
  void whatIsLostIsToldByTheWitnessAloneAndAfterwardsAllThatIsThereFits() {
    assertThat(verify()).startsWith("The journal fits").contains("Notice: no witness was named");
    assertThat(verify("before.jsonl")).startsWith("truncated: block ");

    // As docs/journal.md says
    written.database.execute("SELECT setval('journal.chain_id', 1000)");
    write("after.jsonl", "c");

    assertThat(verify("after.jsonl"))
        .startsWith("The journal fits")
        .contains("As the witness")
        .doesNotContain("no witness");
    assertThat(verify("after.jsonl", "before.jsonl")).startsWith("truncated: block ");
  }
}
