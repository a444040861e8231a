// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.HOSTING;
import static io.prunelle.keycloak.Examples.NOW;
import static io.prunelle.keycloak.Examples.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.consent.Verification.Broken;
import io.prunelle.keycloak.consent.Verification.Intact;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Link;
import io.prunelle.keycloak.ledger.Pseudonymisation;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Persons are taken out by right and by SQL: {@code verify} tells one from the other, and neither
 * makes an earlier permission hold again.
 */
abstract class TakingOutContract {
  private static final String PSEUDONYM = "~" + "0".repeat(32);
  private static final Patient OTHER = new Patient("pat-2", PATIENT.practices());

  private final String realm = UUID.randomUUID().toString();
  private final Database database;

  TakingOutContract(Database database) {
    this.database = database;
  }

  @BeforeEach
  void aWithdrawalAfterAPermissionAndARefusalAfterAnother() {
    database.provider().put(realm, Examples.host(), NOW);
    database.provider().put(realm, Examples.hosting(0), NOW);
    database.provider().publish(realm, HOSTING, Examples.texts(), NOW);
    decide(PATIENT, Decision.PERMIT);
    decide(OTHER, Decision.PERMIT);
    decide(PATIENT, Decision.WITHDRAW);
    decide(OTHER, Decision.DENY);
  }

  @Test
  void theLedgerItselfTellsWhoWasTakenOut() {
    takeOut();

    Pseudonymisation told = (Pseudonymisation) links().get(4);
    assertThat(told.positions()).containsExactly(1L, 3L);
    assertThat(told.at()).isEqualTo(NOW);
    assertThat(verify()).isEqualTo(new Intact(5, told.hash(), 2));
    assertThat(Chain.empty(realm).check(links())).isEmpty();
  }

  @Test
  void aSecondTimeThereIsNothingToTakeOutOrToTell() {
    takeOut();

    assertThat(database.provider().pseudonymise(realm, PATIENT.id(), NOW)).isZero();

    assertThat(links()).hasSize(5);
  }

  @Test
  void manyEntriesAreToldOfInSeveral() {
    for (int i = 0; i < Pseudonymisation.MOST; i++) {
      decide(PATIENT, i % 2 == 0 ? Decision.DENY : Decision.PERMIT);
    }

    takeOut();

    assertThat(links().subList(4 + Pseudonymisation.MOST, links().size()))
        .extracting(link -> ((Pseudonymisation) link).positions().size())
        .containsExactly(Pseudonymisation.MOST, 2);
    assertThat(verify()).isInstanceOf(Intact.class);
  }

  @Test
  void wordsOfWhoWasTakenOutAreGoneAndNoneArePutInTheirPlace() {
    String informing = "informs@" + HOSTING.host();
    Hosting like = Examples.hosting(0);
    HostingId id = HostingId.parse(informing).orElseThrow();
    database
        .provider()
        .put(
            realm,
            new Hosting(
                id,
                like.purposes(),
                LegalBasis.INFORM_AND_OBJECT,
                null,
                null,
                HostingStatus.OPEN,
                0),
            NOW);
    database.provider().publish(realm, id, Examples.texts(), NOW);
    Answer bare = Examples.answer(Decision.OBJECT, 1);
    Patient objecting = new Patient(PATIENT.id(), Set.of("informs"));
    database
        .provider()
        .decide(
            realm,
            objecting,
            new Answer(
                id, bare.decision(), 1, bare.text(), "Mon frère y travaille.", bare.given()));
    database
        .provider()
        .reply(realm, new ObjectionReply(5, Decision.UPHOLD, "Nous comprenons.", bare.given()));
    assertThat(verify()).isInstanceOf(Intact.class);

    takeOut();
    assertThat(verify()).isInstanceOf(Intact.class);

    database.tamper("update PRUNELLE_OBJECTION set REASON = 'Rien.'" + where(5));
    assertThat(verify()).isEqualTo(new Broken(5, "its words are others"));
  }

  @Test
  void whoeverComesBackDecidesAnew() {
    takeOut();

    assertThat(standing(PATIENT).state(NOW)).isEqualTo(State.UNDECIDED);
    decide(PATIENT, Decision.PERMIT);

    assertThat(standing(PATIENT).state(NOW)).isEqualTo(State.PERMIT);
    assertThat(((Entry) links().get(5)).statement().replaces()).isNull();
    assertThat(verify()).isInstanceOf(Intact.class);
  }

  @Test
  void aWithdrawalClearedBySqlIsNamedAndDoesNotBringThePermissionBack() {
    clear(3);

    assertThat(verify()).isEqualTo(new Broken(3, "taken out, but no entry says so"));
    assertThat(standing(PATIENT).state(NOW)).isEqualTo(State.UNDECIDED);
    assertThat(standing(PATIENT).inForce(NOW)).isEmpty();
    assertThat(standing(PATIENT).asks(NOW, null)).isTrue();
    assertThat(standing(OTHER).state(NOW)).isEqualTo(State.DENY);
  }

