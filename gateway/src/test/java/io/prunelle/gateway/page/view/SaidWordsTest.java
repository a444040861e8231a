// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.handover.Handover;
import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Decision;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.ledger.Mail;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of an answer is so. */
class SaidWordsTest {

  private List<HandoverState> handovers = List.of();

  @Test
  void aRecordThatIsThereIsNotSaidToBeMovedThere() {
    assertThat(said(Said.What.PERMITTED, Samples.onPremise(), "PERMIT"))
        .endsWith("Il va y être transféré.");
    assertThat(said(Said.What.PERMITTED, Samples.cloud(), "PERMIT", "PERMIT"))
        .endsWith("chez Nuage Santé. Il y reste.");
  }

  @Test
  void whoObjectsNoMoreIsToldThatAndWhoHasReadIsToldThat() {
    String read = "C’est noté\u00a0: vous avez pris connaissance";
    String retracted = "C’est noté\u00a0: vous ne vous opposez plus.";

    assertThat(said(Said.What.INFORMED, Samples.onPremise(), "INFORMED"))
        .startsWith(read)
        .endsWith("Il va y être transféré.");
    assertThat(said(Said.What.INFORMED, Samples.cloud(), "INFORMED", "REJECT", "OBJECT"))
        .startsWith(read)
        .endsWith("Il y reste.");
    assertThat(said(Said.What.INFORMED, Samples.onPremise(), "INFORMED", "OBJECT"))
        .isEqualTo(retracted + " Votre dossier part chez Nuage Santé.");
    assertThat(said(Said.What.INFORMED, Samples.onPremise(), "INFORMED", "UPHOLD", "OBJECT"))
        .isEqualTo(retracted + " Votre dossier part chez Nuage Santé.");
    assertThat(said(Said.What.INFORMED, Samples.cloud(), "INFORMED", "OBJECT"))
        .isEqualTo(retracted + " Votre dossier reste chez Nuage Santé.");
  }

  @Test
  void whatIsNotThereIsNotSaidToComeBack() {
    assertThat(said(Said.What.WITHDRAWN, Samples.cloud(), "WITHDRAW", "PERMIT"))
        .contains("qui revient au cabinet");
    assertThat(said(Said.What.WITHDRAWN, Samples.onPremise(), "WITHDRAW", "PERMIT"))
        .endsWith("Votre dossier n’est pas chez Nuage Santé, et il n’y sera pas envoyé.");
    Place other = new Place("cabinet-des-lilas", "autre", true, null);
    assertThat(said(Said.What.REFUSED, other, "DENY")).doesNotContain("au cabinet");
    assertThat(said(Said.What.OBJECTED, other, "OBJECT")).doesNotContain("au cabinet (");
    assertThat(said(Said.What.REFUSED, Samples.onPremise(), "DENY")).contains("reste au cabinet");
  }

  @Test
  void whatWasCopiedThereAlreadyIsSaidToBeErasedThere() {
    for (Move.Step step : List.of(Move.Step.COPYING, Move.Step.SWITCHING, Move.Step.RETURNING)) {
      Place arriving =
          Samples.onPremise().with(TransferSamples.move(1, step, null, false, false, null));
      for (Said.What what : List.of(Said.What.WITHDRAWN, Said.What.REFUSED, Said.What.OBJECTED)) {
        assertThat(said(what, arriving, "WITHDRAW", "PERMIT"))
            .contains("Votre dossier reste où il est")
            .contains("ce qui a déjà été copié chez Nuage Santé y est effacé")
            .doesNotContain("n’est pas chez");
      }
    }
    Place waiting =
        Samples.onPremise()
            .with(TransferSamples.move(1, Move.Step.WAITING, null, false, false, null));
    assertThat(said(Said.What.WITHDRAWN, waiting, "WITHDRAW", "PERMIT"))
        .contains("n’est pas chez Nuage Santé")
        .doesNotContain("copié");
  }

  @Test
  void whatMovesOnlyAfterAChangeOfDoctorIsSaidToWait() {
    String waits = " Ce transfert attend la fin de votre changement de médecin.";
    handovers =
        List.of(
            HandoverSamples.state(
                HandoverSamples.handover(
                    4, Handover.State.CONFIRMED, "cabinet-des-lilas", false, "cabinet-de-la-gare"),
                HandoverState.Archive.NONE));

    assertThat(said(Said.What.PERMITTED, Samples.onPremise(), "PERMIT"))
        .endsWith("Il va y être transféré." + waits);
    assertThat(said(Said.What.INFORMED, Samples.onPremise(), "INFORMED")).endsWith(waits);
    assertThat(said(Said.What.PERMITTED, Samples.cloud(), "PERMIT")).endsWith("Il y reste.");
    assertThat(said(Said.What.REFUSED, Samples.onPremise(), "DENY")).doesNotContain("attend");
    // What is on its way goes on
    Move copying = TransferSamples.move(1, Move.Step.COPYING, null, false, false, null);
    assertThat(said(Said.What.PERMITTED, Samples.onPremise().with(copying), "PERMIT"))
        .endsWith("Il va y être transféré.");
  }

