// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prunelle.gateway.journal.Journal;
import io.prunelle.gateway.testing.Jumping;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A clock that jumps, as one does that was wrong and is set. */
final class JumpingClockTest {

  @Test
  void howeverItJumpsWhatIsWrittenFitsAndWhatCannotBeIsNotSaidToBe() {
    try (WrittenJournal written = new WrittenJournal()) {
      Jumping clock = new Jumping();
      Journal journal = written.start("jumping", clock);
      written.fill(journal, "right");

      clock.wrong = Duration.ofDays(2);
      written.fill(journal, "ahead");
      clock.wrong = Duration.ofHours(-3);
      written.fill(journal, "behind");
      written.assertFits();

      // Given a time for which there is no partition yet
      clock.wrong = Duration.ofDays(400);
      assertThat(catchThrowable(() -> journal.intend(WrittenJournal.entry("lost")).await()))
          .hasMessageContaining("journal-down");

      clock.wrong = Duration.ZERO;
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> writes(journal, "right again"));
      written.assertFits();
      journal.stop().await();
    }
  }

  private static boolean writes(Journal journal, String request) {
    Future<UUID> entry = journal.record(WrittenJournal.entry(request), WrittenJournal.DONE);
    return entry.transform(done -> Future.succeededFuture(done.succeeded())).await();
  }
}
