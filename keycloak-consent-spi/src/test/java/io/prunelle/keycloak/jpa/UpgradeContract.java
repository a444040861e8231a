// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import static io.prunelle.keycloak.Examples.HOSTING;
import static io.prunelle.keycloak.Examples.NOW;
import static io.prunelle.keycloak.Examples.PATIENT;
import static io.prunelle.keycloak.Examples.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.prunelle.keycloak.Examples;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingStatus;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.State;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the tables and rows of version 0.1.0 to those of today. */
abstract class UpgradeContract {
  private static final String REALM = "a realm that was there before";

  private final String url;

  UpgradeContract(OnDatabase.Empty database) {
    this.url = database.url();
  }

  @Test
  void whatWasKeptBeforeIsReadVerifiedAndGoneOnWith() {
    Database.previous(url);
    List<Entry> before = new PreviousVersion(url, REALM).fill();

    try (Database upgraded = Database.at(url)) {
      ConsentProvider consent = upgraded.provider();

      assertThat(consent.changes(REALM, 0, 10).entries()).isEqualTo(before);
      assertThat(before).allMatch(Entry::intact).allMatch(entry -> entry.persons() == null);
      assertThat(consent.verify(REALM, null))
          .isEqualTo(new Verification.Intact(3, before.get(2).hash(), 0));
      Hosting hosting = consent.hosting(REALM, HOSTING).orElseThrow();
      assertThat(hosting.status()).isEqualTo(HostingStatus.OPEN);
      Question question = consent.questions(REALM, PATIENT).get(0);
      assertThat(question.standing().state(NOW)).isEqualTo(State.DENY);
      assertThat(question.standing().asks(NOW, null)).isFalse();
      assertThat(question.host().sheet().subProcessors()).hasSize(1);
      assertThat(question.notice().texts().values())
          .containsExactlyInAnyOrderElementsOf(Examples.texts());

      Outcome outcome = consent.decide(REALM, PATIENT, answer(Decision.PERMIT, 1));

      Entry added = ((Outcome.Recorded) outcome).entry();
      assertThat(added.position()).isEqualTo(4);
      assertThat(added.previousHash()).isEqualTo(before.get(2).hash());
      assertThat(added.persons()).isNotNull();
      assertThat(consent.verify(REALM, null))
          .isEqualTo(new Verification.Intact(4, added.hash(), 0));
      assertThat(added.statement().replaces()).isEqualTo(3);

      // form 1 keeps its names; what it said does not hold again once the later word is taken out
      assertThat(consent.pseudonymise(REALM, PATIENT.id(), NOW)).isEqualTo(1);
      assertThat(consent.standings(REALM, PATIENT).get(0).state(NOW)).isEqualTo(State.UNDECIDED);
      assertThat(consent.verify(REALM, null)).isInstanceOf(Verification.Intact.class);
      assertThat(
              upgraded.tamper(
                  "update PRUNELLE_ENTRY set BY_SUBJECT = 'x' where LEDGER_POSITION = 2"))
          .isEqualTo(1);
      assertThat(consent.verify(REALM, null))
          .isEqualTo(new Verification.Broken(2, "content does not match its hash"));
    }
    // the next start finds nothing to do
    Database.at(url).close();
  }
}
