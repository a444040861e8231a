// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page;

import io.prunelle.gateway.journal.Entry;
import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.page.view.Accesses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the patient's own readings of the list from burying what others did: the reading that shows
 * the list is left out, earlier ones in a row become one. So do the reads that an archive of the
 * patient's own is made of, page by page. Other accesses to the record are never folded.
 */
final class Folding {

  /** In which archives are prepared: a practitioner's reads are folded in no list. */
  private static final Set<String> OWN = Set.of("patient", "guardian");

  private final Entry reading;
  private final int size;

  Folding(Entry reading, int size) {
    this.reading = reading;
    this.size = size;
  }

  /** Begins a page. */
  Page begin() {
    return new Page();
  }

  /**
   * A page of accesses.
   *
   * @param lines newest first
   * @param cut whether the journal has more lines than these
   */
  Accesses fold(List<Line> lines, boolean cut) {
    Page page = begin();
    page.take(lines);
    return page.end(cut);
  }

  /** What is shown of lines that come one part after the other. */
  final class Page {

    private final List<Line> kept = new ArrayList<>();
    private @Nullable UUID last;
    private @Nullable Line previous;
    private boolean full;

    private Page() {}

    /**
     * Goes on with what comes next.
     *
     * @param lines newest first
     */
    void take(List<Line> lines) {
      for (Line line : lines) {
        boolean again =
            (ownReading(line) && ownReading(previous)) || (ownCopy(line) && ownCopy(previous));
        boolean shown = !isThis(line) && !again;
        if (shown && kept.size() == size) {
          full = true;
          return;
        }
        if (shown) {
          kept.add(line);
        }
        if (!isThis(line)) {
          previous = line;
        }
        last = line.id();
      }
    }

    /** Whether something did not find room any more. */
    boolean isFull() {
      return full;
    }

    /** Whether nothing more would find room. */
    boolean isComplete() {
      return kept.size() == size;
    }

    /** The last line that was looked at; null when there was none. */
    @Nullable UUID last() {
      return last;
    }

    List<Line> lines() {
      return List.copyOf(kept);
    }

    /**
     * Ends it.
     *
     * @param cut whether the journal has more lines than it took
     */
    Accesses end(boolean cut) {
      return new Accesses(lines(), full || cut ? last : null);
    }
  }

  private boolean isThis(Line line) {
    return line.entry().requestId().equals(reading.requestId());
  }

  private boolean ownCopy(@Nullable Line line) {
    return line != null
        && Paths.DATA.equals(line.entry().act().path())
        && !ownReading(line)
        && line.entry().permitted()
        && OWN.contains(String.valueOf(line.entry().agent().role()))
        && Objects.equals(line.entry().agent().subject(), reading.agent().subject());
  }

  private boolean ownReading(@Nullable Line line) {
    return line != null
        && line.entry().act().interaction().equals(reading.act().interaction())
        && Objects.equals(line.entry().agent().subject(), reading.agent().subject());
  }
}
