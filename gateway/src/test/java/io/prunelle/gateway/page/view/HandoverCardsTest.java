// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandoverCardsTest {

  private static final String GARE = "cabinet-de-la-gare";

  @Test
  void anErasureThatIsPausedIsSaidToBe() {
    Handover taken = HandoverSamples.handover(6, Handover.State.CONFIRMED, null, true);
    Handover over =
        HandoverSamples.until(
            HandoverSamples.handover(8, Handover.State.RETAINED, GARE, false),
            LocalDate.of(2026, 11, 20));

    for (Handover erased : List.of(taken, over)) {
      assertThat(page(erased, TransferSamples.paused(Move.Kind.ERASURE)))
          .contains("The erasure is paused.");
    }
  }

  @Test
  void whatFailedAndIsPausedIsNotSaidToBeTriedAgain() {
    Handover confirmed = HandoverSamples.handover(4, Handover.State.CONFIRMED, GARE, false);
    Move paused = TransferSamples.move(3, Move.Step.COPYING, "host-unreachable", false, true, null);

    assertThat(page(confirmed, paused))
        .contains("The move is paused.")
        .doesNotContain("It will be tried again");
  }

  private static String page(Handover handover, Move move) {
    return new DoctorViews(Samples.views())
        .page(
            Language.ENGLISH,
            Samples.READER,
            new DoctorFacts(
                List.of(handover.practice()),
                List.of(handover.practice()),
                List.of(HandoverState.of(handover, move)),
                List.of(LedgerSamples.hosting(Hosting.State.PERMIT)),
                Optional.empty(),
                Optional.empty()));
  }
}
