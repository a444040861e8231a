// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A journal entry as read back.
 *
 * @param outcome null while it is under way, or when its end was never learnt
 */
public record Line(UUID id, Instant recordedAt, Entry entry, @Nullable Outcome outcome) {

  /**
   * Id of the resource that it was about: what was asked for, or has come of it. Null where there
   * is no single one.
   */
  public @Nullable String resourceId() {
    String named = entry.act().resourceId();
    String written = outcome == null ? null : outcome.resource();
    if (named != null || written == null) {
      return named;
    }
    String[] parts = written.split("/", 3);
    return parts.length > 1 ? parts[1] : null;
  }
}
