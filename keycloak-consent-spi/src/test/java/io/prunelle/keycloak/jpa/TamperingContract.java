// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.HOSTING;
import static io.prunelle.keycloak.Examples.NOW;
import static io.prunelle.keycloak.Examples.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.LegalBasis;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.consent.Verification.Broken;
import io.prunelle.keycloak.consent.Verification.Intact;
import io.prunelle.keycloak.consent.Verification.Underway;
import io.prunelle.keycloak.ledger.Chain;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Witness;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has the database's password changes the ledger: what {@code verify} says to that. */
abstract class TamperingContract {
  private static final int ENTRIES = 7;

  private final String realm = UUID.randomUUID().toString();

  private final Database database;

  TamperingContract(Database database) {
    this.database = database;
  }

  @BeforeEach
  void sevenDecisions() {
    decisions(realm, ENTRIES);
  }

  @Test
  void anUntouchedLedgerIsIntact() {
    assertThat(verify()).isEqualTo(new Intact(ENTRIES, entry(ENTRIES).hash(), 0));
    assertThat(verify("another realm", null))
        .isEqualTo(new Intact(0, Chain.genesis("another realm"), 0));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "DECISION, 'PERMIT'",
        "PATIENT_ID, 'pat-2'",
        "HOSTING_ID, 'cabinet-des-lilas@elsewhere'",
        "NOTICE_VERSION, 2",
        "DECIDED_AT, 1700000000000",
        "VALID_UNTIL, 4000000000",
        "CHANNEL, 'LOGIN'",
        "BY_SUBJECT, 'somebody'",
        "TEXT_DIGEST, 'sha-256:ff'",
        "LANGUAGE, 'de'",
        "AUTH_ACR, '2'",
        "AUTH_TIME, 5",
        "AUTH_CLIENT, 'other'",
        "REASON_DIGEST, 'sha-256:ff'",
        "REPLACES_POSITION, 3",
        "PSEUDONYMISED, '9'",
        "PERSONS, 'ff'",
        "PERSONS, null",
        "SALT, 'ff'",
        "SALT, null",
        "PREVIOUS_HASH, 'ff'",
        "ENTRY_HASH, 'ff'",
        // what no program of ours would write
        "DECISION, 'PERHAPS'",
        "CHANNEL, ''",
      })
  void whicheverColumnOfARowIsAlteredTheRowIsNamed(String column, String value) {
    tamper("update PRUNELLE_ENTRY set " + column + " = " + value + where(4));

    assertThat(brokenAt()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "7"})
  void aRowThatIsMissingIsNamed(long position) {
    tamper("delete from PRUNELLE_ENTRY" + where(position));

    assertThat(brokenAt()).isEqualTo(position);
  }

  @Test
  void severalLastRowsCutOffAreMissed() {
    tamper("delete from PRUNELLE_ENTRY where REALM_ID = '" + realm + "' and LEDGER_POSITION > 4");

    assertThat(verify()).isEqualTo(new Broken(5, "missing, the ledger ends at 7"));
  }

  @Test
  void twoRowsThatChangedPlacesAreNoticedAtTheFirst() {
    move(3, 1_000);
    move(5, 3);
    move(1_000, 5);

    assertThat(brokenAt()).isEqualTo(3);
  }

  @Test
  void aRowMovedBeyondTheEndIsMissed() {
    move(7, 8);

    assertThat(brokenAt()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"-3", "0"})
  void aRowBeforeTheFirstIsNamed(long position) {
    copy(2, position);

    assertThat(verify()).isEqualTo(new Broken(position, "there, before the first"));
  }

  @Test
  void aRowAddedAfterTheEndIsNamed() {
    Entry added =
        new Chain(ENTRIES, entry(ENTRIES).hash()).next(entry(2).statement(), Salt.random());
    copy(2, ENTRIES + 1);
    tamper(
        ("update PRUNELLE_ENTRY set PREVIOUS_HASH = '%s', ENTRY_HASH = '%s'" + where(ENTRIES + 1))
            .formatted(added.previousHash(), added.hash()));

    assertThat(verify()).isEqualTo(new Broken(8, "there, though the ledger ends at 7"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "LAST_HASH = 'ff',     7",
        "LAST_POSITION = 6,    6",
        "LAST_POSITION = 8,    8",
        "LAST_POSITION = 4000, 8",
        "LAST_POSITION = 0,    0",
      })
  void anAlteredEndIsNoticed(String change, long position) {
    tamper("update PRUNELLE_LEDGER set " + change + " where REALM_ID = '" + realm + "'");

    assertThat(brokenAt()).isEqualTo(position);
  }

  @Test
  void aLedgerThatLostItsEndIsNotTakenForAnEmptyOne() {
    tamper("delete from PRUNELLE_LEDGER where REALM_ID = '" + realm + "'");

    assertThat(verify()).isEqualTo(new Broken(1, "there, though the ledger ends at 0"));
  }

  @Test
  void anotherRealmsLedgerIsNotTakenForThisOne() {
    String other = UUID.randomUUID().toString();
    decisions(other, 3);
    for (String table : List.of("PRUNELLE_ENTRY", "PRUNELLE_LEDGER")) {
      tamper("delete from " + table + " where REALM_ID = '" + realm + "'");
      tamper(
          "update " + table + " set REALM_ID = '" + realm + "' where REALM_ID = '" + other + "'");
    }

    assertThat(brokenAt()).isEqualTo(1);
  }

  @Test
  void aWitnessOnTheChainIsPassed() {
    assertThat(verify(realm, new Witness(4, entry(4).hash()))).isInstanceOf(Intact.class);
    assertThat(verify(realm, new Witness(0, Chain.genesis(realm)))).isInstanceOf(Intact.class);
  }

  @Test
  void aWitnessThatTheChainDoesNotPassIsNamed() {
    assertThat(verify(realm, new Witness(4, entry(5).hash())))
        .isEqualTo(new Broken(4, "not the witness"));
    assertThat(verify(realm, new Witness(0, entry(5).hash())))
        .isEqualTo(new Broken(0, "not the witness"));
    assertThat(verify(realm, new Witness(8, entry(5).hash())))
        .isEqualTo(new Broken(8, "missing, there is a witness of 8"));
  }

  @Test
  void aLedgerCutShortTogetherWithItsEndIsIntactButForTheWitness() {
    Entry last = entry(ENTRIES);
    Entry kept = entry(5);
    tamper("delete from PRUNELLE_ENTRY where REALM_ID = '" + realm + "' and LEDGER_POSITION > 5");
    end(kept);

    assertThat(verify()).isInstanceOf(Intact.class);
    assertThat(verify(realm, new Witness(last.position(), last.hash())))
        .isEqualTo(new Broken(6, "missing, there is a witness of 7"));
  }

  @Test
  void aLedgerRecomputedAsAWholeIsIntactButForTheWitness() {
    Entry noted = entry(6);
    List<Entry> entries = entries();
    Chain chain = new Chain(4, entries.get(3).hash());
    // the fifth decision is dropped, and all that follow are chained anew in its place
    for (Entry old : entries.subList(5, ENTRIES)) {
      Entry again = chain.next(old.statement(), old.persons().salt());
      tamper("delete from PRUNELLE_ENTRY" + where(again.position()));
      move(old.position(), again.position());
      tamper(
          ("update PRUNELLE_ENTRY set PREVIOUS_HASH = '%s', ENTRY_HASH = '%s'"
                  + where(again.position()))
              .formatted(again.previousHash(), again.hash()));
      chain = chain.with(again);
    }
    end(entry(6));

    assertThat(verify()).isInstanceOf(Intact.class);
    assertThat(verify(realm, new Witness(6, noted.hash())))
        .isEqualTo(new Broken(6, "not the witness"));
  }

  @Test
  void aPositionThatIsThereTwiceIsNamedOnceNothingForbidsIt() {
    tamper("alter table PRUNELLE_ENTRY drop constraint PK_PRUNELLE_ENTRY");
    try {
      copy(4, 4);

      assertThat(verify()).isEqualTo(new Broken(4, "there twice"));
    } finally {
      tamper("delete from PRUNELLE_ENTRY where REALM_ID = '" + realm + "'");
      tamper("delete from PRUNELLE_LEDGER where REALM_ID = '" + realm + "'");
      tamper(
          "alter table PRUNELLE_ENTRY add constraint PK_PRUNELLE_ENTRY"
              + " primary key (REALM_ID, LEDGER_POSITION)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "update PRUNELLE_NOTICE_TEXT set BODY = 'Autrement.' | 1 | the notice's text is another",
        "update PRUNELLE_NOTICE_TEXT set TITLE = 'Autrement' | 1 | the notice's text is another",
        "delete from PRUNELLE_NOTICE_TEXT | 1 | the notice's text is missing",
        "update PRUNELLE_CIRCUMSTANCES set CONTENT = '{}' | 1 | what it was decided under is missing or was altered",
        "delete from PRUNELLE_CIRCUMSTANCES | 1 | what it was decided under is missing or was altered",
        "update PRUNELLE_OBJECTION set REASON = 'Rien.' | 8 | its words are others",
        "update PRUNELLE_OBJECTION set ANSWER = 'Rien.' | 9 | its words are others",
        "update PRUNELLE_OBJECTION set ANSWER_POSITION = null | 9 | its words are missing",
        "update PRUNELLE_OBJECTION set ANSWER_POSITION = 3 | 3 | there are words that it does not bind",
        "delete from PRUNELLE_OBJECTION | 8 | its words are missing",
      })
  void textsThatEntriesBindAreHeldAgainstThem(String change, long position, String reason) {
    objectedAndAnswered();
    assertThat(verify()).isInstanceOf(Intact.class);

    tamper(change + " where REALM_ID = '" + realm + "'");

    assertThat(verify()).isEqualTo(new Broken(position, reason));
  }

  @Test
  void aWalkInStretchesArrivesWhereOneWalkDoes() {
    Verification first = database.provider().verify(realm, null, null, 3);
    assertThat(first).isEqualTo(new Underway(3, entry(3).hash(), ENTRIES));
    Witness third = new Witness(3, entry(3).hash());
    assertThat(database.provider().verify(realm, null, third, 2))
        .isEqualTo(new Underway(5, entry(5).hash(), ENTRIES));
    Witness fifth = new Witness(5, entry(5).hash());
    for (long most : new long[] {2, 3, Long.MAX_VALUE}) {
      assertThat(database.provider().verify(realm, null, fifth, most)).isEqualTo(verify());
    }

    // what is wrong further on is found in the stretch that it is in, and no other chain is gone on
    tamper("update PRUNELLE_ENTRY set DECISION = 'PERMIT'" + where(5));
    assertThat(database.provider().verify(realm, null, null, 4)).isInstanceOf(Underway.class);
    assertThat(database.provider().verify(realm, null, third, 2))
        .isEqualTo(new Broken(5, "content does not match its hash"));
    assertThat(database.provider().verify(realm, null, new Witness(3, entry(4).hash()), 2))
        .isEqualTo(new Broken(4, "does not follow the entry before"));
  }

  @Test
  void aTextInALanguageNobodyDecidedOnIsNotHeld() {
    tamper("delete from PRUNELLE_NOTICE_TEXT where LANGUAGE = 'en' and REALM_ID = '" + realm + "'");

    assertThat(verify()).isInstanceOf(Intact.class);
  }

  private void objectedAndAnswered() {
    HostingId id = new HostingId("informs", HOSTING.host());
    Hosting like = Examples.hosting(0);
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
    Answer objection =
        new Answer(id, Decision.OBJECT, 1, bare.text(), "Mon frère y travaille.", bare.given());
    database.provider().decide(realm, new Patient("pat-o", Set.of("informs")), objection);
    database
        .provider()
        .reply(
            realm,
            new ObjectionReply(ENTRIES + 1, Decision.UPHOLD, "Nous comprenons.", bare.given()));
  }

  private Verification verify() {
    return verify(realm, null);
  }

  private Verification verify(String of, Witness witness) {
    return database.provider().verify(of, witness);
  }

  private long brokenAt() {
    Verification found = verify();
    assertThat(found).isInstanceOf(Broken.class);
    return ((Broken) found).position();
  }

  private void decisions(String in, int count) {
    database.provider().put(in, Examples.host(), NOW);
    database.provider().put(in, Examples.hosting(0), NOW);
    database.provider().publish(in, HOSTING, Examples.texts(), NOW);
    for (int i = 0; i < count; i++) {
      Patient patient = new Patient("pat-" + i, PATIENT.practices());
      assertThat(database.provider().decide(in, patient, Examples.answer(Decision.DENY, 1)))
          .isInstanceOf(Outcome.Recorded.class);
    }
  }

  private List<Entry> entries() {
    return database.provider().changes(realm, 0, 100).decisions();
  }

  private Entry entry(long position) {
    return entries().get(Math.toIntExact(position) - 1);
  }

  private void tamper(String sql) {
    database.tamper(sql);
  }

  private void move(long from, long to) {
    tamper("update PRUNELLE_ENTRY set LEDGER_POSITION = " + to + where(from));
  }

  private void copy(long from, long to) {
    String columns = String.join(", ", database.columns("PRUNELLE_ENTRY"));
    tamper(
        "insert into PRUNELLE_ENTRY ("
            + columns
            + ") select "
            + columns.replace("LEDGER_POSITION", Long.toString(to))
            + " from PRUNELLE_ENTRY"
            + where(from));
  }

  private void end(Entry last) {
    tamper(
        "update PRUNELLE_LEDGER set LAST_POSITION = %d, LAST_HASH = '%s' where REALM_ID = '%s'"
            .formatted(last.position(), last.hash(), realm));
  }

  private String where(long position) {
    return " where REALM_ID = '" + realm + "' and LEDGER_POSITION = " + position;
  }
}
