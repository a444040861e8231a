// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.consent.Rules;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Verdict;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;

/** Turns an answer into a ledger entry, within the caller's transaction. */
final class Decisions {
  private final Ledger ledger;
  private final Hostings hostings;
  private final Notices notices;

  Decisions(EntityManager em, String realm) {
    this.ledger = new Ledger(em, realm);
    this.hostings = new Hostings(em, realm);
    this.notices = new Notices(em, realm);
  }

  Outcome decide(Patient patient, Answer answer) {
    // first the lock, then the look: what is judged is what is current when the entry is written
    Ledger.End end = ledger.lock();
    HostingId id = answer.hosting();
    Optional<Standing> standing =
        hostings.standings(patient).stream().filter(s -> s.hosting().id().equals(id)).findFirst();
    Notice notice = notices.current(Set.of(id)).get(id);
    if (standing.isEmpty() || notice == null) {
      return new Outcome.Refused(new Refusal.UnknownHosting());
    }
    Verdict verdict = Rules.judge(patient, answer, standing.get(), notice);
    if (verdict instanceof Verdict.Accepted accepted) {
      return new Outcome.Recorded(end.append(accepted.statement()));
    }
    return new Outcome.Refused(((Verdict.Refused) verdict).reason());
  }
}
