// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.takeout;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an archive stands.
 *
 * @param practice whose record is being read; null before and after
 * @param resources that are in it so far
 * @param bytes that are kept of it so far; of all of it once it is ready
 * @param failure null unless it failed
 * @param expiresAt null until it is ready
 */
public record Archive(
    UUID id,
    State state,
    @Nullable String practice,
    long resources,
    long bytes,
    @Nullable Failure failure,
    @Nullable Instant expiresAt) {

  /** What becomes of archives. */
  public enum State {
    PREPARING,
    READY,
    FAILED,
    DELETED,
    EXPIRED
  }

  /** Why there is none. */
  public enum Failure {
    /** More than an archive may be. */
    TOO_LARGE,
    /** The realm did not give the decisions or their receipts. */
    DECISIONS,
    /** The journal could not be written or read. */
    JOURNAL,
    /** Who prepared it stopped, or did not go on. */
    INTERRUPTED,
    /** A defect. */
    BROKEN
  }
}
