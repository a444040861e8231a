// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.audit;

import io.prunelle.gateway.journal.Selection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Somebody who looks who opened records, as the journal knows of it. For one request. */
public final class Look {

  private final long begun = System.nanoTime();
  private final Looking.Viewer viewer;
  private final Selection selection;
  private final UUID entry;
  private final Map<String, UUID> shown = new LinkedHashMap<>();

  Look(Looking.Viewer viewer, Selection selection, UUID entry) {
    this.viewer = viewer;
    this.selection = selection;
    this.entry = entry;
  }

  Looking.Viewer viewer() {
    return viewer;
  }

  Selection selection() {
    return selection;
  }

  /** The entry that says so. */
  public UUID entry() {
    return entry;
  }

  /** The entries that say of whom something is shown, by patient. */
  public Map<String, UUID> shown() {
    return shown;
  }

  /** Since it was begun. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
