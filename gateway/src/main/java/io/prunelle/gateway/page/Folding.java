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

  /**
   * A page of accesses.
   *
   * @param lines newest first
   * @param cut whether the journal has more lines than these
   */
  Accesses fold(List<Line> lines, boolean cut) {
    List<Line> kept = new ArrayList<>();
    UUID last = null;
    @Nullable Line previous = null;
    for (Line line : lines) {
      boolean again =
          (ownReading(line) && ownReading(previous)) || (ownCopy(line) && ownCopy(previous));
      boolean shown = !isThis(line) && !again;
      if (shown && kept.size() == size) {
        return new Accesses(kept, last);
      }
      if (shown) {
        kept.add(line);
      }
      if (!isThis(line)) {
        previous = line;
      }
      last = line.id();
    }
    return new Accesses(kept, cut ? last : null);
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
