// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.hosts.transfer;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A host that may have a practice's records no more.
 *
 * @param from first day (UTC) on which it is closed
 * @param orderedBy who closed it; null when it is closed by itself
 * @param moved records that have left it for good since then
 * @param remaining records that still live there, or of which something is still to be removed
 * @param failed of those on their way, how many could not go on
 */
public record Closing(
    String practice,
    String host,
    LocalDate from,
    Cause cause,
    @Nullable String orderedBy,
    long moved,
    long remaining,
    long failed) {

  /** Why it closes. */
  public enum Cause {
    /** Somebody wants it, and can take that back at any time. */
    ORDER,
    CERTIFICATE,
    /** Its last surveillance audit is too long ago, though its certificate has not expired. */
    AUDIT
  }

  /** Whether it is closed, and nothing is there any more. */
  public boolean ended(LocalDate today) {
    return !today.isBefore(from) && remaining == 0;
  }
}
