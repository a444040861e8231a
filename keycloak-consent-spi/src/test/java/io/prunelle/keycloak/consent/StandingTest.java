// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.consent;

import static io.prunelle.keycloak.Examples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StandingTest {

  @Test
  void whoHasNotDecidedIsAskedAndHasPermittedNothing() {
    Standing standing = new Standing(Examples.hosting(1), null);

    assertThat(standing.state(NOW)).isEqualTo(State.UNDECIDED);
    assertThat(standing.asks(NOW, null)).isTrue();
    assertThat(standing.inForce(NOW)).isEmpty();
  }

  @Test
  void withoutANoticeThereIsNothingToAsk() {
    assertThat(new Standing(Examples.hosting(0), null).asks(NOW, null)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void whoDecidedOnTheCurrentNoticeIsLeftAlone(Decision decision) {
    Standing standing = decided(2, decision, 2, null);

    assertThat(standing.asks(NOW, null)).isFalse();
    assertThat(standing.state(NOW).name()).isEqualTo(decision.name());
    assertThat(standing.inForce(NOW)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void aNewNoticeAsksEverybodyAgainButThoseWhoseObjectionStands(Decision decision) {
    Standing standing = decided(3, decision, 2, null);

    boolean objects = decision == Decision.OBJECT || decision == Decision.UPHOLD;
    assertThat(standing.asks(NOW, null)).isEqualTo(!objects);
    assertThat(standing.state(NOW).name()).isEqualTo(decision.name());
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void onlyAPermissionRestsOnThePurposes(Decision decision) {
    Entry last = decided(1, decision, 1, null).last();

    assertThat(
            new Standing(Examples.hosting(1), last, false, at(NOW), at(NOW.plusMillis(1)))
                .occasion(NOW, null))
        .isEqualTo(decision.permits() ? Optional.of(Occasion.PURPOSES) : Optional.empty());
    assertThat(new Standing(Examples.hosting(1), last, false, null, at(NOW)).asks(NOW, null))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void onlyAPermissionRestsOnTheHostsCertificate(Decision decision) {
    Entry last = decided(1, decision, 1, null).last();

    assertThat(
            new Standing(Examples.hosting(1), last, false, at(NOW.plusMillis(1)), null)
                .occasion(NOW, null))
        .isEqualTo(decision.permits() ? Optional.of(Occasion.CERTIFICATE) : Optional.empty());
    assertThat(new Standing(Examples.hosting(1), last, false, at(NOW), null).asks(NOW, null))
        .isFalse();
  }

  /** What was not there yet when a paper was signed was not agreed to, whenever it was recorded. */
  @ParameterizedTest
  @CsvSource({"-1, true", "0, true", "1, false"})
  void aPaperIsNoPermissionForWhatCameAfterItsSignature(int days, boolean asked) {
    Entry recorded =
        Chain.empty("r")
            .next(
                Examples.onPaper(Decision.PERMIT, 1, Examples.TODAY.plusDays(days)), Examples.SALT);
    // there was nothing in the ledger yet
    Change before = new Change(NOW.minusSeconds(60), 0L);

    assertThat(new Standing(Examples.hosting(1), recorded, false, null, before).occasion(NOW, null))
        .isEqualTo(asked ? Optional.of(Occasion.PURPOSES) : Optional.empty());
    assertThat(new Standing(Examples.hosting(1), recorded, false, before, null).occasion(NOW, null))
        .isEqualTo(asked ? Optional.of(Occasion.CERTIFICATE) : Optional.empty());
  }

  @Test
  void aPermissionAboutToEndIsAskedForWhileItIsStillInForce() {
    Instant end = NOW.plus(30, ChronoUnit.DAYS);
    Entry last = decided(1, Decision.PERMIT, 1, end.getEpochSecond()).last();
    Standing standing = new Standing(hosting(HostingStatus.OPEN, Period.ofDays(30)), last);

    assertThat(standing.occasion(NOW.minusSeconds(1), null)).isEmpty();
    assertThat(standing.occasion(NOW, null)).contains(Occasion.EXPIRES);
    assertThat(standing.inForce(NOW)).isPresent();
    assertThat(standing.occasion(end, null)).contains(Occasion.EXPIRED);
  }

  /** Else whoever comes of age soon would be asked at every login, whatever they answer. */
  @ParameterizedTest
  @CsvSource({"0, false", "86399, false", "86400, true", "8640000, true"})
  void whatNoAnswerCouldProlongIsNotAskedForBeforeItEnds(long beyond, boolean asked) {
    Instant end = NOW.plus(10, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    Entry last = decided(1, Decision.PERMIT, 1, end.getEpochSecond()).last();
    Standing standing = new Standing(hosting(HostingStatus.OPEN, Period.ofDays(30)), last);
    Instant majority = end.plusSeconds(beyond);

    assertThat(standing.occasion(NOW, majority))
        .isEqualTo(asked ? Optional.of(Occasion.EXPIRES) : Optional.empty());
    assertThat(standing.asks(NOW, majority)).isEqualTo(asked);
    assertThat(standing.prolongs(NOW, majority)).isEqualTo(asked);
    assertThat(standing.occasion(end, null)).contains(Occasion.EXPIRED);
  }

  /** The practice may have shortened what it asks for. */
  @Test
  void whatWasPermittedForLongerThanTheHostingNowLastsIsNotAskedFor() {
    long end = NOW.plus(2 * 366, ChronoUnit.DAYS).getEpochSecond();
    Entry last = decided(1, Decision.PERMIT, 1, end).last();
    Standing standing = new Standing(hosting(HostingStatus.OPEN, Period.ofYears(3)), last);

    assertThat(standing.occasion(NOW, null)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void onlyWhatIsPermittedUntilSomeDayCanGainByAnotherAnswer(Decision decision) {
    Standing endless = decided(1, decision, 1, null);
    Standing over = decided(1, decision, 1, NOW.getEpochSecond());

    assertThat(endless.prolongs(NOW, null)).isEqualTo(!decision.permits());
    assertThat(over.prolongs(NOW, NOW.plusSeconds(1))).isTrue();
    assertThat(new Standing(Examples.hosting(1), null).prolongs(NOW, NOW)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void aClosedHostingAsksNobodyAndKeepsWhatWasPermitted(Decision decision) {
    Entry last = decided(1, decision, 1, null).last();
    Standing standing = new Standing(hosting(HostingStatus.CLOSED, null), last);

    assertThat(standing.asks(NOW, null)).isFalse();
    assertThat(standing.inForce(NOW)).isPresent();
    assertThat(standing.state(NOW).permits()).isEqualTo(decision.permits());
    assertThat(new Standing(hosting(HostingStatus.CLOSED, null), null).asks(NOW, null)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void nothingIsInForceOnceAHostingHasEnded(Decision decision) {
    Entry last = decided(1, decision, 1, null).last();
    Standing standing = new Standing(hosting(HostingStatus.ENDED, null), last);

    assertThat(standing.state(NOW)).isEqualTo(State.ENDED);
    assertThat(standing.asks(NOW, null)).isFalse();
    assertThat(standing.inForce(NOW)).isEmpty();
    assertThat(standing.state(NOW).permits()).isFalse();
  }

  @Test
  void theAnswerToAnObjectionIsToldWhateverElse() {
    Entry last = decided(1, Decision.UPHOLD, 1, null).last();

    assertThat(new Standing(Examples.hosting(1), last, true, null, null).asks(NOW, null)).isTrue();
    assertThat(new Standing(Examples.hosting(1), last, false, null, null).asks(NOW, null))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void whatRunsOutCountsNoLongerWhateverItWas(Decision decision) {
    Standing standing = decided(1, decision, 1, NOW.getEpochSecond());

    assertThat(standing.state(NOW)).isEqualTo(State.EXPIRED);
    assertThat(standing.occasion(NOW, null)).contains(Occasion.EXPIRED);
  }

  @ParameterizedTest
  @EnumSource(Decision.class)
  void aDecisionInForceIsAStateOfItsOwnThatPermitsWhatItPermits(Decision decision) {
    State state = decided(1, decision, 1, null).state(NOW);

    assertThat(state).hasToString(decision.name());
    assertThat(state.permits()).isEqualTo(decision.permits());
  }

  @Test
  void aPermissionEndsAtTheSecondItWasGivenUntil() {
    long until = NOW.getEpochSecond();

    Standing ended = decided(1, Decision.PERMIT, 1, until);
    Standing lasting = decided(1, Decision.PERMIT, 1, until + 1);

    assertThat(ended.state(NOW)).isEqualTo(State.EXPIRED);
    assertThat(ended.asks(NOW, null)).isTrue();
    assertThat(ended.inForce(NOW)).isEmpty();
    assertThat(lasting.state(NOW)).isEqualTo(State.PERMIT);
    assertThat(lasting.asks(NOW, null)).isFalse();
  }

  /** Nodes have clocks of their own, and a transaction may begin long before it is committed. */
  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, true"})
  void whatCameFirstIsToldByTheLedgerAndNotByClocks(long position, boolean asked) {
    Entry first = decided(1, Decision.PERMIT, 1, null).last();

    for (Instant clock : List.of(NOW.minusSeconds(3600), NOW.plusSeconds(3600))) {
      Change change = new Change(clock, position);
      assertThat(new Standing(Examples.hosting(1), first, false, null, change).asks(NOW, null))
          .isEqualTo(asked);
      assertThat(new Standing(Examples.hosting(1), first, false, change, null).asks(NOW, null))
          .isEqualTo(asked);
    }
  }

  private static Change at(Instant time) {
    return new Change(time, null);
  }

  private static Standing decided(
      int current, Decision decision, int notice, @Nullable Long until) {
    Entry entry = Chain.empty("r").next(Examples.statement(decision, notice, until), Examples.SALT);
    return new Standing(Examples.hosting(current), entry);
  }

  private static Hosting hosting(HostingStatus status, @Nullable Period renewBefore) {
    Hosting open = Examples.hosting(1);
    return new Hosting(
        open.id(),
        open.purposes(),
        open.legalBasis(),
        open.validity(),
        renewBefore,
        status,
        open.notice());
  }
}
