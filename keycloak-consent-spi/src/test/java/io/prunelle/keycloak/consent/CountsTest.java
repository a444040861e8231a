// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.ledger.Decision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a practice learns of how many decided what, and nobody learns of anybody. */
class CountsTest {
  private static Counts consent(Long patients, Tally... tallies) {
    return Counts.of(LegalBasis.EXPLICIT_CONSENT, List.of(tallies), patients);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void whetherAFewRefusedOrNobodyCannotBeTold(long refused) {
    assertThat(consent(4L, new Tally(1, Decision.DENY, refused, 0))).isEqualTo(consent(0L));
  }

  @Test
  void theFirstWhoRefusesChangesNothing() {
    assertThat(
            consent(30L, new Tally(1, Decision.PERMIT, 12, 0), new Tally(1, Decision.DENY, 1, 0)))
        .isEqualTo(
            consent(29L, new Tally(1, Decision.PERMIT, 12, 0), new Tally(1, Decision.DENY, 0, 0)));
  }

  @Test
  void whatIsLeftOverIsNotExactEither() {
    Counts counts =
        consent(30L, new Tally(1, Decision.PERMIT, 23, 0), new Tally(1, Decision.DENY, 3, 0));

    // 30 patients are known to the practice; 30 - 20 - 0 tells nothing of the three
    assertThat(counts.decisions()).containsEntry(Decision.PERMIT, 20L);
    assertThat(counts.undecided()).isZero();
  }

  @Test
  void versionsAreAddedUpAndWhatEndedIsCountedByItself() {
    Counts counts =
        consent(
            null,
            new Tally(1, Decision.PERMIT, 13, 11),
            new Tally(2, Decision.PERMIT, 9, 0),
            new Tally(2, Decision.WITHDRAW, 6, 0));

    assertThat(counts)
        .isEqualTo(
            new Counts(
                Map.of(Decision.PERMIT, 10L, Decision.DENY, 0L, Decision.WITHDRAW, 5L), 10, null));
  }

  @Test
  void whatTheLegalBasisKnowsIsThereAndNothingElse() {
    assertThat(Counts.of(LegalBasis.INFORM_AND_OBJECT, List.of(), 0L).decisions().keySet())
        .containsExactly(Decision.INFORMED, Decision.OBJECT, Decision.UPHOLD, Decision.REJECT);
    assertThat(consent(0L).decisions().keySet())
        .containsExactly(Decision.PERMIT, Decision.DENY, Decision.WITHDRAW);
  }

  @Test
  void whoLeftThePracticeDoesNotMakeItLessThanNobody() {
    assertThat(consent(3L, new Tally(1, Decision.PERMIT, 40, 0)).undecided()).isZero();
  }
}
