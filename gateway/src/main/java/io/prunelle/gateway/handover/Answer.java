// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.handover;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a practice answers. It cannot refuse.
 *
 * @param ground why it has to keep a copy; null when it keeps none
 * @param keptUntil last day on which it keeps it, in UTC; null as well then
 */
public record Answer(@Nullable String ground, @Nullable LocalDate keptUntil) {

  /** Of a ground, in characters. */
  public static final int LONGEST = 500;

  /**
   * For how long a copy may be said to be kept: the longest term for health records in French law
   * is that of workers who were exposed to what causes cancer (Code du travail, art. R.4412-55).
   */
  public static final int MOST_YEARS = 50;

  /** Holds what it says together. */
  public Answer {
    if ((ground == null) != (keptUntil == null)) {
      throw new IllegalArgumentException("a ground and a term, or neither");
    }
    if (ground != null && (ground.isBlank() || ground.length() > LONGEST)) {
      throw new IllegalArgumentException("1 to " + LONGEST + " characters");
    }
  }

  /** That nothing is kept. */
  public static Answer confirm() {
    return new Answer(null, null);
  }

  /** Whether a copy is kept. */
  public boolean retains() {
    return ground != null;
  }

  /**
   * Whether a copy can be kept until then.
   *
   * @param today in UTC
   */
  public static boolean isTerm(LocalDate day, LocalDate today) {
    return day.isAfter(today) && !day.isAfter(today.plusYears(MOST_YEARS));
  }
}
