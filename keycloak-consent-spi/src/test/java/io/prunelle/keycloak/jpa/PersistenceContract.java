// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.HOSTING;
import static io.prunelle.keycloak.Examples.NOW;
import static io.prunelle.keycloak.Examples.PATIENT;
import static io.prunelle.keycloak.Examples.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Busy;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.consent.Feed;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.JointOutcome;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Occasion;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Purpose;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.consent.Stated;
import io.prunelle.keycloak.consent.Tally;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.host.HostKind;
import io.prunelle.keycloak.json.Json;
import io.prunelle.keycloak.ledger.Author;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Channel;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Paper;
import io.prunelle.keycloak.ledger.Persons;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the default provider keeps, on every database. Each test has a realm of its own. */
abstract class PersistenceContract {
  private final String realm = UUID.randomUUID().toString();

  private final Database database;

  PersistenceContract(Database database) {
    this.database = database;
  }

  @Test
  void aHostComesBackAsItWasPutAndTheNextOneReplacesIt() {
    Host host = Examples.host();

    assertThat(consent().put(realm, host, NOW)).isTrue();
    Host renamed = new Host(host.id(), "Nuage Santé 2", HostKind.CLOUD, host.sheet());
    assertThat(consent().put(realm, renamed, NOW)).isFalse();

    assertThat(consent().host(realm, host.id())).contains(renamed);
    assertThat(consent().hosts(realm)).containsExactly(renamed);
    assertThat(consent().hosts("another realm")).isEmpty();
  }

  @Test
  void aHostingComesBackAndKeepsItsNoticeWhenItIsReplaced() {
    asked();
    Hosting changed =
        new Hosting(
            HOSTING,
            Examples.purposes("Soins", "Sauvegarde"),
            LegalBasis.EXPLICIT_CONSENT,
            null,
            null,
            HostingStatus.OPEN,
            0);

    assertThat(consent().put(realm, changed, NOW)).isFalse();

    Hosting found = consent().hosting(realm, HOSTING).orElseThrow();
    assertThat(found.purposes()).isEqualTo(Examples.purposes("Soins", "Sauvegarde"));
    assertThat(found.validity()).isNull();
    assertThat(found.notice()).isEqualTo(1);
  }

  @Test
  void noticesCountUpAndOldOnesStayReadable() {
    asked();
    String body = "Où ? « Là-bas », 中文, \ud83d\ude00. ".repeat(600).strip();
    NoticeText long2 = new NoticeText("fr", "Deux", body);

    Notice second = publish(List.of(long2));

    assertThat(second.version()).isEqualTo(2);
    List<Notice> all = consent().notices(realm, HOSTING);
    assertThat(all).extracting(Notice::version).containsExactly(1, 2);
    assertThat(all.get(0).texts().values()).containsExactlyInAnyOrderElementsOf(Examples.texts());
    assertThat(all.get(1).texts().get("fr")).isEqualTo(long2);
  }

  @Test
  void aNoticeForNoHostingIsNotPublished() {
    assertThat(consent().publish(realm, HOSTING, Examples.texts(), NOW)).isEmpty();
  }

  @Test
  void thePatientIsAskedUntilDecidedAndAgainWhenTheNoticeChanges() {
    asked();
    assertThat(standing().asks(NOW, null)).isTrue();

    record(Decision.DENY, 1);
    assertThat(standing().asks(NOW, null)).isFalse();
    assertThat(standing().state(NOW)).isEqualTo(State.DENY);

    publish(Examples.texts());
    assertThat(standing().asks(NOW, null)).isTrue();
  }

  @Test
  void theLatestDecisionCounts() {
    asked();
    record(Decision.PERMIT, 1);
    record(Decision.WITHDRAW, 1);

    assertThat(standing().state(NOW)).isEqualTo(State.WITHDRAW);
    assertThat(consent().history(realm, PATIENT.id()))
        .extracting(Entry::position)
        .containsExactly(2L, 1L);
  }

  @Test
  void theLatestDecisionsAreCountedByVersionWithoutWhoeverLeft() {
    asked();
    Patient ben = new Patient("pat-ben", PATIENT.practices());
    Patient gone = new Patient("pat-gone", PATIENT.practices());
    record(Decision.PERMIT, 1);
    consent().decide(realm, ben, answer(Decision.PERMIT, 1));
    consent().decide(realm, gone, answer(Decision.PERMIT, 1));
    publish(Examples.texts());
    record(Decision.DENY, 2);
    consent().pseudonymise(realm, gone.id(), NOW);

    assertThat(consent().tallies(realm, HOSTING, NOW))
        .containsExactly(new Tally(1, Decision.PERMIT, 1, 0), new Tally(2, Decision.DENY, 1, 0));
    assertThat(consent().tallies(realm, HOSTING, NOW.plus(Duration.ofDays(3653))))
        .contains(new Tally(1, Decision.PERMIT, 1, 1));
    assertThat(consent().tallies("another realm", HOSTING, NOW)).isEmpty();
  }

  @Test
  void decisionsAreCountedAsTheyStoodAtATime() {
    asked();
    record(Decision.PERMIT, 1);
    Instant tomorrow = NOW.plus(Duration.ofDays(1));
    Answer refusal = answer(Decision.DENY, 1);
    consent()
        .decide(
            realm,
            PATIENT,
            new Answer(
                refusal.hosting(),
                refusal.decision(),
                refusal.notice(),
                refusal.text(),
                null,
                new Answer.Given(
                    tomorrow,
                    refusal.given().channel(),
                    refusal.given().by(),
                    refusal.given().authentication())));

    assertThat(consent().tallies(realm, HOSTING, NOW.minusMillis(1))).isEmpty();
    assertThat(consent().tallies(realm, HOSTING, tomorrow.minusMillis(1)))
        .containsExactly(new Tally(1, Decision.PERMIT, 1, 0));
    assertThat(consent().tallies(realm, HOSTING, tomorrow))
        .containsExactly(new Tally(1, Decision.DENY, 1, 0));
  }

