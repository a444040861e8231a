// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.journal;

import java.time.Duration;

/**
 * How long the next commit waits for company. On a fast disk a commit is over before many have come
 * for the next one, and each costs the same however few share it: a signature, a statement, a sync.
 * So while many come they come a millisecond apart; while few do, or the disk takes longer than
 * that, nobody waits. PostgreSQL's {@code commit_delay} and {@code commit_siblings} are the same.
 */
final class Spacing {

  /** Submissions that shared the commit before. */
  private static final int MANY = 8;

  private static final long APART_NANOS = Duration.ofMillis(1).toNanos();

  private Spacing() {}

  /**
   * In nanoseconds; zero for at once.
   *
   * @param together how many shared the commit before
   * @param sinceBegun nanoseconds since that was begun
   */
  static long left(int together, long sinceBegun) {
    return together < MANY ? 0 : Math.max(0, APART_NANOS - sinceBegun);
  }
}
