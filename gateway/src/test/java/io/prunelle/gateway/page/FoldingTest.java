// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.view.Accesses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldingTest {

  private final Folding folding = new Folding(entry("now", "me", "journal-read"), 3);

  @Test
  void theReadingThatShowsTheListIsNotInIt() {
    assertThat(shown(line("now", "me", "journal-read"), line("a", "dr", "read")))
        .containsExactly("a");
  }

  @Test
  void earlierReadingsInARowAreOne() {
    assertThat(
            shown(
                line("now", "me", "journal-read"),
                line("r1", "me", "journal-read"),
                line("r2", "me", "journal-read"),
                line("a", "dr", "read"),
                line("r3", "me", "journal-read")))
        .containsExactly("r1", "a", "r3");
  }

  @Test
  void whatSomeoneElseReadsOfTheJournalIsNeverFolded() {
    assertThat(shown(line("r1", "dr", "journal-read"), line("r2", "dr", "journal-read")))
        .containsExactly("r1", "r2");
  }

  @Test
  void accessesToTheRecordAreNeverFolded() {
    assertThat(shown(line("a", "dr", "read"), line("b", "dr", "read"), line("c", "me", "read")))
        .containsExactly("a", "b", "c");
  }

  @Test
  void theReadsThatMyArchiveIsMadeOfAreOneAndNotTakenForMyReadingOfTheList() {
    assertThat(
            shown(
                copy("j", "me", "journal-read"),
                copy("c1", "me", "operation"),
                copy("c2", "me", "operation"),
                line("a", "dr", "read"),
                copy("c3", "me", "operation"),
                copy("d1", "dr", "operation"),
                copy("d2", "dr", "operation")))
        .containsExactly("j", "c1", "a");
    assertThat(shown(copy("d1", "dr", "operation"), copy("d2", "dr", "operation")))
        .containsExactly("d1", "d2");
  }

  @Test
  void anArchiveThatComesInSeveralPartsIsOneStill() {
    Folding.Page page = folding.begin();
    page.take(List.of(copy("c1", "me", "operation"), copy("c2", "me", "operation")));
    page.take(List.of(copy("c3", "me", "operation"), line("a", "dr", "read")));
    assertThat(page.isComplete()).isFalse();
    page.take(List.of(line("b", "dr", "read")));

    assertThat(page.isComplete()).isTrue();
    assertThat(page.isFull()).isFalse();
    page.take(List.of(line("c", "dr", "read")));
    assertThat(page.isFull()).isTrue();
    Accesses shown = page.end(false);
    assertThat(shown.lines())
        .extracting(line -> line.entry().requestId())
        .containsExactly("c1", "a", "b");
    assertThat(shown.older()).isEqualTo(line("b", "dr", "read").id());
  }

  private static Line copy(String request, String subject, String interaction) {
    Entry other = entry(request, subject, interaction);
    return new Line(
        UUID.nameUUIDFromBytes(request.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        Instant.EPOCH,
        new Entry(
            request,
            new Entry.Agent(subject, subject, "patient", null, null, null),
            new Entry.Act(interaction, "Patient", null, null, "GET", "/my/data"),
            other.where(),
            true,
            "test"),
        null);
  }

  @Test
  void theNextPageStartsRightAfterThisOneAndMissesNothing() {
    List<Line> journal = new ArrayList<>();
    IntStream.range(0, 40)
        .forEach(
            i ->
                journal.add(
                    i % 3 == 0
                        ? line("a" + i, "dr", "read")
                        : line("r" + i, "me", "journal-read")));

    List<String> seen = new ArrayList<>();
    UUID before = null;
    do {
      int from = before == null ? 0 : indexAfter(journal, before);
      int to = Math.min(journal.size(), from + 10);
      Accesses page = folding.fold(journal.subList(from, to), to - from == 10);
      page.lines().forEach(line -> seen.add(line.entry().requestId()));
      before = page.older();
    } while (before != null);

    assertThat(seen.stream().filter(id -> id.startsWith("a")))
        .containsExactlyElementsOf(
            journal.stream()
                .map(l -> l.entry().requestId())
                .filter(id -> id.startsWith("a"))
                .toList());
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void aListThatEndsHereOffersNothingOlder() {
    assertThat(folding.fold(List.of(line("a", "dr", "read")), false).older()).isNull();
  }

  private List<String> shown(Line... lines) {
    return folding.fold(List.of(lines), false).lines().stream()
        .map(line -> line.entry().requestId())
        .toList();
  }

  private static int indexAfter(List<Line> journal, UUID id) {
    return 1
        + IntStream.range(0, journal.size())
            .filter(i -> journal.get(i).id().equals(id))
            .findFirst()
            .orElseThrow();
  }

  private static Line line(String request, String subject, String interaction) {
    return new Line(
        UUID.nameUUIDFromBytes(request.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        Instant.EPOCH,
        entry(request, subject, interaction),
        null);
  }

  private static Entry entry(String request, String subject, String interaction) {
    return new Entry(
        request,
        new Entry.Agent(subject, subject, null, null, null, null),
        new Entry.Act(interaction, null, null, null, null, null),
        new Entry.Where(null, "p1", null, null, null),
        true,
        "test");
  }
}