  @Test
  void aDecisionKeepsTheHostAndThePurposesItWasTakenUnder() {
    asked();
    record(Decision.PERMIT, 1);
    record(Decision.WITHDRAW, 1);
    Host host = Examples.host();
    consent().put(realm, new Host(host.id(), "Un autre nom", host.kind(), host.sheet()), NOW);
    record(Decision.DENY, 1);

    assertThat(consent().circumstances(realm, 1).orElseThrow())
        .isEqualTo(
            Json.write(
                new TreeMap<>(Map.of("host", host, "purposes", List.of("Soins"))).descendingMap()));
    assertThat(consent().circumstances(realm, 2)).isEqualTo(consent().circumstances(realm, 1));
    assertThat(consent().circumstances(realm, 3).orElseThrow()).contains("Un autre nom");
    assertThat(consent().circumstances(realm, 4)).isEmpty();
    assertThat(consent().circumstances("another realm", 1)).isEmpty();
  }

  @Test
  void aQuestionHoldsAllThatIsShown() {
    asked();
    publish(List.of(new NoticeText("fr", "Deux", "Texte")));

    Question question = consent().questions(realm, PATIENT).get(0);

    assertThat(question.host()).isEqualTo(Examples.host());
    assertThat(question.notice().version()).isEqualTo(2);
    assertThat(question.notice().texts().keySet()).containsExactly("fr");
  }

  @Test
  void hostingsOfOtherPracticesDoNotConcernThePatient() {
    asked();
    Patient elsewhere = new Patient(PATIENT.id(), Set.of("cabinet-des-tilleuls"));
    Patient nowhere = new Patient(PATIENT.id(), Set.of());

    for (Patient other : List.of(elsewhere, nowhere)) {
      assertThat(consent().standings(realm, other)).isEmpty();
      assertThat(consent().questions(realm, other)).isEmpty();
      assertThat(consent().decide(realm, other, answer(Decision.PERMIT, 1)))
          .isEqualTo(new Outcome.Refused(new Refusal.UnknownHosting()));
    }
    assertThat(position()).isZero();
  }

  @Test
  void anObjectionIsKeptInWordsAnsweredOnceAndToldOnce() {
    informed();
    consent().decide(realm, PATIENT, objection("Mon employeur y travaille."));
    assertThat(standing().state(NOW)).isEqualTo(State.OBJECT);
    assertThat(consent().objections(realm, "cabinet-des-lilas", NOW))
        .extracting(Objection::reason)
        .containsExactly("Mon employeur y travaille.");
    assertThat(consent().objections(realm, "cabinet-des-tilleuls", null)).isEmpty();

    Outcome answered = consent().reply(realm, reply(Decision.UPHOLD));
    Outcome again = consent().reply(realm, reply(Decision.REJECT));

    assertThat(answered).isInstanceOf(Outcome.Recorded.class);
    assertThat(again).isEqualTo(new Outcome.Refused(new Refusal.NoSuchObjection()));
    assertThat(consent().objections(realm, "cabinet-des-lilas", NOW)).isEmpty();
    assertThat(standing().state(NOW)).isEqualTo(State.UPHOLD);
    assertThat(standing().asks(NOW, null)).isTrue();
    Question question = consent().questions(realm, PATIENT).get(0);
    assertThat(question.objection().reply().reason()).isEqualTo("Voici pourquoi.");
    assertThat(question.objection().by()).isEqualTo(Author.Role.PATIENT);

    consent().told(realm, 1, NOW);
    consent().told(realm, 1, NOW.plusSeconds(1));

    assertThat(standing().asks(NOW, null)).isFalse();
    assertThat(consent().objection(realm, 1).orElseThrow().toldAt())
        .isEqualTo(NOW.truncatedTo(ChronoUnit.MILLIS));
    assertThat(Chain.empty(realm).check(entries())).isEmpty();
  }

  @Test
  void anObjectionThatThePatientTookBackIsNotAnsweredAnyMore() {
    informed();
    consent().decide(realm, PATIENT, objection("Non."));
    consent().decide(realm, PATIENT, answer(Decision.INFORMED, 1));

    assertThat(consent().reply(realm, reply(Decision.REJECT)))
        .isEqualTo(new Outcome.Refused(new Refusal.NoSuchObjection()));
    assertThat(consent().reply(realm, reply(Decision.REJECT, 99)))
        .isEqualTo(new Outcome.Refused(new Refusal.NoSuchObjection()));
  }