  @Test
  void whatLeavesThePracticeIsNotSaidToMoveAfterwards() {
    String leaves =
        " Votre dossier n’est pas envoyé chez Nuage Santé\u00a0: il va quitter ce cabinet.";
    handovers =
        List.of(
            HandoverSamples.state(
                HandoverSamples.handover(4, Handover.State.CONFIRMED, "cabinet-de-la-gare", false),
                HandoverState.Archive.NONE));

    for (Said.What what : List.of(Said.What.PERMITTED, Said.What.INFORMED)) {
      assertThat(said(what, Samples.onPremise(), "INFORMED", "OBJECT"))
          .endsWith("." + leaves)
          .doesNotContain("transféré", "part chez", "attend");
      assertThat(said(what, Samples.cloud(), "INFORMED", "OBJECT"))
          .endsWith(
              ". Votre dossier ne reste pas chez Nuage Santé\u00a0: il va quitter ce cabinet.")
          .doesNotContain("Il y reste");
    }
    assertThat(said(Said.What.REFUSED, Samples.onPremise(), "DENY"))
        .isEqualTo("C’est noté\u00a0: vous refusez. Vos soins ne changent pas." + leaves);
    assertThat(said(Said.What.OBJECTED, Samples.onPremise(), "OBJECT"))
        .isEqualTo("C’est noté\u00a0: vous vous opposez. Le cabinet va vous répondre." + leaves);
    assertThat(said(Said.What.WITHDRAWN, Samples.onPremise(), "WITHDRAW"))
        .endsWith("Votre dossier n’est pas chez Nuage Santé, et il n’y sera pas envoyé.");
    handovers =
        List.of(
            HandoverSamples.state(
                HandoverSamples.handover(4, Handover.State.CONFIRMED, null, true),
                HandoverState.Archive.NONE));
    assertThat(said(Said.What.PERMITTED, Samples.onPremise(), "PERMIT"))
        .endsWith("il va être effacé dans ce cabinet.");
  }

  @Test
  void whatHasLeftThePracticeIsNotSaidToStayThere() {
    for (Said.What what : List.of(Said.What.WITHDRAWN, Said.What.REFUSED, Said.What.OBJECTED)) {
      assertThat(said(what, List.of(), Set.of("cabinet-des-lilas"), "DENY"))
          .contains("Rien ne sera envoyé chez Nuage Santé")
          .doesNotContain("reste", "au cabinet (");
    }
  }

  /** Once nothing is permitted there the ledger tells nothing of a practice that one has left. */
  @Test
  void whoIsNoLongerAPatientIsToldOfWhatTheyWithdrew() {
    for (Said.What what : List.of(Said.What.WITHDRAWN, Said.What.OBJECTED)) {
      HomeFacts facts =
          facts(new Said(what, "lilas@nuage"), List.of(), List.of(), Set.of(), List.of());
      Called called =
          new Called(
              Set.of(),
              Map.of("lilas", "Cabinet des Lilas"),
              Map.of("nuage", "Nuage Santé"),
              Map.of());

      assertThat(said(facts, new Names(List.of(), called)))
          .contains("Nuage Santé ne donne plus accès", "Cabinet des Lilas")
          .doesNotContain("()", "  ");
    }
  }

  /** In answer to the newest of these decisions. */
  private String said(Said.What what, Place place, String... decisions) {
    return said(what, List.of(place), Set.of(), decisions);
  }

  private String said(
      Said.What what, List<Place> places, Set<String> departed, String... decisions) {
    Hosting hosting = LedgerSamples.hosting(State.PERMIT);
    List<Decision> all = Arrays.stream(decisions).map(LedgerSamples::decided).toList();
    return said(
        facts(new Said(what, hosting.id()), List.of(hosting), places, departed, all),
        new Names(List.of(hosting)));
  }

  private String said(HomeFacts facts, Names names) {
    return new SaidWords(
            Messages.in(Language.FRENCH),
            names,
            facts,
            facts.situation(LocalDate.parse("2026-11-23")),
            List.of())
        .message()
        .text();
  }

  private HomeFacts facts(
      Said said,
      List<Hosting> hostings,
      List<Place> places,
      Set<String> departed,
      List<Decision> decisions) {
    return new HomeFacts(
        places,
        hostings,
        List.of(),
        decisions,
        List.of(),
        Samples.nothingUnusual(),
        Mail.UNKNOWN,
        Optional.of(said),
        List.of(),
        List.of(),
        Set.of(),
        Set.of(),
        false,
        handovers,
        departed,
        Set.of(),
        List.of(),
        false);
  }
}
