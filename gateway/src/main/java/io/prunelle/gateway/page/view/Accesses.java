// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Line;
import io.prunelle.gateway.unusual.Notices;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of the journal.
 *
 * @param lines newest first
 * @param older where the next page starts; null when this is the last
 * @param reported those of the lines that have been reported to a practice
 * @param unusual those that are out of the ordinary, and why
 */
public record Accesses(
    List<Line> lines, @Nullable UUID older, Set<UUID> reported, Notices.Marks unusual) {

  /** Of which nothing is known to have been reported, or to be unusual. */
  public Accesses(List<Line> lines, @Nullable UUID older) {
    this(lines, older, Set.of(), Notices.Marks.NONE);
  }

  public Accesses withReported(Set<UUID> those) {
    return new Accesses(lines, older, those, unusual);
  }

  public Accesses withUnusual(Notices.Marks those) {
    return new Accesses(lines, older, reported, those);
  }
}
