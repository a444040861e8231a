// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.RunningGateway.Answer;
import io.prunelle.gateway.config.Settings;
import io.prunelle.gateway.testing.TestDatabase;
import io.prunelle.gateway.testing.TestSettings;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Where more wait for the journal than may, the others are told when to come again. */
final class FullJournalTest {

  private static final int QUEUE = 16;

  @Test
  void whoFindsNoRoomIsToldToComeAgainAndTheOthersAreServed() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(3 * QUEUE);
    try (RunningGateway gateway =
            RunningGateway.start(TestDatabase.migrated(), FullJournalTest::small);
        Connection other = gateway.database.connect(gateway.database.owner())) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE journal.block IN EXCLUSIVE MODE");

      // When more ask than may wait for a commit that does not come to an end
      List<CompletableFuture<Answer>> asked =
          IntStream.range(0, 3 * QUEUE)
              .mapToObj(i -> "p" + i)
              .map(
                  patient ->
                      CompletableFuture.supplyAsync(
                          () -> gateway.get("/Patient/" + patient, gateway.realm.patient(patient)),
                          callers))
              .toList();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> asked.stream().filter(CompletableFuture::isDone).count() >= QUEUE);
      other.rollback();

      // Then those who found no room know when to come again, and all others are served
      List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();
      assertThat(answers).extracting(Answer::status).containsOnly(200, 503);
      assertThat(answers)
          .filteredOn(answer -> answer.status() == 503)
          .hasSizeGreaterThanOrEqualTo(QUEUE)
          .allSatisfy(
              answer -> {
                assertThat(answer.header("retry-after")).isEqualTo("1");
                assertThat(answer.json().getString("resourceType")).isEqualTo("OperationOutcome");
              });
      assertThat(gateway.premises.arrived())
          .hasSize((int) answers.stream().filter(answer -> answer.status() == 200).count());

      // And operators see it
      String metrics = gateway.management("/metrics").body();
      assertThat(metrics)
          .containsPattern("prunelle_journal_full_total(\\{[^}]*})? [1-9]")
          .containsPattern("prunelle_journal_commit_seconds_count(\\{[^}]*})? [1-9]")
          .containsPattern("prunelle_journal_block_leaves_count(\\{[^}]*})? [1-9]")
          .containsPattern("prunelle_journal_block_leaves_sum(\\{[^}]*})? [1-9]");
    } finally {
      callers.shutdownNow();
    }
  }

  private static Settings small(Settings settings) {
    Settings.Journal usual = settings.journal();
    return TestSettings.with(
        settings,
        new Settings.Journal(
            usual.key(),
            usual.keyPassword(),
            usual.pkcs11(),
            usual.formerKeys(),
            QUEUE,
            usual.retention(),
            usual.witness()));
  }
}
