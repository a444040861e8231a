// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.handover.Office;
import io.prunelle.gateway.hosts.transfer.Move;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandoverViewsTest {

  @Test
  void whatIsErasedForAPatientWhoTookItIsNotSaidToArriveAnywhere() {
    Handover taken = HandoverSamples.handover(6, Handover.State.CONFIRMED, null, true);
    Move erasure = TransferSamples.of(Move.Kind.ERASURE, Move.Step.ERASING, null);

    assertThat(page(taken, erasure))
        .contains("The record is being erased")
        .doesNotContain("arrived");
  }

  private static String page(Handover handover, Move move) {
    return new HandoverViews(Samples.views())
        .list(
            new HandoverViews.Page(
                Language.ENGLISH,
                PracticeSamplePages.OFFICER,
                handover.practice(),
                Office.only(handover),
                List.of(HandoverState.of(handover, move)),
                true,
                PatientNames.NONE),
            Set.of(),
            null,
            Optional.empty());
  }
}
