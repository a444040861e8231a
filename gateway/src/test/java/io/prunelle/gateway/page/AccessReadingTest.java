// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import io.prunelle.gateway.journal.Selection;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessReadingTest {

  private static final Entry READING =
      new Entry(
          "request",
          new Entry.Agent("user-1", "Anne", "patient", "page", null, null),
          new Entry.Act("journal-read", null, null, null, "GET", "/my"),
          new Entry.Where(null, "p1", null, null, null),
          true,
          "own-journal");

  private final List<Outcome> ended = new ArrayList<>();

  private final AccessDownload.Source journal =
      new AccessDownload.Source() {
        @Override
        public Future<UUID> begin(Entry reading) {
          return Future.succeededFuture(new UUID(0, 7));
        }

        @Override
        public Future<List<Line>> next(
            UUID reading, Selection selection, @Nullable UUID before, int limit) {
          throw new AssertionError("not asked for");
        }

        @Override
        public Future<Void> end(UUID reading, Outcome outcome) {
          ended.add(outcome);
          return Future.succeededFuture();
        }
      };

  @Test
  void aLookThatFailsIsNotLeftUnderWay() {
    IllegalStateException down = new IllegalStateException("down");

    Future<List<Line>> found =
        AccessReading.concluded(journal, (id, reading, limit) -> Future.failedFuture(down))
            .others(READING, 3);

    assertThat(found.cause()).isSameAs(down);
    assertThat(ended).extracting(Outcome::ending).containsExactly("failed");
  }

  @Test
  void aLookThatSucceedsHasEndedBeforeItIsShown() {
    Future<List<Line>> found =
        AccessReading.concluded(journal, (id, reading, limit) -> Future.succeededFuture(List.of()))
            .others(READING, 3);

    assertThat(found.result()).isEmpty();
    assertThat(ended).extracting(Outcome::ending).containsExactly("completed");
  }
}
