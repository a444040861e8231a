// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.view.HandoverState.Archive;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** Of what is not a practice of theirs any more, nothing is offered here. */
  @ParameterizedTest
  @EnumSource(names = {"CONFIRMED", "RETAINED", "RESUMED"})
  void whoIsNoMemberAnyMoreIsToldInsteadOfWhatTheyCannotDo(Handover.State state) {
    Handover away = HandoverSamples.handover(6, state, null, false);
    Handover written = HandoverSamples.written(away);

    for (Handover handover : List.of(away, written)) {
      HandoverState gone = HandoverSamples.state(handover, Archive.OUT_OF_REACH);

      assertThat(page(gone, Samples.READER))
          .contains("Your account is no longer linked to Cabinet des Lilas")
          .doesNotContain("your turn", "Download it", "You can make", "href=\"/my/data\"");
      assertThat(page(gone, Samples.GUARDIAN))
          .contains("The person’s account is no longer linked to Cabinet des Lilas")
          .doesNotContain("It is for the person", "you can prepare", "You can make");
    }
    assertThat(page(HandoverSamples.state(away, Archive.NONE), Samples.READER))
        .containsPattern("your turn|Download it before|You can make a new request below")
        .doesNotContain("no longer linked");
  }

  private static String page(Handover handover, Move move) {
    return page(HandoverState.of(handover, move), Samples.READER);
  }

  private static String page(HandoverState state, Reader reader) {
    Handover handover = state.handover();
    return new DoctorViews(Samples.views())
        .page(
            Language.ENGLISH,
            reader,
            new DoctorFacts(
                List.of(handover.practice()),
                List.of(handover.practice()),
                List.of(state),
                List.of(LedgerSamples.hosting(Hosting.State.PERMIT)),
                Optional.empty(),
                Optional.empty()));
  }
}
