// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.gateway.hosts.transfer.Move;
import io.prunelle.gateway.page.ledger.Hosting;
import io.prunelle.gateway.page.ledger.Hosting.State;
import io.prunelle.gateway.page.ledger.LedgerSamples;
import io.prunelle.gateway.page.view.HandoverState.Hold;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostingCardsTest {

  private static final long SOON =
      LocalDate.parse("2026-12-01").atTime(12, 0).toEpochSecond(ZoneOffset.UTC);

  private final HostingCards cards =
      new HostingCards(
          Messages.in(Language.ENGLISH),
          LocalDate.parse("2026-11-23"),
          Set.of(),
          Situation.UNKNOWN,
          false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNDECIDED|true|You have not answered yet|PERMIT,DENY",
        "PERMIT|false|You permitted it on 24 October 2026|WITHDRAW",
        "PERMIT|true|You permitted it on 24 October 2026|PERMIT,WITHDRAW",
        "DENY|false|You refused on 24 October 2026|PERMIT",
        "DENY|true|You refused on 24 October 2026|PERMIT,DENY",
        "WITHDRAW|false|You withdrew your permission on 24 October 2026|PERMIT",
        "EXPIRED|true|Your permission ended on 20 October 2028|PERMIT,DENY",
        "OTHER|true|Please ask the practice how this hosting stands|''"
      })
  void eachStateIsNamedWithItsDateAndOffersWhatCanBeDoneNow(
      State state, boolean asks, String standing, String choices) {
    HostingCard card = card(LedgerSamples.hosting(state, asks));

    assertThat(card.standing()).isEqualTo(standing);
    assertThat(String.join(",", card.choices().stream().map(Choice::decision).toList()))
        .isEqualTo(choices);
  }

  /** A refusal and an objection that were said for a minor end when they come of age. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT_CONSENT|PERMIT|Your permission ended on 20 October 2028",
        "EXPLICIT_CONSENT|DENY|The refusal of 24 October 2026 no longer holds",
        "EXPLICIT_CONSENT|WITHDRAW|The withdrawal of 24 October 2026 no longer holds",
        "INFORM_AND_OBJECT|INFORMED|The information received on 24 October 2026 no longer holds",
        "INFORM_AND_OBJECT|OBJECT|The objection of 24 October 2026 no longer holds",
        "INFORM_AND_OBJECT|UPHOLD|The objection that the practice accepted on 24 October 2026 no longer holds",
        "INFORM_AND_OBJECT|REJECT|The practice’s answer of 24 October 2026 to the objection no longer holds",
        "EXPLICIT_CONSENT|LATER|The last answer no longer holds"
      })
  void whatHasEndedIsNamedByWhatItWas(String basis, String decision, String standing) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("state", "EXPIRED")
            .put("ask", true)
            .put("decision", LedgerSamples.decision(decision));

    assertThat(card(LedgerSamples.hosting(json)).standing()).isEqualTo(standing);
  }

  /** "You permitted it" would be told to a child of what a parent did. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT_CONSENT|PERMIT|PERMIT|Permission given on 24 October 2026",
        "EXPLICIT_CONSENT|DENY|DENY|Refused on 24 October 2026",
        "EXPLICIT_CONSENT|WITHDRAW|WITHDRAW|Permission withdrawn on 24 October 2026",
        "EXPLICIT_CONSENT|EXPIRED|PERMIT|The permission ended on 20 October 2028",
        "EXPLICIT_CONSENT|EXPIRED|DENY|The refusal of 24 October 2026 no longer holds",
        "INFORM_AND_OBJECT|INFORMED|INFORMED|Information received on 24 October 2026",
        "INFORM_AND_OBJECT|OBJECT|OBJECT|Objection made on 24 October 2026; the practice has to answer"
      })
  void whatAGuardianAnsweredIsNotSaidToBeTheReadersOwnDoing(
      String basis, State state, String decision, String standing) {
    JsonObject given = LedgerSamples.decision(decision);
    given.getJsonObject("by").put("role", "GUARDIAN");
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("state", state.name())
            .put("ask", false)
            .put("mayPermit", false)
            .put("objection", new JsonObject().put("reason", "No."))
            .put("decision", given);

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.standing()).startsWith(standing).doesNotContain("You ");
    assertThat(card.details())
        .contains("It was a parent or guardian who answered.", "Reason: “No.”")
        .noneMatch(detail -> detail.startsWith("Your permission"));
  }

  /** A guardian may have objected: the ledger says of an answer who gave that. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPHOLD|Objection that the practice agreed with on 24 October 2026",
        "REJECT|Objection that the practice did not agree with, on 24 October 2026"
      })
  void whatThePracticeAnsweredIsNotSaidToBeToAnObjectionOfTheReaders(State state, String standing) {
    JsonObject answered = LedgerSamples.decision(state.name());
    answered.getJsonObject("by").put("role", "PRACTITIONER");
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", state.name())
            .put("ask", false)
            .put("decision", answered)
            .put(
                "objection",
                new JsonObject()
                    .put("reason", "No.")
                    .put("answer", new JsonObject().put("entry", 1050).put("reason", "Because.")));

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.standing()).isEqualTo(standing);
    assertThat(card.details())
        .contains("Reason: “No.”", "The practice’s answer: “Because.”")
        .noneMatch(detail -> detail.contains("You objected") || detail.contains("Your reason"));
  }

  /** Signed in November, recorded in December: its term is counted from November. */
  @ParameterizedTest
  @CsvSource({
    "PERMIT, PERMIT, Permission given on 20 November 2026",
    "EXPIRED, DENY, The refusal of 20 November 2026 no longer holds"
  })
  void aPaperIsOfTheDayOnWhichItWasSigned(State state, String decision, String standing) {
    JsonObject json =
        LedgerSamples.json()
            .put("state", state.name())
            .put("ask", false)
            .put(
                "decision",
                LedgerSamples.decision(decision)
                    .put("decidedAt", "2026-12-09T10:00:00.000Z")
                    .put("channel", "PAPER")
                    .put("by", new JsonObject().put("role", "PRACTITIONER").put("subject", "9"))
                    .put("paper", new JsonObject().put("date", "2026-11-20")));

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.standing()).isEqualTo(standing);
    assertThat(card.details())
        .contains(
            "This answer was given on paper, and recorded by the practice on 9 December 2026.");
  }

  @Test
  void aGuardianIsNotToldToHaveDoneWhatThePatientDid() {
    JsonObject json =
        LedgerSamples.json()
            .put("state", "PERMIT")
            .put("ask", false)
            .put("decision", LedgerSamples.decision("PERMIT"));

    HostingCard card =
        new HostingCards(
                Messages.in(Language.FRENCH),
                LocalDate.parse("2026-11-23"),
                Set.of(),
                Situation.UNKNOWN,
                true)
            .of(List.of(LedgerSamples.hosting(json)))
            .get(0);

    assertThat(card.standing()).isEqualTo("Accord donné le 24 octobre 2026");
    assertThat(card.details()).contains("Cet accord vaut jusqu’au 20 octobre 2028.");
  }

  @ParameterizedTest
  @CsvSource({"INFORMED", "REJECT"})
  void whoIsToReadAgainIsToldThatTheTextHasChangedWhereItHas(State state) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", state.name())
            .put("ask", true)
            .put("decision", LedgerSamples.decision(state.name()));

    assertThat(card(LedgerSamples.hosting(json)).details())
        .contains("Please read this information again.")
        .noneMatch(detail -> detail.contains("changed"));

    json.getJsonObject("decision").put("notice", 2);
    assertThat(card(LedgerSamples.hosting(json)).details())
        .contains("The information has changed since. Please read it again.")
        .doesNotContain("Please read this information again.");
  }

  @Test
  void whoIsInformedReadsUntilWhenThatHolds() {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", "INFORMED")
            .put("ask", false)
            .put("decision", LedgerSamples.decision("INFORMED"));

    assertThat(card(LedgerSamples.hosting(json)).details())
        .contains("This information holds until 20 October 2028.");
  }

  @ParameterizedTest
  @CsvSource({"2026-12-22, true", "2026-12-23, false"})
  void anInformationThatEndsWithinAMonthCanBeReadAgainBeforeItDoes(LocalDate end, boolean ending) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", "INFORMED")
            .put("ask", false);
    json.put(
        "decision",
        LedgerSamples.decision("INFORMED")
            .put("until", end.atTime(12, 0).toEpochSecond(ZoneOffset.UTC)));

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.ending()).isEqualTo(ending);
    assertThat(card.choices().stream().map(Choice::decision).toList())
        .isEqualTo(ending ? List.of("INFORMED", "OBJECT") : List.of("OBJECT"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNDECIDED|true|INFORMED,OBJECT",
        "INFORMED|false|OBJECT",
        "INFORMED|true|INFORMED,OBJECT",
        "OBJECT|false|INFORMED",
        "UPHOLD|false|INFORMED",
        "REJECT|false|OBJECT",
        "EXPIRED|true|INFORMED,OBJECT",
        "ENDED|false|''",
        "PERMIT|false|''"
      })
  void underInformationAndObjectionNothingIsOfferedAsConsent(
      State state, boolean asks, String choices) {
    assertThat(choices("INFORM_AND_OBJECT", "OPEN", state, asks)).isEqualTo(choices);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT_CONSENT|CLOSED|PERMIT|WITHDRAW",
        "EXPLICIT_CONSENT|CLOSED|UNDECIDED|DENY",
        "EXPLICIT_CONSENT|CLOSED|DENY|''",
        "EXPLICIT_CONSENT|ENDED|ENDED|''",
        "EXPLICIT_CONSENT|PAUSED|PERMIT|''",
        "INFORM_AND_OBJECT|CLOSED|INFORMED|OBJECT"
      })
  void whatNoLongerTakesPermissionsKeepsTheWayOut(
      String basis, String status, State state, String choices) {
    assertThat(choices(basis, status, state, false)).isEqualTo(choices);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNDECIDED|Your record then moves to Nuage Santé (Lyon, France · Bordeaux, France). This",
        "OBJECT|Your record then moves to Nuage Santé (Lyon, France · Bordeaux, France). You",
        "UPHOLD|Your record then moves to Nuage Santé (Lyon, France · Bordeaux, France). You",
        "INFORMED|Your record stays at Nuage Santé."
      })
  void whoSaysToHaveReadTheNoticeIsToldThatTheRecordMoves(State state, String then) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", state.name())
            .put("ask", true);

    assertThat(card(LedgerSamples.hosting(json)).choices().get(0).consequence()).startsWith(then);
  }

  /** To have taken note of the text would lie over what the practice has answered. */
  @ParameterizedTest
  @CsvSource({"UPHOLD, INFORMED", "REJECT, OBJECT"})
  void whoHasAnAnswerToReadIsNotAskedForOne(State state, String choices) {
    JsonObject answer = new JsonObject().put("entry", 1050).put("reason", "Because.");
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", state.name())
            .put("ask", true)
            .put("decision", LedgerSamples.decision(state.name()))
            .put("objection", new JsonObject().put("reason", "No.").put("answer", answer));

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.asked()).isFalse();
    assertThat(card.choices()).extracting(Choice::decision).containsExactly(choices);
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, UNDECIDED, true",
    "OPEN, INFORMED, true",
    "CLOSED, INFORMED, true",
    "OPEN, OBJECT, false",
    "OPEN, UPHOLD, false",
    "ENDED, ENDED, false"
  })
  void thatTheyCanObjectHereIsSaidWhereTheyCan(String status, State state, boolean said) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("status", status)
            .put("state", state.name());

    String basis = card(LedgerSamples.hosting(json)).basis();

    assertThat(basis).startsWith("The law allows this practice to do so");
    assertThat(basis.endsWith("You can object here, saying why.")).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT_CONSENT|UNDECIDED|a parent or guardian accepts for you. You can refuse yourself.",
        "EXPLICIT_CONSENT|PERMIT|accepts for you. You can withdraw this permission yourself.",
        "EXPLICIT_CONSENT|DENY|a parent or guardian accepts for you.",
        "INFORM_AND_OBJECT|INFORMED|is informed for you. You can object yourself.",
        "INFORM_AND_OBJECT|OBJECT|a parent or guardian is informed for you."
      })
  void whoIsYoungIsToldOfWhatTheyCanSayHere(String basis, State state, String told) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("state", state.name())
            .put("ask", false)
            .put("mayPermit", false)
            .put("decision", LedgerSamples.decision(state.name()));

    assertThat(card(LedgerSamples.hosting(json)).details())
        .anySatisfy(
            detail ->
                assertThat(detail).startsWith("Below the age of 15, a parent").endsWith(told));
  }

  @Test
  void whoseObjectionIsNotUpheldIsToldWhereToComplain() {
    JsonObject json =
        LedgerSamples.json().put("legalBasis", "INFORM_AND_OBJECT").put("state", "REJECT");

    assertThat(card(LedgerSamples.hosting(json)).details())
        .contains(
            "So your record may be kept at Nuage Santé. If you disagree, you can complain to the"
                + " CNIL (cnil.fr), or go to court.");
  }

  private String choices(String basis, String status, State state, boolean asks) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("status", status)
            .put("state", state.name())
            .put("ask", asks);
    List<Choice> choices = card(LedgerSamples.hosting(json)).choices();
    return String.join(",", choices.stream().map(Choice::decision).toList());
  }

  @ParameterizedTest
  @CsvSource({"2026-11-24, true", "2026-12-22, true", "2026-12-23, false", "2028-10-20, false"})
  void aPermissionThatEndsWithinAMonthCanBeGivenAgainBeforeItDoes(LocalDate end, boolean ending) {
    JsonObject json = LedgerSamples.json().put("state", "PERMIT").put("ask", false);
    json.put(
        "decision",
        LedgerSamples.decision("PERMIT")
            .put("until", end.atTime(12, 0).toEpochSecond(ZoneOffset.UTC)));

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.ending()).isEqualTo(ending);
    assertThat(card.choices().stream().map(Choice::label).toList())
        .isEqualTo(
            ending
                ? List.of("I permit it again", "I withdraw my permission")
                : List.of("I withdraw my permission"));
  }

  /** A realm that does not say whether it lasts longer then is one of before. */
  @ParameterizedTest
  @CsvSource({"true, true", "false, false", ", true"})
  void whatWouldEndNoLaterIsNotOfferedAgain(@Nullable Boolean renewable, boolean offered) {
    JsonObject json =
        LedgerSamples.json()
            .put("state", "PERMIT")
            .put("ask", false)
            .put("decision", LedgerSamples.decision("PERMIT").put("until", SOON));
    if (renewable != null) {
      json.put("renewable", renewable);
    }

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.ending()).isEqualTo(offered);
    assertThat(card.choices().stream().map(Choice::decision).toList())
        .isEqualTo(offered ? List.of("PERMIT", "WITHDRAW") : List.of("WITHDRAW"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT_CONSENT|UNDECIDED|DENY",
        "EXPLICIT_CONSENT|PERMIT|WITHDRAW",
        "EXPLICIT_CONSENT|DENY|DENY",
        "INFORM_AND_OBJECT|INFORMED|OBJECT",
        "INFORM_AND_OBJECT|UPHOLD|''"
      })
  void whereThePracticeUsesTheHostNoMoreNothingIsOfferedThatPermits(
      String basis, State state, String choices) {
    JsonObject json =
        LedgerSamples.json().put("legalBasis", basis).put("state", state.name()).put("ask", true);
    json.put("decision", LedgerSamples.decision(state.name()).put("until", SOON));
    Hosting hosting = LedgerSamples.hosting(json);

    HostingCard card =
        new HostingCards(
                Messages.in(Language.ENGLISH),
                LocalDate.parse("2026-11-23"),
                Set.of(),
                new Situation(List.of(), Set.of(hosting.id()), Set.of()),
                false)
            .of(List.of(hosting))
            .get(0);

    assertThat(String.join(",", card.choices().stream().map(Choice::decision).toList()))
        .isEqualTo(choices);
    assertThat(card.details())
        .contains("No record is sent to Nuage Santé for now.")
        .noneMatch(detail -> detail.startsWith("Please"));
    assertThat(card.ending()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|PERMIT|WITHDRAW|You are no longer a patient of",
        "false|PERMIT|WITHDRAW|Below the age of 15",
        "false|UNDECIDED|DENY|Below the age of 15",
      })
  void whoMayNotPermitIsOfferedTheWayOutAloneAndToldWhy(
      boolean former, State state, String choices, String why) {
    JsonObject json =
        LedgerSamples.json()
            .put("state", state.name())
            .put("ask", false)
            .put("mayPermit", false)
            .put("former", former)
            .put("decision", LedgerSamples.decision(state.name()).put("until", SOON));

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(String.join(",", card.choices().stream().map(Choice::decision).toList()))
        .isEqualTo(choices);
    assertThat(card.details()).anyMatch(detail -> detail.startsWith(why));
    assertThat(card.ending()).isFalse();
  }

  /** As where users can edit the date of their birth. */
  @Test
  void whoseAgeNobodyKnowsIsNotToldToBeAChild() {
    JsonObject json =
        LedgerSamples.json()
            .put("ask", false)
            .put("mayPermit", false)
            .put("bar", "age-not-assured");

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.details())
        .anyMatch(
            detail ->
                detail.startsWith("Nobody vouches for your age here")
                    && detail.endsWith("You can refuse yourself."))
        .noneMatch(detail -> detail.contains("Below the age of 15"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsInformedAndMayObjectIsNotToldOfAcceptance(boolean former) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", "INFORM_AND_OBJECT")
            .put("state", "INFORMED")
            .put("ask", false)
            .put("mayPermit", false)
            .put("former", former)
            .put("decision", LedgerSamples.decision("INFORMED"));

    assertThat(card(LedgerSamples.hosting(json)).details())
        .anyMatch(detail -> detail.contains("object"))
        .noneMatch(detail -> detail.contains("accept"));
  }

  @Test
  void whatIsOverIsNotOffered() {
    JsonObject json = LedgerSamples.json().put("status", "CLOSED");

    HostingCard card = card(LedgerSamples.hosting(json));

    assertThat(card.offered()).isFalse();
    assertThat(card.details()).anyMatch(detail -> detail.contains("takes no new answer"));
    assertThat(card(LedgerSamples.hosting(LedgerSamples.json().put("former", true))).offered())
        .isFalse();
    assertThat(card(LedgerSamples.hosting(LedgerSamples.json())).offered()).isTrue();
  }

  /** A refusal is of one text too: the realm asks who has refused about the next. */
  @ParameterizedTest
  @EnumSource(names = {"PERMIT", "DENY", "WITHDRAW"})
  void thatTheTextHasChangedIsSaidWhereItHas(State state) {
    assertThat(card(LedgerSamples.hosting(state, true)).details())
        .contains("Please confirm or change your answer.");
    JsonObject json = LedgerSamples.json().put("state", state.name()).put("ask", true);
    json.put("decision", LedgerSamples.decision(state.name()).put("notice", 2));

    assertThat(card(LedgerSamples.hosting(json)).details())
        .anySatisfy(text -> assertThat(text).contains("text has changed"));
    assertThat(card(LedgerSamples.hosting(json.put("ask", false))).details())
        .noneSatisfy(text -> assertThat(text).contains("text has changed"));
  }

  @Test
  void whatPermittingDoesNamesWhereTheRecordGoes() {
    assertThat(card(LedgerSamples.hosting(State.UNDECIDED)).choices().get(0).consequence())
        .contains("Nuage Santé", "Lyon, France", "withdraw");
  }

  @Test
  void whatRefusingDoesSaysThatCareStaysTheSame() {
    assertThat(card(LedgerSamples.hosting(State.UNDECIDED)).choices().get(1).consequence())
        .isEqualTo(
            "If you refuse, your record stays at the practice, or returns there, and your care does"
                + " not change. If it has to return, those who care for you cannot read it while it"
                + " does.");
  }

  private static final Place HERE = Samples.cloud();
  private static final Place HOME = Samples.onPremise();
  private static final Place OTHER = new Place("cabinet-des-lilas", "autre", true, null);

  @Test
  void whatWithdrawingDoesIsOneSentenceAndSoByWhereTheRecordIs() {
    String returns =
        "If you withdraw, your record returns to the practice and is erased at Nuage Santé; while"
            + " it returns, usually a few minutes, those who care for you cannot read it";

    Choice there = choice("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", at(HERE));
    assertThat(there.consequence()).isEqualTo(returns + ".");
    assertThat(there.beneath()).contains("Backup copies", "does not change how you are cared for");
    // What an emergency opens meanwhile is not said to be closed to everybody
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", at(urgent())))
        .isEqualTo(returns + ", except in an emergency.");

    String stays = "If you withdraw, your record stays where it is, and it will not be sent to";
    for (Place elsewhere : List.of(HOME, OTHER)) {
      Choice choice = choice("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", at(elsewhere));
      assertThat(choice.consequence()).startsWith(stays);
      assertThat(choice.beneath()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"COPYING", "SWITCHING", "RETURNING"})
  void whatIsCopiedThereAlreadyIsSaidToBeErasedThere(Move.Step step) {
    Situation arriving = at(HOME.with(out(step)));
    String erased =
        ", your record stays where it is, and what was already copied to Nuage Santé is";

    Choice withdraw = choice("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", arriving);
    assertThat(withdraw.consequence()).startsWith("If you withdraw" + erased);
    assertThat(withdraw.beneath()).contains("Backup copies");
    assertThat(then("EXPLICIT_CONSENT", State.EXPIRED, "DENY", arriving))
        .startsWith("If you refuse" + erased);
    assertThat(then("INFORM_AND_OBJECT", State.INFORMED, "OBJECT", arriving))
        .isEqualTo(
            "If you object, your record stays where it is until the practice has answered you, and"
                + " what was already copied to Nuage Santé is erased there. Your care does not"
                + " change.");
  }

  @Test
  void ofWhatIsNotOnItsWayThereNothingIsSaidToBeCopied() {
    Place other = new Place(HOME.practice(), "autre", true, null);
    for (Place place :
        List.of(
            HOME.with(out(Move.Step.WAITING)),
            HOME.with(out(Move.Step.CANCELLED)),
            other.with(TransferSamples.move(1, Move.Step.COPYING, null, true, false, null)),
            HOME.with(TransferSamples.of(Move.Kind.COPY, Move.Step.COPYING, null)))) {
      Choice withdraw = choice("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", at(place));

      assertThat(withdraw.consequence()).contains("will not be sent").doesNotContain("copied");
      assertThat(withdraw.beneath()).isNull();
    }
  }

  @Test
  void whatMovesOnlyAfterAChangeOfDoctorIsSaidToWait() {
    String waits = " This move waits for the end of your change of doctor.";
    Situation held =
        new Situation(List.of(HOME), Set.of(), Set.of(), Map.of(HOME.practice(), Hold.WAITS));

    assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "PERMIT", held)).endsWith(waits);
    assertThat(then("INFORM_AND_OBJECT", State.UNDECIDED, "INFORMED", held)).endsWith(waits);
    assertThat(then("INFORM_AND_OBJECT", State.OBJECT, "INFORMED", held)).endsWith(waits);
    assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "DENY", held)).doesNotContain("waits");
    // What is there goes nowhere
    Situation there =
        new Situation(List.of(HERE), Set.of(), Set.of(), Map.of(HERE.practice(), Hold.WAITS));
    assertThat(then("EXPLICIT_CONSENT", State.WITHDRAW, "PERMIT", there)).doesNotContain("waits");
    assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "PERMIT", at(HOME)))
        .doesNotContain("waits");
  }

  @Test
  void whatLeavesOrIsErasedIsNotSaidToMoveAfterwards() {
    String leaves = "Your record is not sent to Nuage Santé: it is about to leave this practice. ";
    Situation leaving = held(HOME, Hold.LEAVES);

    assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "PERMIT", leaving))
        .isEqualTo(leaves + "You can withdraw your permission here at any time.");
    assertThat(then("INFORM_AND_OBJECT", State.UNDECIDED, "INFORMED", leaving))
        .isEqualTo(leaves + "This is not a consent. You can object here later.");
    assertThat(then("INFORM_AND_OBJECT", State.OBJECT, "INFORMED", leaving))
        .isEqualTo(leaves + "You can object again.");
    assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "PERMIT", held(HOME, Hold.ERASED)))
        .startsWith("Your record is not sent to Nuage Santé: it is about to be erased");
  }

  @Test
  void whatLeavesOrIsErasedIsNotSaidToStayWhateverIsAnswered() {
    String care = "Your care does not change.";
    String leaves = "Your record is not sent to Nuage Santé: it is about to leave this practice. ";
    String erased =
        "Your record is not sent to Nuage Santé: it is about to be erased at this practice. ";
    for (Place place : List.of(HOME, HOME.with(out(Move.Step.RETURNING)))) {
      assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "DENY", held(place, Hold.LEAVES)))
          .isEqualTo(leaves + care);
      assertThat(then("INFORM_AND_OBJECT", State.INFORMED, "OBJECT", held(place, Hold.ERASED)))
          .isEqualTo(erased + care);
      assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", held(place, Hold.LEAVES)))
          .isEqualTo(leaves + care);
    }
    // What is at the host comes home first where an answer closes it
    String gone = "Your record does not stay at Nuage Santé: it is about to leave this practice. ";
    Situation there = held(HERE, Hold.LEAVES);
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", there))
        .isEqualTo(gone + "You can withdraw your permission here at any time.");
    assertThat(then("INFORM_AND_OBJECT", State.INFORMED, "INFORMED", there))
        .isEqualTo(gone + "This is not a consent. You can object here later.");
    assertThat(then("INFORM_AND_OBJECT", State.OBJECT, "INFORMED", held(HERE, Hold.ERASED)))
        .startsWith("Your record does not stay at Nuage Santé: it is about to be erased");
    assertThat(then("INFORM_AND_OBJECT", State.INFORMED, "OBJECT", there))
        .isEqualTo(
            gone
                + care
                + " If it has to return, those who care for you cannot read it while it does.");
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", there))
        .contains("returns to the practice");
    // What only waits stays meanwhile
    assertThat(then("EXPLICIT_CONSENT", State.UNDECIDED, "DENY", held(HOME, Hold.WAITS)))
        .contains("stays at the practice");
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", held(HERE, Hold.WAITS)))
        .contains("stays at Nuage Santé");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNDECIDED", "UPHOLD"})
  void whatLeavesOrIsErasedIsNotSaidToStayAtThePractice(State state) {
    String stays = "stays at the practice";
    for (Hold hold : List.of(Hold.LEAVES, Hold.ERASED)) {
      assertThat(card("INFORM_AND_OBJECT", state, held(HOME, hold)).details())
          .noneMatch(text -> text.contains(stays));
    }
    assertThat(card("INFORM_AND_OBJECT", state, held(HOME, Hold.WAITS)).details())
        .anyMatch(text -> text.contains(stays));
  }

  @Test
  void aMoveThatGoesOnDuringAChangeOfDoctorIsNotSaidToWait() {
    for (Hold hold : Hold.values()) {
      for (Move.Step step : List.of(Move.Step.COPYING, Move.Step.SWITCHING)) {
        assertThat(
                then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", held(HOME.with(out(step)), hold)))
            .isEqualTo(then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", at(HOME)));
      }
    }
    for (Move.Step step : List.of(Move.Step.WAITING, Move.Step.RETURNING, Move.Step.CANCELLED)) {
      assertThat(
              then(
                  "EXPLICIT_CONSENT",
                  State.PERMIT,
                  "PERMIT",
                  held(HOME.with(out(step)), Hold.WAITS)))
          .contains("waits");
    }
    Place cancelled = HOME.with(TransferSamples.cancelled(Move.Step.CANCELLED));
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", held(cancelled, Hold.WAITS)))
        .doesNotContain("waits");
  }

  private static Situation held(Place place, Hold hold) {
    return new Situation(List.of(place), Set.of(), Set.of(), Map.of(place.practice(), hold));
  }

  /** From the practice to its host. */
  private static Move out(Move.Step step) {
    return TransferSamples.move(1, step, null, false, false, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT_CONSENT|UNDECIDED|DENY|stays at the practice, and your care does not change.",
        "INFORM_AND_OBJECT|INFORMED|OBJECT|stays at the practice until the practice has answered"
      })
  void whatClosesAHostIsSaidToCloseTheRecordOnlyWhereItReturns(
      String basis, State state, String decision, String home) {
    assertThat(then(basis, state, decision, at(HERE)))
        .endsWith("If it has to return, those who care for you cannot read it while it does.");
    assertThat(then(basis, state, decision, at(urgent()))).endsWith(", except in an emergency.");
    assertThat(then(basis, state, decision, at(HOME))).contains(home).doesNotContain("return");
    assertThat(then(basis, state, decision, at(OTHER)))
        .contains("stays where it is")
        .doesNotContain("return", "stays at the practice");
  }

  @ParameterizedTest
  @CsvSource({
    "EXPLICIT_CONSENT, UNDECIDED, DENY",
    "EXPLICIT_CONSENT, PERMIT, WITHDRAW",
    "INFORM_AND_OBJECT, UNDECIDED, OBJECT",
    "INFORM_AND_OBJECT, INFORMED, OBJECT"
  })
  void ofARecordThatHasLeftThePracticeNothingSaysThatItStaysOrReturns(
      String basis, State state, String decision) {
    Situation departed = new Situation(List.of(), Set.of(), Set.of("cabinet-des-lilas"));

    HostingCard card = card(basis, state, departed);

    assertThat(card.choices()).hasSize(1);
    assertThat(card.choices().get(0).decision()).isEqualTo(decision);
    assertThat(card.choices().get(0).consequence())
        .contains("nothing will be sent to Nuage Santé")
        .doesNotContain("stays", "returns");
    assertThat(card.details()).noneMatch(text -> text.contains("stays at the practice"));
  }

  @Test
  void whatIsPermittedAgainIsSaidToStayOnlyWhereItIs() {
    String stays = "If you permit it, your record stays at Nuage Santé.";
    // Withdrawn a moment ago
    assertThat(then("EXPLICIT_CONSENT", State.WITHDRAW, "PERMIT", at(HERE))).isEqualTo(stays);
    // Asked again, while it has not gone there yet
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", at(HERE))).isEqualTo(stays);
    assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "PERMIT", at(HOME)))
        .startsWith("If you permit it, your record moves to Nuage Santé");
    assertThat(then("INFORM_AND_OBJECT", State.INFORMED, "INFORMED", at(HOME)))
        .startsWith("Your record then moves to");
    assertThat(then("INFORM_AND_OBJECT", State.OBJECT, "INFORMED", at(HERE)))
        .isEqualTo("Your record stays at Nuage Santé. You can object again.");
  }

  @Test
  void whoHasNotAnsweredIsToldThatTheRecordStaysAtThePracticeWhereItIsThere() {
    String stays = "Until you do, your record stays at the practice.";
    assertThat(card("EXPLICIT_CONSENT", State.UNDECIDED, at(HOME)).details()).contains(stays);
    assertThat(card("EXPLICIT_CONSENT", State.UNDECIDED, at(OTHER)).details())
        .doesNotContain(stays);
  }

  private static Situation at(Place place) {
    return new Situation(List.of(place), Set.of(), Set.of());
  }

  @Test
  void whatNobodyCanReadIsNotSaidToOpenInAnEmergency() {
    for (Place.Certified certified :
        List.of(Place.Certified.LAPSED, Place.Certified.AUDIT_OVERDUE)) {
      Place shut = new Place(HERE.practice(), HERE.host(), true, null, certified, true, null);

      assertThat(then("EXPLICIT_CONSENT", State.PERMIT, "WITHDRAW", at(shut)))
          .contains("cannot read it")
          .doesNotContain("emergency");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNDECIDED", "UPHOLD"})
  void thatARecordStaysAtThePracticeIsSaidOnlyWhereItIsThere(String state) {
    Situation departed = new Situation(List.of(), Set.of(), Set.of("cabinet-des-lilas"));
    State now = State.valueOf(state);

    assertThat(card("INFORM_AND_OBJECT", now, at(HOME)).details())
        .anyMatch(detail -> detail.endsWith("your record stays at the practice."));
    for (Situation elsewhere : List.of(at(HERE), at(OTHER), departed)) {
      HostingCard card = card("INFORM_AND_OBJECT", now, elsewhere);
      assertThat(card.standing()).doesNotContain("stays");
      assertThat(card.details()).noneMatch(detail -> detail.contains("stays at the practice"));
    }
  }

  private static Place urgent() {
    return new Place(HERE.practice(), HERE.host(), true, null, Place.Certified.HOLDS, true, null);
  }

  private static String then(String basis, State state, String decision, Situation situation) {
    return choice(basis, state, decision, situation).consequence();
  }

  private static Choice choice(String basis, State state, String decision, Situation situation) {
    return card(basis, state, situation).choices().stream()
        .filter(choice -> choice.decision().equals(decision))
        .findFirst()
        .orElseThrow();
  }

  private static HostingCard card(String basis, State state, Situation situation) {
    JsonObject json =
        LedgerSamples.json()
            .put("legalBasis", basis)
            .put("state", state.name())
            .put("ask", true)
            .put("decision", LedgerSamples.decision(state.name()));
    return new HostingCards(
            Messages.in(Language.ENGLISH),
            LocalDate.parse("2026-11-23"),
            Set.of(),
            situation,
            false)
        .of(List.of(LedgerSamples.hosting(json)))
        .get(0);
  }

  @Test
  void theNoticeKeepsItsParagraphs() {
    assertThat(card(LedgerSamples.hosting(State.UNDECIDED)).notice()).hasSize(2);
  }

  private HostingCard card(Hosting hosting) {
    return cards.of(List.of(hosting)).get(0);
  }
}
