// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import io.prunelle.gateway.journal.Line;
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
 */
public record Accesses(List<Line> lines, @Nullable UUID older, Set<UUID> reported) {

  /** Of which nothing is known to have been reported. */
  public Accesses(List<Line> lines, @Nullable UUID older) {
    this(lines, older, Set.of());
  }
}