  @Test
  void objectionsThatCannotBeAnsweredAnyMoreDoNotWait() {
    informed();
    Instant majority = NOW.plusSeconds(60);
    for (String patient : List.of("lapses", "left", "waits")) {
      Answer plain = objection("Non.");
      Answer.Given given = plain.given();
      Answer.Given until =
          new Answer.Given(
              given.at(),
              given.channel(),
              given.by(),
              given.authentication(),
              null,
              patient.equals("lapses") ? majority : null);
      consent()
          .decide(
              realm,
              new Patient(patient, PATIENT.practices()),
              new Answer(
                  plain.hosting(),
                  plain.decision(),
                  plain.notice(),
                  plain.text(),
                  plain.reason(),
                  until));
    }
    consent().decide(realm, PATIENT, objection("Non."));
    consent().decide(realm, PATIENT, answer(Decision.INFORMED, 1));
    consent().pseudonymise(realm, "left", NOW);

    assertThat(waiting(majority.minusSeconds(1))).containsExactly("lapses", "waits");
    assertThat(waiting(majority)).containsExactly("waits");
    assertThat(consent().objections(realm, "cabinet-des-lilas", null)).hasSize(4);

    Hosting open = consent().hosting(realm, HOSTING).orElseThrow();
    consent()
        .put(
            realm,
            new Hosting(
                open.id(),
                open.purposes(),
                open.legalBasis(),
                open.validity(),
                null,
                HostingStatus.ENDED,
                open.notice()),
            NOW);
    assertThat(waiting(NOW)).isEmpty();
  }

  private List<String> waiting(Instant at) {
    return consent().objections(realm, "cabinet-des-lilas", at).stream()
        .map(Objection::patient)
        .toList();
  }

  @Test
  void aPermissionInForceIsNotWrittenAgainUnlessItIsRenewedOrAskedFor() {
    asked();
    record(Decision.DENY, 1);
    record(Decision.DENY, 1);
    Answer permit = answer(Decision.PERMIT, 1);
    Entry first = ((Outcome.Recorded) consent().decide(realm, PATIENT, permit)).entry();

    assertThat(consent().decide(realm, PATIENT, at(permit, Duration.ofHours(23))))
        .isEqualTo(new Outcome.Unchanged(first));
    assertThat(position()).isEqualTo(3);
    // a day later the permission lasts a day longer
    assertThat(consent().decide(realm, PATIENT, at(permit, Duration.ofDays(1))))
        .isInstanceOf(Outcome.Recorded.class);
    // and somebody else says the same for the patient
    Answer.Given given = permit.given();
    Answer guardians =
        new Answer(
            HOSTING,
            Decision.PERMIT,
            1,
            permit.text(),
            null,
            new Answer.Given(
                NOW.plus(Duration.ofDays(1)),
                given.channel(),
                new Author(Author.Role.GUARDIAN, "6a4d"),
                given.authentication()));
    assertThat(consent().decide(realm, PATIENT, guardians)).isInstanceOf(Outcome.Recorded.class);
    // or of another host sheet
    Host host = Examples.host();
    consent().put(realm, new Host(host.id(), "Un autre nom", host.kind(), host.sheet()), NOW);
    assertThat(consent().decide(realm, PATIENT, guardians)).isInstanceOf(Outcome.Recorded.class);
    publish(Examples.texts());
    assertThat(consent().decide(realm, PATIENT, answer(Decision.PERMIT, 2)))
        .isInstanceOf(Outcome.Recorded.class);
    assertThat(position()).isEqualTo(7);
  }

