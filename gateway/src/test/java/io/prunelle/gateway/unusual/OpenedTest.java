// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.unusual;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.journal.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as having opened a record, told from the journal alone. */
final class OpenedTest {

  private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "practitioner, read,        GET,    200, 12",
    "practitioner, read,        HEAD,   200, 0",
    "practitioner, read,        GET,    304, 0",
    "practitioner, search-type, GET,    200, 90",
    "practitioner, update,      PUT,    200, 0",
    "practitioner, delete,      DELETE, 204, 0",
    "service,      read,        GET,    200, 12",
    // nobody saw the end
    "practitioner, read,        GET,    0,   0"
  })
  void whatShowsOrChangesSomethingCounts(
      String role, String interaction, String method, int status, long bytes) {
    Outcome outcome = new Outcome(status, bytes, Duration.ZERO, "completed");

    assertThat(Opened.of(List.of(line(1, NOW, role, interaction, method, outcome)))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "practitioner, search-type, GET, 200, 0",
    "practitioner, read,        GET, 404, 60",
    "practitioner, update,      PUT, 412, 60",
    "guardian,     read,        GET, 200, 12",
    "system,       transfer,    ,    200, 12"
  })
  void whatShowsNobodyAnythingDoesNot(
      String role, String interaction, @Nullable String method, int status, long bytes) {
    Outcome outcome = new Outcome(status, bytes, Duration.ZERO, "completed");

    assertThat(Opened.of(List.of(line(1, NOW, role, interaction, method, outcome)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"read, GET", "search-type, GET", "update, PUT"})
  void whoGoesAwayBeforeTheEndMayHaveSeenAllButTheLastByte(String interaction, String method) {
    Outcome outcome = new Outcome(499, 0, Duration.ZERO, "client-gone");

    assertThat(Opened.of(List.of(line(1, NOW, "practitioner", interaction, method, outcome))))
        .hasSize(1);
  }

  /** As when it is taken slower than the host has patience for. */
  @Test
  void ofADocumentThatItsHostBrokeOffTheMostPartMayHaveBeenSeen() {
    Outcome outcome = new Outcome(502, 90_000, Duration.ZERO, "failed");
    Line read = line(1, NOW, "practitioner", "read", "GET", outcome);
    Entry of = read.entry();
    Entry.Act act = new Entry.Act("read", "Binary", "b1", null, "GET", "/fhir/lilas/Binary/b1");
    Entry document = new Entry("request", of.agent(), act, of.where(), true, "consent-permit");

    assertThat(Opened.of(List.of(new Line(read.id(), NOW, document, outcome)))).hasSize(1);
    assertThat(Opened.of(List.of(read))).isEmpty();
  }

  @Test
  void severalOfTheSameAreOneThatBeganWithTheFirst() {
    List<Opened> opened =
        Opened.of(
            List.of(
                line(2, NOW.plusSeconds(9), "practitioner", "read", "GET", null),
                line(1, NOW, "practitioner", "read", "GET", null),
                line(3, NOW.plusSeconds(5), "practitioner", "read", "GET", null)));

    assertThat(opened)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.entry()).isEqualTo(new UUID(0, 1));
              assertThat(one.at()).isEqualTo(NOW);
              assertThat(one.last()).isEqualTo(NOW.plusSeconds(9));
            });
  }

  private static Line line(
      int id,
      Instant at,
      String role,
      String interaction,
      @Nullable String method,
      @Nullable Outcome outcome) {
    return new Line(
        new UUID(0, id),
        at,
        new Entry(
            "request",
            new Entry.Agent("sub", "Name", role, "app", "jti", "127.0.0.1"),
            new Entry.Act(interaction, "Patient", "p1", null, method, "/fhir/lilas/Patient/p1"),
            new Entry.Where("lilas", "p1", "host", null, null),
            true,
            "consent-permit"),
        outcome);
  }
}
