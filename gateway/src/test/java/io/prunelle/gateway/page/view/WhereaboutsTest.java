// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static io.prunelle.gateway.hosts.transfer.Move.Step.CANCELLED;
import static io.prunelle.gateway.hosts.transfer.Move.Step.COPYING;
import static io.prunelle.gateway.hosts.transfer.Move.Step.ENDED;
import static io.prunelle.gateway.hosts.transfer.Move.Step.ERASING;
import static io.prunelle.gateway.hosts.transfer.Move.Step.RETURNING;
import static io.prunelle.gateway.hosts.transfer.Move.Step.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.view.HandoverState.Hold;
import io.prunelle.gateway.page.view.Place.Certified;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {

  private static final String NOBODY =
      "Meanwhile nobody can read it, not even those who care for you.";

  private static final String READ =
      "Meanwhile, those who care for you go on reading it where it is.";

  private static final Set<String> CLOSED = Set.of("cabinet-des-lilas@nuage-sante");

  @Test
  void aPermittedRecordAtItsHostSaysWhichCitiesAndUntilWhenTheHostIsCertified() {
    Whereabouts where = where(Samples.cloud(), State.PERMIT, "2026-11-23");

    assertThat(where.name()).isEqualTo("Nuage Santé");
    assertThat(where.site()).isEqualTo("Lyon, France · Bordeaux, France");
    assertThat(where.certified())
        .isEqualTo("Host certified for health data (HDS) until 31 May 2028");
    assertThat(where.certificateHolds()).isTrue();
    assertThat(where.moving()).isNull();
    // One country, one flag; and what was answered, with where that stands
    assertThat(where.flags()).hasSize(1);
    assertThat(where.decisions())
        .containsExactly(
            new Need("Hosting at Nuage Santé – You permitted it on 24 October 2026", "#hosting-1"));
  }

  @Test
  void aRefusedRecordIsAtThePracticeAndStaysThere() {
    Whereabouts where = where(Samples.onPremise(), State.DENY, "2026-11-23");

    assertThat(where.name()).isEqualTo("Cabinet des Lilas");
    assertThat(where.cloud()).isFalse();
    assertThat(where.moving()).isNull();
  }

  @Test
  void aRecordThatIsNotYetWhereItsDecisionPutsItIsOnItsWay() {
    assertThat(where(Samples.onPremise(), State.PERMIT, "2026-11-23").moving().what())
        .isEqualTo("Your record is on its way to Nuage Santé.");
    assertThat(where(Samples.cloud(), State.WITHDRAW, "2026-11-23").moving().what())
        .isEqualTo("Your record is on its way to the practice.");
  }

  @Test
  void whoWaitsForARecordOnItsWayIsToldWhetherItCanBeReadMeanwhile() {
    Place home = Samples.cloud().with(TransferSamples.move(1, COPYING, null, true, false, null));

    // A withdrawal closes the host it leaves, the end of a contract does not, a lapsed one does
    assertThat(where(home, State.WITHDRAW, "2026-11-23").moving().means())
        .startsWith("Meanwhile nobody can read it");
    assertThat(where(home, State.PERMIT, "2026-11-23").moving().means())
        .startsWith("Meanwhile, those who care for you go on reading it");
    assertThat(where(home, State.PERMIT, "2028-06-01").moving().means())
        .startsWith("Meanwhile nobody can read it");
  }

  @Test
  void whatHoldsARecordUpIsToldCalmlyAndWhatArrivedAsWell() {
    Place failed =
        Samples.cloud()
            .with(TransferSamples.move(1, COPYING, "host-unreachable", true, false, null));
    assertThat(where(failed, State.WITHDRAW, "2026-11-23").moving().step())
        .isEqualTo(
            "A problem is holding up the move. It will be tried again; you do not need to do anything.");

    Place paused = Samples.cloud().with(TransferSamples.move(1, COPYING, null, true, true, null));
    assertThat(where(paused, State.WITHDRAW, "2026-11-23").moving().step())
        .isEqualTo("The move is paused.");

    Place arrived =
        Samples.onPremise().with(TransferSamples.move(1, ERASING, null, true, false, null));
    assertThat(where(arrived, State.WITHDRAW, "2026-11-23").moving().what())
        .startsWith("Your record has arrived.");
  }

  @Test
  void whoWithdrawsWhileTheRecordIsCopiedIsToldThatItStaysAtThePractice() {
    Map<Move, String> steps =
        Map.of(
            out(WAITING, null, false), "",
            out(COPYING, null, false), "What was copied is being removed.",
            out(RETURNING, null, false), "What was copied is being removed.",
            out(RETURNING, "host-unreachable", false),
                "A problem is holding up the removal of what was copied. It will be tried again;"
                    + " you do not need to do anything.",
            out(RETURNING, null, true), "The removal of what was copied is paused.");

    steps.forEach(
        (move, step) -> {
          Moving moving =
              where(Samples.onPremise().with(move), State.WITHDRAW, "2026-11-23").moving();
          assertThat(moving.what()).isEqualTo("Your record stays at the practice.");
          assertThat(moving.step()).as(move.toString()).isEqualTo(step);
          assertThat(moving.means()).isEqualTo(READ);
          assertThat(moving.progress()).isNull();
        });
  }

  @Test
  void whoPermitsAgainMeanwhileIsToldThatItIsOnItsWayUnlessThePracticeHasCancelledThat() {
    Place returning = Samples.onPremise().with(out(RETURNING, null, false));
    Moving moving = where(returning, State.PERMIT, "2026-11-23").moving();
    assertThat(moving.what()).isEqualTo("Your record is on its way to Nuage Santé.");
    assertThat(moving.step()).isEqualTo("What was copied is being removed.");

    Place cancelled = Samples.onPremise().with(TransferSamples.cancelled(RETURNING));
    assertThat(where(cancelled, State.PERMIT, "2026-11-23").moving().what())
        .isEqualTo("Your record stays at the practice.");
  }

  @Test
  void aRecordThatIsAllowedToStayAtItsHostIsNotSaidToLeaveWhileWhatWasCopiedIsRemoved() {
    Place there = Samples.cloud().with(TransferSamples.move(1, RETURNING, null, true, false, null));

    Moving moving = where(there, State.PERMIT, "2026-11-23").moving();
    assertThat(moving.what()).isEqualTo("Your record stays where it is.");
    assertThat(moving.step()).isEqualTo("What was copied is being removed.");

    // One that is to leave sets out again
    assertThat(where(there, State.WITHDRAW, "2026-11-23").moving().what())
        .isEqualTo("Your record is on its way to the practice.");
  }

  @Test
  void whoWithdrawsOnceTheRecordHasArrivedIsToldThatNobodyReadsItUntilItIsHome() {
    Move.Progress some = new Move.Progress(900, 1_234);
    Place arrived =
        Samples.cloud().with(TransferSamples.move(1, ERASING, null, false, false, some));
    Moving moving = where(arrived, State.WITHDRAW, "2026-11-23").moving();
    assertThat(moving.what()).isEqualTo("Your record is on its way to the practice.");
    assertThat(moving.step())
        .isEqualTo("It will set out as soon as the copy that was at the practice is erased.");
    assertThat(moving.means()).isEqualTo(NOBODY);
    assertThat(moving.amount()).isEqualTo("900 items of 1,234");

    Place failed = Samples.cloud().with(out(ERASING, "remains", false));
    moving = where(failed, State.WITHDRAW, "2026-11-23").moving();
    assertThat(moving.step()).startsWith("A problem is holding up the move.");
    assertThat(moving.means()).isEqualTo(NOBODY);

    // What has arrived where it may not be read is not said to be read there
    moving = where(arrived, State.PERMIT, "2028-06-01").moving();
    assertThat(moving.what()).startsWith("Your record has arrived.");
    assertThat(moving.means()).isEqualTo(NOBODY);
    // Nor is what a lapsed certificate brings home
    moving = where(arrived, State.PERMIT, "2028-06-01", CLOSED).moving();
    assertThat(moving.what()).isEqualTo("Your record is on its way to the practice.");
    assertThat(moving.means()).isEqualTo(NOBODY);
    assertThat(where(arrived, State.PERMIT, "2026-11-23").moving().means())
        .isEqualTo("Those who care for you already read it where it is now.");
  }

  @Test
  void aRecordThatIsHomeFromAHostThatIsClosedIsSaidToHaveArrived() {
    Place home =
        Samples.onPremise().with(TransferSamples.move(1, ERASING, null, true, false, null));

    Moving moving = where(home, State.PERMIT, "2026-11-23", CLOSED).moving();
    assertThat(moving.what())
        .isEqualTo("Your record has arrived. The old copy is being erased (Nuage Santé).");
    assertThat(moving.means()).isEqualTo("Those who care for you already read it where it is now.");
  }

  @Test
  void theCopyThatWasAtThePracticeIsNotCalledByANameInBrackets() {
    Place arrived = Samples.cloud().with(out(ERASING, null, false));

    assertThat(where(arrived, State.PERMIT, "2026-11-23").moving().what())
        .isEqualTo("Your record has arrived. The copy that was at the practice is being erased.");
    assertThat(inFrench(arrived, State.PERMIT).moving().what())
        .isEqualTo(
            "Votre dossier est arrivé. L’exemplaire qui était au cabinet est en train d’être"
                + " effacé.");
    assertThat(inFrench(arrived, State.WITHDRAW).moving().step())
        .isEqualTo("Il partira dès que l’exemplaire qui était au cabinet sera effacé.");
  }

  @Test
  void aRecordThatIsJustHomeIsNotSaidToBeTakenBackThoughItsMoveWasLookedAtTheMomentBefore() {
    Place home =
        Samples.onPremise().with(TransferSamples.move(1, COPYING, null, true, false, null));

    Moving moving = where(home, State.PERMIT, "2026-11-23", CLOSED).moving();
    assertThat(moving.what()).isEqualTo("Your record is on its way to the practice.");
    assertThat(moving.step()).isNotEqualTo("What was copied is being removed.");
    assertThat(moving.means()).isEqualTo(READ);
  }

  /** From the practice to its host. */
  private static Move out(Move.Step step, @Nullable String failure, boolean paused) {
    return TransferSamples.move(1, step, failure, false, paused, null);
  }

  @Test
  void aHostThatTheGatewayClosesIsNotShownAsCertifiedWhateverItsSheetSays() {
    Whereabouts overdue = where(closed(Certified.AUDIT_OVERDUE, true), State.PERMIT, "2026-11-23");
    assertThat(overdue.certified())
        .isEqualTo("This host’s yearly inspection is overdue: your record cannot be read there.");
    assertThat(overdue.certificateHolds()).isFalse();
    assertThat(overdue.moving().means()).isEqualTo(NOBODY);

    Whereabouts lapsed = where(closed(Certified.LAPSED, true), State.PERMIT, "2026-11-23");
    assertThat(lapsed.certified())
        .isEqualTo("This host’s certificate is no longer valid: your record cannot be read there.");
    assertThat(lapsed.certificateHolds()).isFalse();

    // On both sides
    assertThat(where(closed(Certified.LAPSED, true), State.PERMIT, "2028-06-01").certified())
        .isEqualTo(
            "This host’s HDS certificate ended on 31 May 2028: your record cannot be read there.");
  }

  @Test
  void whoHasJustWithdrawnIsToldThatNobodyReadsItUntilItIsHome() {
    Moving moving = where(Samples.cloud(), State.WITHDRAW, "2026-11-23").moving();
    assertThat(moving.step()).isEqualTo("This usually takes a few minutes.");
    assertThat(moving.means()).isEqualTo(NOBODY);

    assertThat(where(Samples.onPremise(), State.PERMIT, "2026-11-23").moving().means())
        .startsWith("Meanwhile, those who care for you go on reading it");
  }

  @Test
  void whatAnEmergencyOpensMeanwhileIsNotSaidToBeClosedToEverybody() {
    // No emergency opens what is closed by its certificate
    assertThat(moving(Certified.HOLDS, true).means())
        .isEqualTo(
            "Meanwhile nobody can read it, not even those who care for you, except in an"
                + " emergency.");
    assertThat(moving(Certified.HOLDS, false).means()).isEqualTo(NOBODY);
    assertThat(moving(Certified.AUDIT_OVERDUE, true).means()).isEqualTo(NOBODY);
  }

  private static Moving moving(Certified certified, boolean urgent) {
    return where(closed(certified, urgent), State.WITHDRAW, "2026-11-23").moving();
  }

  /** On its way out of a host. */
  private static Place closed(Certified certified, boolean urgent) {
    return new Place(
        "cabinet-des-lilas",
        "nuage-sante",
        true,
        null,
        certified,
        urgent,
        TransferSamples.move(1, COPYING, null, true, false, null));
  }

  @Test
  void ofARecordThatHasNeverLeftThePracticeThatIsSaid() {
    assertThat(where(Samples.onPremise(), State.DENY, "2026-11-23").since())
        .isEqualTo("It has not left since Prunelle began to keep track of your record.");

    Place home =
        new Place("cabinet-des-lilas", "cabinet", false, Instant.parse("2026-10-24T09:00:00Z"));
    assertThat(where(home, State.DENY, "2026-11-23").since()).isEqualTo("Since 24 October 2026");
    // Of a host, nothing is made up
    Place there = new Place("cabinet-des-lilas", "nuage-sante", true, null);
    assertThat(where(there, State.PERMIT, "2026-11-23").since()).isNull();
  }

  @Test
  void whatIsOnItsWayOrWasIsNotSaidNeverToHaveLeft() {
    for (Move.Step step : List.of(COPYING, RETURNING, CANCELLED, ENDED)) {
      Place moved =
          Samples.onPremise().with(TransferSamples.move(1, step, null, false, false, null));
      assertThat(where(moved, State.PERMIT, "2026-11-23").since()).isNull();
    }
    // Of what was handed on, another practice has a copy
    assertThat(
            new WhereaboutsOf(
                    Messages.in(Language.ENGLISH),
                    new Names(List.of()),
                    List.of(),
                    LocalDate.parse("2026-11-23"),
                    Set.of("cabinet-des-lilas"),
                    Situation.UNKNOWN)
                .place(Samples.onPremise())
                .since())
        .isNull();
  }

  @Test
  void aRecordAtThePracticeIsAtItsAddressWhereThatIsKnown() {
    assertThat(where(Samples.onPremise(), State.DENY, "2026-11-23").site()).isNull();

    JsonObject json = LedgerSamples.json();
    json.getJsonObject("practice").put("address", "3 rue des Lilas, 69003 Lyon");
    Whereabouts where =
        new WhereaboutsOf(
                Messages.in(Language.ENGLISH),
                new Names(List.of(LedgerSamples.hosting(json))),
                List.of(),
                LocalDate.parse("2026-11-23"),
                Set.of(),
                Situation.UNKNOWN)
            .place(Samples.onPremise());
    assertThat(where.site()).isEqualTo("3 rue des Lilas, 69003 Lyon");
  }

  @Test
  void aLapsedCertificateIsNotShownAsValid() {
    Whereabouts where = where(Samples.cloud(), State.PERMIT, "2028-06-01");

    assertThat(where.certificateHolds()).isFalse();
    assertThat(where.certified()).isEqualTo("This host’s HDS certificate ended on 31 May 2028");
  }

  @Test
  void aHostThatNoHostingDescribesIsNamedByItsIdAndNotCalledCertified() {
    Whereabouts where =
        new WhereaboutsOf(
                Messages.in(Language.ENGLISH),
                new Names(List.of()),
                List.of(),
                LocalDate.parse("2026-11-23"),
                Set.of(),
                Situation.UNKNOWN)
            .place(Samples.cloud());

    assertThat(where.name()).isEqualTo("nuage-sante");
    assertThat(where.certified()).isNull();
  }

  @Test
  void aRecordWhoseHostThePracticeUsesNoMoreIsNotOnItsWayThere() {
    Moving moving = where(Samples.onPremise(), State.PERMIT, "2026-11-23", CLOSED).moving();
    assertThat(moving.what()).isEqualTo("No record is sent to Nuage Santé for now.");
    assertThat(moving.means()).isEqualTo("Your record stays at the practice.");

    // What was copied when it closed is taken away again
    Place returning =
        Samples.onPremise().with(TransferSamples.move(1, RETURNING, null, false, false, null));
    moving = where(returning, State.PERMIT, "2026-11-23", CLOSED).moving();
    assertThat(moving.what()).isEqualTo("No record is sent to Nuage Santé for now.");
    assertThat(moving.step()).isEqualTo("What was copied is being removed.");

    // What is there comes home, and is read meanwhile
    Place home = Samples.cloud().with(TransferSamples.move(1, COPYING, null, true, false, null));
    moving = where(home, State.PERMIT, "2026-11-23", CLOSED).moving();
    assertThat(moving.what()).isEqualTo("Your record is on its way to the practice.");
    assertThat(moving.means()).startsWith("Meanwhile, those who care for you go on reading it");

    // Who has refused is told nothing of it there
    assertThat(where(Samples.onPremise(), State.DENY, "2026-11-23", CLOSED).moving()).isNull();
  }

  /** For days, maybe: that it takes a few minutes is not said of it. */
  @Test
  void aRecordThatAChangeOfDoctorHoldsUpIsNotSaidToBeOnItsWay() {
    Place here = Samples.onPremise();
    for (Place place :
        List.of(
            here,
            here.with(out(WAITING, null, false)),
            here.with(out(CANCELLED, null, false)),
            here.with(out(CANCELLED, "no-record", false)),
            here.with(TransferSamples.of(Move.Kind.HANDOVER, COPYING, null)))) {
      Moving moving = held(place, State.PERMIT);
      assertThat(moving.what())
          .isEqualTo("The move to Nuage Santé waits for the end of your change of doctor.");
      assertThat(moving.step()).isEmpty();
      assertThat(moving.means()).isEqualTo(READ);
      assertThat(moving.held()).isTrue();
    }
    Moving removed = held(here.with(out(RETURNING, null, false)), State.PERMIT);
    assertThat(removed.what()).startsWith("The move to Nuage Santé waits");
    assertThat(removed.step()).isEqualTo("What was copied is being removed.");

    // What goes on, what the practice has cancelled, and who has refused
    assertThat(held(here.with(out(COPYING, null, false)), State.PERMIT).what())
        .isEqualTo("Your record is on its way to Nuage Santé.");
    assertThat(held(here.with(TransferSamples.cancelled(CANCELLED)), State.PERMIT).what())
        .isEqualTo("Your record was not moved.");
    assertThat(held(here, State.DENY)).isNull();
    // What has to come home does not wait
    assertThat(held(Samples.cloud(), State.WITHDRAW).what())
        .isEqualTo("Your record is on its way to the practice.");
  }

  @Test
  void aRecordThatLeavesItsPracticeOrIsErasedIsNotSaidToWait() {
    Moving leaves = held(Samples.onPremise(), State.PERMIT, Hold.LEAVES);
    assertThat(leaves.what())
        .isEqualTo("Your record is not sent to Nuage Santé: it is about to leave this practice.");
    assertThat(leaves.held()).isTrue();
    assertThat(held(Samples.onPremise(), State.PERMIT, Hold.ERASED).what())
        .endsWith("it is about to be erased at this practice.");
    // Nor to stay at the practice, be the host closed, or what set out be taken back
    Moving closed =
        where(
                Samples.onPremise(),
                State.PERMIT,
                "2026-11-23",
                CLOSED,
                Map.of("cabinet-des-lilas", Hold.LEAVES))
            .moving();
    assertThat(closed.what()).isEqualTo(leaves.what());
    assertThat(closed.means()).isEqualTo(READ);
    Moving back =
        held(Samples.onPremise().with(out(RETURNING, null, false)), State.DENY, Hold.LEAVES);
    assertThat(back.what()).isEqualTo(leaves.what());
    assertThat(back.step()).isEqualTo("What was copied is being removed.");
  }

  private static @Nullable Moving held(Place place, State state) {
    return held(place, state, Hold.WAITS);
  }

  private static @Nullable Moving held(Place place, State state, Hold hold) {
    return where(place, state, "2026-11-23", Set.of(), Map.of("cabinet-des-lilas", hold)).moving();
  }

  @Test
  void aRecordThatIsNotAboutToMoveIsNotSaidToBeOnItsWay() {
    Place none =
        Samples.onPremise()
            .with(TransferSamples.move(1, CANCELLED, "no-record", false, false, null));
    Moving moving = where(none, State.PERMIT, "2026-11-23").moving();
    assertThat(moving.what()).isEqualTo("This practice has no record of yours yet.");
    assertThat(moving.means()).isEqualTo("Once there is one, it will be moved to Nuage Santé.");

    // A copy that has made room for the record itself
    Place yielded =
        new Place("cabinet-des-lilas", "nuage-sante", false, null)
            .with(TransferSamples.move(1, ENDED, null, false, false, null));
    moving = where(yielded, State.PERMIT, "2026-11-23").moving();
    assertThat(moving.what()).isEqualTo("Your record stays at the practice.");
    assertThat(moving.means()).startsWith("This practice keeps a copy of it.");

    // What has to come back from there is on its way, though that is not begun yet
    Place there =
        new Place("cabinet-des-lilas", "nuage-sante", true, null)
            .with(TransferSamples.move(1, ENDED, null, false, false, null));
    assertThat(where(there, State.WITHDRAW, "2026-11-23").moving().what())
        .isEqualTo("Your record is on its way to the practice.");

    // But one that has come home after a withdrawal, and may go there again
    Place home = Samples.onPremise().with(TransferSamples.move(1, ENDED, null, true, false, null));
    assertThat(where(home, State.PERMIT, "2026-11-23").moving().what())
        .isEqualTo("Your record is on its way to Nuage Santé.");
  }

  private static Whereabouts where(Place place, State state, String today) {
    return where(place, state, today, Set.of());
  }

  private static Whereabouts where(Place place, State state, String today, Set<String> closed) {
    return where(place, state, today, closed, Map.of());
  }

  private static Whereabouts where(
      Place place, State state, String today, Set<String> closed, Map<String, Hold> held) {
    return where(Language.ENGLISH, place, state, today, closed, held);
  }

  private static Whereabouts inFrench(Place place, State state) {
    return where(Language.FRENCH, place, state, "2026-11-23", Set.of(), Map.of());
  }

  private static Whereabouts where(
      Language language,
      Place place,
      State state,
      String today,
      Set<String> closed,
      Map<String, Hold> held) {
    Situation situation = new Situation(List.of(place), closed, Set.of(), held);
    List<Hosting> hostings = List.of(LedgerSamples.hosting(state));
    return new WhereaboutsOf(
            Messages.in(language),
            new Names(hostings),
            new HostingCards(
                    Messages.in(language), LocalDate.parse(today), Set.of(), situation, false)
                .of(hostings),
            LocalDate.parse(today),
            Set.of(),
            situation)
        .place(place);
  }
}
