// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import io.prunelle.keycloak.ledger.Decision;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many patients stand where with a hosting, so coarsely that nobody can be told from it: each
 * number is rounded down to a multiple of {@link #STEP}. Nought stands for none as well as for a
 * few; whoever knows how many patients there are learns nothing from what is left over, since no
 * number is exact.
 *
 * @param decisions patients whose decision is in force, by decision; all that the legal basis knows
 * @param expired patients whose permission ended by itself
 * @param undecided patients without a decision; null when it is not known how many patients there
 *     are
 */
public record Counts(Map<Decision, Long> decisions, long expired, @Nullable Long undecided) {
  /** Fewer than so many are not told from none. */
  public static final int STEP = 5;

  public Counts {
    decisions = Collections.unmodifiableMap(new EnumMap<>(decisions));
  }

  /**
   * Counts, coarsely.
   *
   * @param patients of the practice; null when it is not known how many there are
   */
  public static Counts of(LegalBasis basis, List<Tally> tallies, @Nullable Long patients) {
    Map<Decision, Long> decisions = new EnumMap<>(Decision.class);
    for (Decision decision : Decision.values()) {
      if (basis.knows(decision)
          || (basis == LegalBasis.INFORM_AND_OBJECT && decision.answersObjection())) {
        decisions.put(decision, 0L);
      }
    }
    long expired = 0;
    long decided = 0;
    for (Tally tally : tallies) {
      decisions.merge(tally.decision(), tally.patients() - tally.expired(), Long::sum);
      expired += tally.expired();
      decided += tally.patients();
    }
    decisions.replaceAll((decision, count) -> coarse(count));
    // who left the practice has decided all the same
    return new Counts(
        decisions,
        coarse(expired),
        patients == null ? null : coarse(Math.max(0, patients - decided)));
  }

  private static long coarse(long count) {
    return count - count % STEP;
  }
}
