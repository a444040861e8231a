// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Office;
import io.prunelle.gateway.hosts.transfer.Move;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandoverViewsTest {

  private static final String GARE = "cabinet-de-la-gare";
  private static final LocalDate PAST = LocalDate.of(2026, 11, 20);

  @Test
  void whatIsErasedForAPatientWhoTookItIsNotSaidToArriveAnywhere() {
    Handover taken = HandoverSamples.handover(6, Handover.State.CONFIRMED, null, true);
    Move erasure = TransferSamples.of(Move.Kind.ERASURE, Move.Step.ERASING, null);

    assertThat(page(taken, erasure))
        .contains("The record is being erased")
        .doesNotContain("arrived");
  }

  @Test
  void whatWasWrittenToIsNotSaidToBeErased() {
    Handover copied = HandoverSamples.handover(8, Handover.State.RETAINED, GARE, false);
    assertThat(page(copied, null)).contains("Kept until 23 November 2046, then erased");
    for (Handover kept :
        List.of(copied, HandoverSamples.handover(8, Handover.State.RETAINED, null, false))) {
      for (LocalDate until : List.of(LocalDate.of(2046, 11, 23), PAST)) {
        assertThat(page(HandoverSamples.written(HandoverSamples.until(kept, until)), null))
            .contains("Something was added since", "nothing of it is erased on that day")
            .doesNotContain("then erased", "being erased");
      }
    }
    // What is erased all the same
    Move erasure = TransferSamples.of(Move.Kind.ERASURE, Move.Step.ERASING, null);
    assertThat(page(HandoverSamples.written(HandoverSamples.until(copied, PAST)), erasure))
        .contains("The time ended on 20 November 2026: it is being erased");
  }

  @Test
  void aCopyWhoseTermEndedBeforeTheOtherPracticeHasItsOwnIsErasedOnlyThen() {
    Handover late = HandoverSamples.uncopied(8, PAST);

    assertThat(page(late, null))
        .contains(
            "The time ended on 20 November 2026: it is erased once Cabinet de la Gare has its own")
        .doesNotContain("Kept until");
  }

  @Test
  void aProblemIsSeenByThoseWhoRunThePracticeThatHandsOver() {
    Handover comes = HandoverSamples.handover(4, Handover.State.CONFIRMED, GARE, false);
    Move failed = TransferSamples.of(Move.Kind.HANDOVER, Move.Step.COPYING, "host-unreachable");

    assertThat(page(comes, failed)).contains("Those who run the practice see it");
    assertThat(
            page(
                GARE,
                new Office(List.of(), List.of(), List.of(), List.of(comes), Set.of(), 0),
                comes,
                failed))
        .contains("Those who run Cabinet des Lilas see it")
        .doesNotContain("Those who run the practice see it");
  }

  @Test
  void whatIsPausedIsNotSaidToBeDone() {
    Move paused = TransferSamples.paused(Move.Kind.HANDOVER);
    for (Handover handover :
        List.of(
            HandoverSamples.handover(4, Handover.State.CONFIRMED, GARE, false),
            HandoverSamples.uncopied(8, LocalDate.of(2046, 11, 23)))) {
      assertThat(page(handover, paused))
          .contains("The move is paused.")
          .doesNotContain("is being copied");
    }
    Handover over =
        HandoverSamples.until(
            HandoverSamples.handover(8, Handover.State.RETAINED, GARE, false), PAST);
    assertThat(page(over, TransferSamples.paused(Move.Kind.ERASURE)))
        .contains("The erasure is paused.");
  }

  private static String page(Handover handover, @Nullable Move move) {
    return page(handover.practice(), Office.only(handover), handover, move);
  }

  private static String page(
      String practice, Office office, Handover handover, @Nullable Move move) {
    return new HandoverViews(Samples.views())
        .list(
            new HandoverViews.Page(
                Language.ENGLISH,
                PracticeSamplePages.OFFICER,
                practice,
                "/practice/" + practice + "/handovers",
                office,
                List.of(HandoverState.of(handover, move)),
                true,
                PatientNames.NONE),
            Set.of(),
            null,
            Optional.empty());
  }
}