  @Test
  void aClearedEntryOfSomebodyElseIsNamedBesideThoseTakenOutByRight() {
    takeOut();

    clear(4);

    assertThat(verify()).isEqualTo(new Broken(4, "taken out, but no entry says so"));
  }

  @Test
  void anEntryThatSaysSoWithoutBeingChainedIsNamed() {
    clear(1);
    clear(3);
    insert(new Pseudonymisation(5, List.of(1L, 3L), NOW, "0".repeat(64), "0".repeat(64)));

    assertThat(verify()).isEqualTo(new Broken(1, "taken out, but no entry says so"));
    end(5, "0".repeat(64));
    assertThat(verify()).isEqualTo(new Broken(5, "does not follow the entry before"));
  }

  @Test
  void aChainedForgeryThatTakesOutTheWithdrawalAloneIsNamed() {
    clear(3);
    forge(List.of(3L));

    assertThat(verify()).isEqualTo(new Broken(3, "taken out, but not 1, which it replaces"));
    assertThat(standing(PATIENT).state(NOW)).isEqualTo(State.UNDECIDED);
  }

  @Test
  void aChainedForgeryThatTakesOutThePermissionAloneIsNamed() {
    clear(1);
    forge(List.of(1L));

    assertThat(verify()).isEqualTo(new Broken(3, "not taken out, but was 1, which it replaces"));
    assertThat(standing(PATIENT).state(NOW)).isEqualTo(State.WITHDRAW);
  }