  @Test
  void whoPermitsAndWithdrawsWithoutEndMayOnlyWithdrawUntilTheNextDay() {
    asked();
    for (int i = 0; i < Database.PER_DAY; i++) {
      record(i % 2 == 0 ? Decision.PERMIT : Decision.WITHDRAW, 1);
    }

    assertThat(consent().decide(realm, PATIENT, answer(Decision.PERMIT, 1)))
        .isEqualTo(
            new Outcome.Refused(
                new Refusal.TooManyRequests(
                    NOW.truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(1)))));
    record(Decision.DENY, 1);
    record("pat-2", Decision.PERMIT);
    assertThat(consent().decide(realm, PATIENT, at(answer(Decision.PERMIT, 1), Duration.ofDays(1))))
        .isInstanceOf(Outcome.Recorded.class);
  }

  @Test
  void whoRefusesInTwoLanguagesInTurnDoesNotFillTheLedger() {
    // Given as many refusals as there may be decisions in a day, each in the other language
    asked();
    for (int i = 0; i < Database.PER_DAY; i++) {
      assertThat(consent().decide(realm, PATIENT, refusal(i))).isInstanceOf(Outcome.Recorded.class);
    }
    Entry last = standing().last();

    // When one more comes, in the language that was not the last one, or from a guardian
    Outcome more = consent().decide(realm, PATIENT, refusal(Database.PER_DAY));
    Outcome guardians =
        consent()
            .decide(
                realm,
                PATIENT,
                by(refusal(Database.PER_DAY), new Author(Author.Role.GUARDIAN, "9a7e")));

    // Then it says what is in force, and nothing is written until the next day
    assertThat(more).isEqualTo(new Outcome.Unchanged(last));
    assertThat(guardians).isEqualTo(new Outcome.Unchanged(last));
    assertThat(position()).isEqualTo(Database.PER_DAY);
    // By its date, for no paper of that day comes after it
    assertThat(
            consent().decide(realm, PATIENT, at(refusal(Database.PER_DAY), Duration.ofHours(23))))
        .isInstanceOf(Outcome.Recorded.class);
    // And what refuses another version of the notice is taken at any time
    publish(List.of(new NoticeText("fr", "Deux", "Autrement.")));
    record(Decision.DENY, 2);
  }

  /** In French and in English in turn. */
  private static Answer refusal(int i) {
    return answer(
        Decision.DENY, 1, new Answer.Shown(null, null, List.of(i % 2 == 0 ? "fr" : "en")));
  }

  private static Answer by(Answer answer, Author author) {
    Answer.Given given = answer.given();
    return new Answer(
        answer.hosting(),
        answer.decision(),
        answer.notice(),
        answer.text(),
        null,
        new Answer.Given(given.at(), given.channel(), author, given.authentication()));
  }

  private static Answer at(Answer answer, Duration later) {
    Answer.Given given = answer.given();
    return new Answer(
        answer.hosting(),
        answer.decision(),
        answer.notice(),
        answer.text(),
        null,
        new Answer.Given(
            given.at().plus(later), given.channel(), given.by(), given.authentication()));
  }

  @Test
  void whatAFormerPatientPermittedIsToldUntilItIsTakenBack() {
    asked();
    Patient left = new Patient(PATIENT.id(), Set.of("cabinet-des-tilleuls"));
    assertThat(consent().formerly(realm, left, NOW)).isEmpty();
    record(Decision.PERMIT, 1);

    assertThat(consent().formerly(realm, PATIENT, NOW)).isEmpty();
    assertThat(consent().formerly(realm, left, NOW))
        .extracting(Question::hosting)
        .containsExactly(HOSTING);
    assertThat(consent().formerly(realm, left, NOW.plus(Duration.ofDays(3653)))).isEmpty();
    assertThat(consent().decide(realm, left, answer(Decision.WITHDRAW, null)))
        .isInstanceOf(Outcome.Recorded.class);
    assertThat(consent().formerly(realm, left, NOW)).isEmpty();
  }

  @Test
  void thePatientsWhomTheLedgerNamesAreReadInStretches() {
    asked();
    for (String patient : List.of("b", "a", "c", "d")) {
      record(patient, Decision.DENY);
      record(patient, Decision.PERMIT);
    }
    consent().pseudonymise(realm, "c", NOW);

    assertThat(consent().patients(realm, "", 2)).containsExactly("a", "b");
    assertThat(consent().patients(realm, "b", 2)).containsExactly("d");
    assertThat(consent().patients(realm, "d", 2)).isEmpty();
  }

  @Test
  void whomAnEmergencyOrAChoiceOfMailAloneNamesIsAmongThem() {
    // Given patients of whom there is an entry, an emergency, a choice of mail, or several of them
    asked();
    record("b", Decision.DENY);
    record("d", Decision.DENY);
    for (String patient : List.of("a", "d", "e")) {
      consent().report(realm, emergency(patient));
      consent().report(realm, emergency(patient));
    }
    consent().wantMail(realm, "c", "user-c", NOW);
    consent().wantMail(realm, "d", "user-d", null);
    consent().wantMail("another realm", "f", "user-f", NOW);

    assertThat(consent().patients(realm, "", 10)).containsExactly("a", "b", "c", "d", "e");
    assertThat(consent().patients(realm, "", 2)).containsExactly("a", "b");
    assertThat(consent().patients(realm, "b", 2)).containsExactly("c", "d");

    // When one of them is taken out who has no entry
    assertThat(consent().pseudonymise(realm, "a", NOW)).isZero();

    assertThat(consent().patients(realm, "", 2)).containsExactly("b", "c");
    assertThat(consent().emergencies(realm, "a", 10)).isEmpty();
  }

  private static Emergency emergency(String patient) {
    return new Emergency(
        UUID.randomUUID(),
        patient,
        HOSTING.practice(),
        "Dr Lemoine",
        "sans connaissance",
        NOW,
        NOW.plusSeconds(3_600),
        null);
  }

  @Test
  void whoIsMissingAgainHasBeenSinceTheFirstTime() {
    consent().missing(realm, "pat-1", NOW);
    consent().missing(realm, "pat-1", NOW.plusSeconds(60));

    assertThat(consent().departed(realm, NOW, 10)).containsExactly("pat-1");
  }

  @Test
  void aPurposeInSeveralLanguagesComesBackAndIsKeptWithTheDecision() {
    asked();
    Hosting before = standing().hosting();
    List<Purpose> two =
        List.of(
            Purpose.plain("Soins"),
            new Purpose(new TreeMap<>(Map.of("fr", "Sauvegarde", "en", "Backup"))));

    consent().put(realm, serving(before, two), NOW);
    record(Decision.DENY, 1);

    assertThat(consent().hosting(realm, HOSTING).orElseThrow().purposes()).isEqualTo(two);
    assertThat(consent().circumstances(realm, 1).orElseThrow())
        .startsWith("{\"purposes\":[\"Soins\",{\"en\":\"Backup\",\"fr\":\"Sauvegarde\"}],\"host\"");
  }

  @Test
  void anotherPurposeAsksThoseWhoPermittedBefore() {
    asked();
    record(Decision.PERMIT, 1);
    record("pat-2", Decision.DENY);
    Hosting before = standing().hosting();

    consent().put(realm, serving(before, before.purposes().subList(0, 1)), NOW.plusSeconds(1));
    assertThat(standing().asks(NOW, null)).isFalse();

    List<Purpose> more = new ArrayList<>(before.purposes());
    more.add(Purpose.plain("Recherche"));
    consent().put(realm, serving(before, more), NOW.plusSeconds(1));
    assertThat(standing().occasion(NOW, null)).contains(Occasion.PURPOSES);
    assertThat(standing().inForce(NOW)).isPresent();
    Patient refusing = new Patient("pat-2", PATIENT.practices());
    assertThat(consent().standings(realm, refusing).get(0).asks(NOW, null)).isFalse();
  }

  @Test
  void thePracticesAnswerToAnObjectionIsNoneToPurposesThatCameAfterIt() {
    informed();
    consent().decide(realm, PATIENT, objection("Non."));
    Hosting before = standing().hosting();
    List<Purpose> more = new ArrayList<>(before.purposes());
    more.add(Purpose.plain("Recherche"));
    consent().put(realm, serving(before, more), NOW.plusSeconds(1));

    assertThat(consent().reply(realm, reply(Decision.REJECT))).isInstanceOf(Outcome.Recorded.class);

    assertThat(standing().state(NOW)).isEqualTo(State.REJECT);
    assertThat(standing().occasion(NOW.plusSeconds(2), null)).contains(Occasion.PURPOSES);
  }

  @Test
  void thePracticesAnswerToAnObjectionIsNoneToACertificateThatCameAfterIt() {
    informed();
    consent().decide(realm, PATIENT, objection("Non."));
    Host host = Examples.host();
    consent().put(realm, recertified(), NOW.plusSeconds(1));

    assertThat(consent().reply(realm, reply(Decision.REJECT))).isInstanceOf(Outcome.Recorded.class);

    assertThat(standing().occasion(NOW.plusSeconds(2), null)).contains(Occasion.CERTIFICATE);
    consent().put(realm, host, NOW);
  }

  /** As by a node whose clock is late, or early. */
  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600})
  void whatChangesAsksThoseBeforeAndNotThoseAfterWhateverTheClockSays(long late) {
    asked();
    record(Decision.PERMIT, 1);
    Hosting before = standing().hosting();

    consent()
        .put(
            realm, serving(before, Examples.purposes("Soins", "Recherche")), NOW.plusSeconds(late));
    assertThat(standing().occasion(NOW, null)).contains(Occasion.PURPOSES);
    record(Decision.PERMIT, 1);
    assertThat(standing().occasion(NOW, null)).isEmpty();

    consent().put(realm, recertified(), NOW.plusSeconds(late));
    assertThat(standing().occasion(NOW, null)).contains(Occasion.CERTIFICATE);
    record(Decision.PERMIT, 1);
    assertThat(standing().occasion(NOW, null)).isEmpty();
    consent().put(realm, Examples.host(), NOW);
  }

  /** Else somebody could decide on what there was, after the ledger was looked at. */
  @Test
  void whatPermissionsRestOnChangesWhileNobodyDecides() {
    asked();
    record(Decision.PERMIT, 1);
    Hosting before = standing().hosting();

    database.whileLocked(
        "PRUNELLE_LEDGER where REALM_ID = '" + realm + "'",
        () -> {
          assertThatThrownBy(
                  () ->
                      consent()
                          .put(
                              realm, serving(before, Examples.purposes("Soins", "Recherche")), NOW))
              .hasRootCauseInstanceOf(Busy.class);
          assertThatThrownBy(() -> consent().put(realm, recertified(), NOW))
              .hasRootCauseInstanceOf(Busy.class);
          // what nobody is asked for needs no turn
          consent().put(realm, serving(before, before.purposes()), NOW);
        });
  }

  private static Host recertified() {
    String renewed = Examples.hostDocument().replace("HDS-2025-0417", "HDS-2026-0001");
    return Host.read(Examples.host().id(), Json.object(renewed), Examples.TODAY);
  }

  private static Hosting serving(Hosting hosting, List<Purpose> purposes) {
    return new Hosting(
        hosting.id(),
        purposes,
        hosting.legalBasis(),
        hosting.validity(),
        hosting.renewBefore(),
        hosting.status(),
        hosting.notice());
  }

  @Test
  void anotherCertificateAsksThoseWhoPermittedBefore() {
    asked();
    record(Decision.PERMIT, 1);
    Host host = Examples.host();
    consent().put(realm, host, NOW.plusSeconds(1));
    assertThat(standing().asks(NOW, null)).isFalse();

    consent().put(realm, recertified(), NOW.plusSeconds(1));

    assertThat(standing().occasion(NOW, null)).contains(Occasion.CERTIFICATE);
    consent().put(realm, host, NOW);
  }

  @Test
  void aRefusedAnswerLeavesTheLedgerAsItWas() {
    asked();

    assertThat(consent().decide(realm, PATIENT, answer(Decision.PERMIT, 2)))
        .isEqualTo(new Outcome.Refused(new Refusal.NoticeNotCurrent(1)));
    assertThat(position()).isZero();
  }

  @Test
  void theLoginsLookUpIsOneStatement() {
    asked();
    record(Decision.PERMIT, 1);

    long before = database.statements();
    consent().standings(realm, PATIENT);

    assertThat(database.statements() - before).isEqualTo(1);
  }

  @Test
  void whatATokenKnowsIsCompleteUpToItsPosition() {
    asked();
    record(Decision.PERMIT, 1);
    record("pat-2", Decision.DENY);

    Known known = consent().known(realm, PATIENT);

    assertThat(known.ledger()).isEqualTo(2);
    assertThat(known.standings()).extracting(s -> s.last().position()).containsExactly(1L);
  }

  @Test
  void theFeedIsReadInStretches() {
    asked();
    IntStream.range(0, 5).forEach(i -> record("pat-" + i, Decision.DENY));

    Feed first = consent().changes(realm, 0, 2);
    Feed rest = consent().changes(realm, 2, 500);

    assertThat(first.ledger()).isEqualTo(5);
    assertThat(first.decisions()).extracting(Entry::position).containsExactly(1L, 2L);
    assertThat(rest.decisions()).extracting(Entry::position).containsExactly(3L, 4L, 5L);
    assertThat(consent().changes(realm, 5, 500).entries()).isEmpty();
  }

  @Test
  void manyAtOnceLeaveNeitherGapNorDuplicateAndTheChainHolds() throws Exception {
    asked();
    long threads = 8;
    long each = 20;
    AtomicBoolean writing = new AtomicBoolean(true);
    ExecutorService pool = Executors.newFixedThreadPool((int) threads + 1);
    try {
      // a reader alongside: whoever sees a position has to see all before it
      Future<Boolean> reader =
          pool.submit(
              () -> {
                boolean whole = true;
                while (writing.get()) {
                  Feed feed = consent().changes(realm, 0, 1_000);
                  whole &=
                      feed.entries().size() == feed.ledger()
                          && Chain.empty(realm).check(feed.entries()).isEmpty();
                }
                return whole;
              });
      // and the ledger has no row yet: the first append is contended too
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Void>> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String patient = "pat-" + t;
        Callable<Void> work =
            () -> {
              start.await();
              for (int i = 0; i < each; i++) {
                record(patient, i % 2 == 0 ? Decision.PERMIT : Decision.WITHDRAW);
              }
              return null;
            };
        writers.add(pool.submit(work));
      }
      start.countDown();
      for (Future<Void> writer : writers) {
        writer.get();
      }
      writing.set(false);
      assertThat(reader.get()).isTrue();
    } finally {
      pool.shutdownNow();
    }

    List<Entry> entries = entries();
    assertThat(entries)
        .extracting(Entry::position)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, threads * each).boxed().toList());
    assertThat(Chain.empty(realm).check(entries)).isEmpty();
  }

  @Test
  void whoeverLeftIsTakenOutAndTheLedgerStillVerifies() {
    informed();
    consent().decide(realm, PATIENT, objection("Mon employeur y travaille."));
    consent().reply(realm, reply(Decision.REJECT));
    consent().decide(realm, PATIENT, answer(Decision.INFORMED, 1));
    consent()
        .decide(realm, new Patient("pat-2", PATIENT.practices()), answer(Decision.INFORMED, 1));
    consent().left(realm, PATIENT.id(), NOW);
    consent().left(realm, "pat-3", NOW.plusSeconds(60));
    assertThat(consent().departed(realm, NOW.minusMillis(1), 10)).isEmpty();
    assertThat(consent().departed(realm, NOW, 10)).containsExactly(PATIENT.id());

    assertThat(consent().pseudonymise(realm, PATIENT.id(), NOW)).isEqualTo(3);

    List<Entry> entries = entries();
    assertThat(Chain.empty(realm).check(consent().changes(realm, 0, 10).entries())).isEmpty();
    assertThat(entries).extracting(Entry::pseudonymised).containsExactly(true, true, true, false);
    assertThat(entries.subList(0, 3))
        .extracting(entry -> entry.statement().patient())
        .allMatch(Persons::isPseudonym)
        .containsOnly(entries.get(0).statement().patient());
    assertThat(entries).extracting(entry -> entry.members().toString()).noneMatch(this::names);
    assertThat(consent().objection(realm, 1).orElseThrow().toString())
        .doesNotContain("employeur", "Voici pourquoi", PATIENT.id());
    assertThat(consent().history(realm, PATIENT.id())).isEmpty();
    assertThat(consent().departed(realm, NOW.plusSeconds(60), 10)).containsExactly("pat-3");
    consent().returned(realm, "pat-3");
    assertThat(consent().departed(realm, NOW.plusSeconds(60), 10)).isEmpty();
  }

  private boolean names(String entry) {
    return entry.contains("patient=" + PATIENT.id() + ",");
  }

  @Test
  void ofADeletedRealmNothingStaysButFirstItMayComeBack() {
    asked();
    record(Decision.PERMIT, 1);
    consent().left(realm, PATIENT.id(), NOW);

    // deleted, it keeps all of it for a while
    consent().gone(realm, NOW);
    assertThat(consent().departed(realm, NOW, 10)).containsExactly(PATIENT.id());
    assertThat(consent().forget(Set.of(), NOW.minusMillis(1))).doesNotContain(realm);
    assertThat(consent().changes(realm, 0, 10).ledger()).isEqualTo(1);
    // imported again, it is as if nothing had been
    assertThat(consent().forget(Set.of(realm), NOW)).doesNotContain(realm);
    assertThat(consent().forget(Set.of(), NOW)).doesNotContain(realm);
    assertThat(consent().changes(realm, 0, 10).ledger()).isEqualTo(1);

    consent().gone(realm, NOW);
    assertThat(consent().forget(Set.of("another realm"), NOW)).contains(realm);

    assertThat(consent().hosts(realm)).isEmpty();
    assertThat(consent().hostings(realm)).isEmpty();
    assertThat(consent().notices(realm, HOSTING)).isEmpty();
    assertThat(consent().changes(realm, 0, 10)).isEqualTo(new Feed(0, List.of()));
    assertThat(consent().departed(realm, NOW, 10)).isEmpty();
  }

  @Test
  void realmsHaveLedgersOfTheirOwn() {
    asked();
    record(Decision.PERMIT, 1);

    assertThat(consent().changes("another realm", 0, 10)).isEqualTo(new Feed(0, List.of()));
  }

  @Test
  void aRowChangedInTheDatabaseIsFound() {
    asked();
    record(Decision.DENY, 1);
    record("pat-2", Decision.DENY);
    record("pat-3", Decision.DENY);

    int changed =
        database.tamper(
            "update PRUNELLE_ENTRY set DECISION = 'PERMIT' where LEDGER_POSITION = 2"
                + " and REALM_ID = '"
                + realm
                + "'");

    assertThat(changed).isEqualTo(1);
    assertThat(Chain.empty(realm).check(entries()))
        .contains(new Chain.Break(2, "content does not match its hash"));
  }

  @Test
  void aRowRemovedFromTheDatabaseIsMissed() {
    asked();
    record(Decision.DENY, 1);
    record("pat-2", Decision.DENY);

    database.tamper(
        "delete from PRUNELLE_ENTRY where LEDGER_POSITION = 1 and REALM_ID = '" + realm + "'");

    assertThat(Chain.empty(realm).check(entries()))
        .contains(new Chain.Break(1, "missing, found 2"));
  }

  @Test
  void aPositionIsTakenOnce() {
    asked();
    record(Decision.DENY, 1);

    assertThatThrownBy(
            () ->
                database.tamper(
                    "insert into PRUNELLE_ENTRY select * from PRUNELLE_ENTRY where REALM_ID = '"
                        + realm
                        + "'"))
        .message()
        .containsIgnoringCase("PK_PRUNELLE_ENTRY");
  }

  @Test
  void ofThoseWhoCreateTheSameHostAtOnceOneFindsNoneThere() throws Exception {
    assertThat(
            winners(
                () ->
                    consent()
                        .put(
                            realm, Examples.host(), NOW, present -> assertThat(present).isEmpty())))
        .isEqualTo(1);
  }

  @Test
  void ofThoseWhoReplaceTheSameHostingAtOnceOneFindsItUnchanged() throws Exception {
    asked();
    Hosting before = consent().hosting(realm, HOSTING).orElseThrow();
    Hosting changed =
        new Hosting(
            HOSTING,
            Examples.purposes("Recherche"),
            LegalBasis.EXPLICIT_CONSENT,
            null,
            null,
            HostingStatus.OPEN,
            0);

    assertThat(
            winners(
                () ->
                    consent()
                        .put(realm, changed, NOW, present -> assertThat(present).contains(before))))
        .isEqualTo(1);
  }

  @Test
  void ofThoseWhoPublishOverTheSameNoticeAtOnceOneDoes() throws Exception {
    asked();

    assertThat(
            winners(
                () ->
                    consent()
                        .publish(
                            realm,
                            HOSTING,
                            Examples.texts(),
                            NOW,
                            present -> assertThat(present).hasSize(1))))
        .isEqualTo(1);
    assertThat(consent().notices(realm, HOSTING)).hasSize(2);
  }

  @Test
  void theHistoryIsReadInPages() {
    asked();
    for (int i = 0; i < 5; i++) {
      Decision decision = i % 2 == 0 ? Decision.DENY : Decision.PERMIT;
      record(decision, 1);
      record("somebody else", decision);
    }

    assertThat(consent().history(realm, PATIENT.id(), Long.MAX_VALUE, 2))
        .extracting(Entry::position)
        .containsExactly(9L, 7L);
    assertThat(consent().history(realm, PATIENT.id(), 7, 10))
        .extracting(Entry::position)
        .containsExactly(5L, 3L, 1L);
  }

  @Test
  void severalPapersAreRecordedTogetherInTheirOrder() {
    asked();

    JointOutcome outcome =
        consent()
            .decide(realm, List.of(paper("ann", Decision.PERMIT), paper("bob", Decision.DENY)));

    assertThat(((JointOutcome.Recorded) outcome).entries()).isEqualTo(entries());
    assertThat(entries())
        .extracting(entry -> entry.statement().patient() + " " + entry.statement().decision())
        .containsExactly("ann PERMIT", "bob DENY");
    assertThat(consent().circumstances(realm, 2)).isPresent();
  }

  @Test
  void oneRefusalKeepsAllOfThemOutOfTheLedger() {
    asked();
    List<Stated> papers = List.of(paper("ann", Decision.PERMIT), paper("bob", Decision.WITHDRAW));

    JointOutcome outcome = consent().decide(realm, papers);

    List<Verdict> verdicts = ((JointOutcome.Refused) outcome).verdicts();
    assertThat(verdicts.get(0)).isInstanceOf(Verdict.Accepted.class);
    assertThat(verdicts.get(1)).isEqualTo(new Verdict.Refused(new Refusal.NothingToWithdraw()));
    assertThat(consent().judge(realm, papers)).isEqualTo(verdicts);
    assertThat(entries()).isEmpty();
  }

  @Test
  void judgingWritesNothing() {
    asked();

    assertThat(consent().judge(realm, List.of(paper("ann", Decision.PERMIT))))
        .hasOnlyElementsOfType(Verdict.Accepted.class);
    assertThat(position()).isZero();
  }

  @Test
  void aPaperThatComesAgainIsNotRecordedAgainWhateverWasDecidedSince() {
    asked();
    Stated paper = paper("ann", Decision.DENY);
    consent().decide(realm, List.of(paper));
    record("ann", Decision.PERMIT);

    assertThat(consent().decide(realm, paper.patient(), paper.answer()))
        .isEqualTo(new Outcome.Refused(new Refusal.AlreadyRecorded(1)));
    assertThat(consent().decide(realm, List.of(paper))).isInstanceOf(JointOutcome.Refused.class);
    // the same form was signed by others, and a mistake in recording it can be mended
    assertThat(consent().decide(realm, List.of(paper("bob", Decision.DENY))))
        .isInstanceOf(JointOutcome.Recorded.class);
    assertThat(position()).isEqualTo(3);
  }

  @Test
  void ofThoseWhoImportTheSamePaperAtOnceOneDoes() throws Exception {
    asked();

    assertThat(
            winners(
                () -> {
                  assertThat(consent().decide(realm, List.of(paper("ann", Decision.PERMIT))))
                      .isInstanceOf(JointOutcome.Recorded.class);
                  return null;
                }))
        .isEqualTo(1);
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void twoAnswersOnOneThingAreNotTakenTogether() {
    asked();

    List<Stated> answers = List.of(paper("ann", Decision.PERMIT), paper("ann", Decision.DENY));

    assertThatThrownBy(() -> consent().decide(realm, answers))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(position()).isZero();
  }

  private static Stated paper(String patient, Decision decision) {
    Answer plain = answer(decision, 1);
    Answer.Given given = plain.given();
    return new Stated(
        new Patient(patient, PATIENT.practices()),
        new Answer(
            plain.hosting(),
            decision,
            1,
            plain.text(),
            null,
            new Answer.Given(
                given.at(),
                Channel.PAPER,
                new Author(Author.Role.PRACTITIONER, "0ff1ce"),
                given.authentication(),
                new Paper(Examples.DIGEST, Examples.TODAY),
                null)));
  }

  @Test
  void whoWaitsTooLongForTheLedgerIsToldToTryAgainAndHasDecidedNothing() {
    asked();
    record("pat-1", Decision.PERMIT);

    database.whileLocked(
        "PRUNELLE_LEDGER where REALM_ID = '" + realm + "'",
        () ->
            assertThatThrownBy(() -> record("pat-2", Decision.PERMIT))
                .hasRootCauseInstanceOf(Busy.class));

    assertThat(entries()).hasSize(1);
    record("pat-2", Decision.PERMIT);
    assertThat(entries()).hasSize(2);
  }

  /** As nodes do that look for the same patients at the same time. */
  @Test
  void whoIsMissingIsNotedByWhicheverNodeIsTheFirstAndNoneFails() throws Exception {
    for (int i = 0; i < 20; i++) {
      String patient = "pat-" + i;
      assertThat(
              winners(
                  () -> {
                    consent().missing(realm, patient, NOW);
                    return patient;
                  }))
          .isEqualTo(8);
      assertThat(consent().departed(realm, NOW, 100)).contains(patient);
    }
  }

  @Test
  void whoeverIsBackIsTakenOffByWhicheverNodeIsTheFirstAndNoneFails() throws Exception {
    for (int i = 0; i < 20; i++) {
      String patient = "pat-" + i;
      consent().left(realm, patient, NOW);
      assertThat(
              winners(
                  () -> {
                    consent().returned(realm, patient);
                    return patient;
                  }))
          .isEqualTo(8);
    }
    assertThat(consent().departed(realm, NOW, 100)).isEmpty();
  }

  /** How many of eight that do the same at the same time get through. */
  private static int winners(Callable<?> change) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  return change.call();
                }));
      }
      start.countDown();
      int winners = 0;
      for (Future<?> each : all) {
        try {
          each.get();
          winners++;
        } catch (ExecutionException e) {
          assertThat(e).hasRootCauseInstanceOf(AssertionError.class);
        }
      }
      return winners;
    } finally {
      pool.shutdownNow();
    }
  }

  private ConsentProvider consent() {
    return database.provider();
  }

  /** A hosting of the patient's practice, with its first notice. */
  private void asked() {
    consent().put(realm, Examples.host(), NOW);
    consent().put(realm, Examples.hosting(0), NOW);
    publish(Examples.texts());
  }

  /** The same under the other legal basis. */
  private void informed() {
    Hosting open = Examples.hosting(0);
    consent().put(realm, Examples.host(), NOW);
    consent()
        .put(
            realm,
            new Hosting(
                open.id(),
                open.purposes(),
                LegalBasis.INFORM_AND_OBJECT,
                open.validity(),
                null,
                HostingStatus.OPEN,
                0),
            NOW);
    publish(Examples.texts());
  }

  private static Answer objection(String reason) {
    Answer bare = answer(Decision.OBJECT, 1);
    return new Answer(
        bare.hosting(), bare.decision(), bare.notice(), bare.text(), reason, bare.given());
  }

  private static ObjectionReply reply(Decision decision) {
    return reply(decision, 1);
  }

  private static ObjectionReply reply(Decision decision, long objection) {
    return new ObjectionReply(
        objection, decision, "Voici pourquoi.", answer(Decision.DENY, 1).given());
  }

  private Notice publish(List<NoticeText> texts) {
    return consent().publish(realm, HOSTING, texts, NOW).orElseThrow();
  }

  private void record(Decision decision, int notice) {
    assertThat(consent().decide(realm, PATIENT, answer(decision, notice)))
        .isInstanceOf(Outcome.Recorded.class);
  }

  private void record(String patient, Decision decision) {
    Patient other = new Patient(patient, PATIENT.practices());
    assertThat(consent().decide(realm, other, answer(decision, 1)))
        .isInstanceOf(Outcome.Recorded.class);
  }

  private Standing standing() {
    List<Standing> standings = consent().standings(realm, PATIENT);
    assertThat(standings).hasSize(1);
    return standings.get(0);
  }

  private long position() {
    return consent().changes(realm, 0, 1).ledger();
  }

  private List<Entry> entries() {
    return consent().changes(realm, 0, 10_000).decisions();
  }
}