  /** The limit: whoever can write the tables can append, but what is appended is told for good. */
  @Test
  void aChainedForgeryThatTakesOutAllAPatientDecidedPermitsNothingAndIsTold() {
    clear(1);
    clear(3);
    forge(List.of(1L, 3L));

    assertThat(verify()).isInstanceOf(Intact.class);
    assertThat(standing(PATIENT).state(NOW)).isEqualTo(State.UNDECIDED);
    assertThat(((Pseudonymisation) links().get(4)).positions()).containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "'1'     | 3",
        "'3'     | 1",
        "'1,2,3' | 2",
        "'1,3,4' | 4",
        "'1,3,5' | 5",
        "'1,3,'  | 1",
        "'3,1'   | 5",
        "'1,3,3' | 5",
        "'01,3'  | 1",
        "''      | 1",
        "null    | 1",
        "'1,9999999999999999' | 3",
      })
  void alteredPositionsAreNoticed(String positions, long brokenAt) {
    takeOut();

    database.tamper("update PRUNELLE_ENTRY set PSEUDONYMISED = " + positions + where(5));

    assertThat(brokenAt()).isEqualTo(brokenAt);
  }

  @Test
  void positionsAddedTogetherWithWhatTheyWouldExplainAreNoticed() {
    takeOut();
    clear(2);
    clear(4);

    database.tamper("update PRUNELLE_ENTRY set PSEUDONYMISED = '1,2,3,4'" + where(5));

    assertThat(verify()).isEqualTo(new Broken(5, "content does not match its hash"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "PATIENT_ID, 'pat-2'",
        "HOSTING_ID, 'cabinet-des-lilas@nuage-sante'",
        "NOTICE_VERSION, 1",
        "DECISION, 'PERMIT'",
        "DECIDED_AT, 1700000000000",
        "VALID_UNTIL, 4000000000",
        "CHANNEL, 'LOGIN'",
        "BY_ROLE, 'PATIENT'",
        "BY_SUBJECT, 'somebody'",
        "TEXT_DIGEST, 'sha-256:ff'",
        "LANGUAGE, 'fr'",
        "AUTH_ACR, '1'",
        "AUTH_TIME, 5",
        "AUTH_CLIENT, 'other'",
        "REASON_DIGEST, 'sha-256:ff'",
        "ANSWERS, 1",
        "PAPER_DIGEST, 'sha-256:ff'",
        "PAPER_DATE, '2026-01-01'",
        "PERSONS, 'ff'",
        "SALT, 'ff'",
        "REPLACES_POSITION, 4",
        "PREVIOUS_HASH, 'ff'",
        "ENTRY_HASH, 'ff'",
      })
  void nothingElseCanBePutIntoTheEntryThatTells(String column, String value) {
    takeOut();

    database.tamper("update PRUNELLE_ENTRY set " + column + " = " + value + where(5));

    assertThat(brokenAt()).isEqualTo(5);
  }

  @Test
  void anEntryThatTellsIsNobodysDecision() {
    takeOut();
    String decision =
        "update PRUNELLE_ENTRY set PATIENT_ID = '%s', HOSTING_ID = '%s', DECISION = 'PERMIT'"
            .formatted(OTHER.id(), HOSTING);

    database.tamper(decision + where(5));

    // nothing is answered rather than a permission
    assertThatThrownBy(() -> standing(OTHER)).isNotNull();
  }

  @Test
  void aPersonPutBackIsNamed() {
    Entry before = (Entry) links().get(0);
    takeOut();

    database.tamper(
        "update PRUNELLE_ENTRY set PATIENT_ID = '%s', BY_SUBJECT = '%s', SALT = '%s'"
                .formatted(PATIENT.id(), before.statement().by().subject(), before.persons().salt())
            + where(1));

    assertThat(verify()).isEqualTo(new Broken(1, "said to be taken out, but is not"));
  }

  @ParameterizedTest
  @CsvSource({"null", "2", "3", "4"})
  void whatAnEntryReplacesCannotBeAltered(String replaces) {
    database.tamper("update PRUNELLE_ENTRY set REPLACES_POSITION = " + replaces + where(3));

    assertThat(verify()).isEqualTo(new Broken(3, "content does not match its hash"));
  }

  @Test
  void theEntryThatTellsIsMissedTogetherWithTheLedgersEnd() {
    String head = links().get(3).hash();
    takeOut();

    database.tamper("delete from PRUNELLE_ENTRY" + where(5));
    end(4, head);

    assertThat(verify()).isEqualTo(new Broken(1, "taken out, but no entry says so"));
  }

  @Test
  void aWalkIsNotMisledByWhoeverIsTakenOutMeanwhile() {
    for (int i = 0; i < 40; i++) {
      decide(new Patient("left-" + i, PATIENT.practices()), Decision.DENY);
    }
    CompletableFuture<Void> leaving =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 40; i++) {
                database.provider().pseudonymise(realm, "left-" + i, NOW);
              }
            });

    do {
      assertThat(verify()).isInstanceOf(Intact.class);
    } while (!leaving.isDone());

    leaving.join();
    assertThat(verify()).isEqualTo(new Intact(84, links().get(83).hash(), 40));
  }

  private void takeOut() {
    assertThat(database.provider().pseudonymise(realm, PATIENT.id(), NOW)).isGreaterThan(1);
  }

  private void decide(Patient patient, Decision decision) {
    Integer notice = decision.permits() ? 1 : null;
    assertThat(database.provider().decide(realm, patient, Examples.answer(decision, notice)))
        .isInstanceOf(Outcome.Recorded.class);
  }

  private Standing standing(Patient patient) {
    return database.provider().standings(realm, patient).get(0);
  }

  private Verification verify() {
    return database.provider().verify(realm, null);
  }

  private long brokenAt() {
    Verification found = verify();
    assertThat(found).isInstanceOf(Broken.class);
    return ((Broken) found).position();
  }

  private List<Link> links() {
    return database.provider().changes(realm, 0, 1_000).entries();
  }

  /** As the sweep does, but by hand. */
  private void clear(long position) {
    database.tamper(
        "update PRUNELLE_ENTRY set SALT = null, BY_SUBJECT = null, PATIENT_ID = '"
            + PSEUDONYM
            + "'"
            + where(position));
  }

  /** An entry that says so, rightly chained: no key is needed for that. */
  private void forge(List<Long> positions) {
    Link last = links().get(links().size() - 1);
    Pseudonymisation forged = new Chain(last.position(), last.hash()).next(positions, NOW);
    insert(forged);
    end(forged.position(), forged.hash());
  }

  private void insert(Pseudonymisation link) {
    database.tamper(
        ("insert into PRUNELLE_ENTRY (REALM_ID, LEDGER_POSITION, PATIENT_ID, HOSTING_ID,"
                + " NOTICE_VERSION, DECISION, DECIDED_AT, CHANNEL, BY_ROLE, TEXT_DIGEST, LANGUAGE,"
                + " PSEUDONYMISED, PREVIOUS_HASH, ENTRY_HASH) values ('%s', %d, '~', '~', 0, '~',"
                + " %d, '~', '~', '~', '~', '%s', '%s', '%s')")
            .formatted(
                realm,
                link.position(),
                link.at().toEpochMilli(),
                Positions.write(link.positions()),
                link.previousHash(),
                link.hash()));
  }

  private void end(long position, String hash) {
    database.tamper(
        "update PRUNELLE_LEDGER set LAST_POSITION = %d, LAST_HASH = '%s' where REALM_ID = '%s'"
            .formatted(position, hash, realm));
  }

  private String where(long position) {
    return " where REALM_ID = '" + realm + "' and LEDGER_POSITION = " + position;
  }
}
