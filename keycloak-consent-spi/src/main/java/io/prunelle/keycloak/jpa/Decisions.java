// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.consent.Rules;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Turns an answer into a ledger entry, within the caller's transaction. */
final class Decisions {
  private final Ledger ledger;
  private final Hostings hostings;
  private final Notices notices;
  private final Objections objections;
  private final Circumstances circumstances;

  Decisions(EntityManager em, String realm) {
    this.ledger = new Ledger(em, realm);
    this.hostings = new Hostings(em, realm);
    this.notices = new Notices(em, realm);
    this.objections = new Objections(em, realm);
    this.circumstances = new Circumstances(em, realm);
  }

  Outcome decide(Patient patient, Answer answer) {
    // first the lock, then the look: what is judged is what is current when the entry is written
    Ledger.End end = ledger.lock();
    HostingId id = answer.hosting();
    Optional<Standing> standing = standing(patient, id);
    Notice notice = notices.current(Set.of(id)).get(id);
    if (standing.isEmpty() || notice == null) {
      return new Outcome.Refused(new Refusal.UnknownHosting());
    }
    return write(
        end,
        Rules.judge(patient, answer, standing.get(), notice),
        entry -> {
          circumstances.keep(entry, standing.get().hosting());
          if (answer.decision() == Decision.OBJECT && answer.reason() != null) {
            objections.raise(id, entry, answer.reason());
          }
        });
  }

  Outcome reply(ObjectionReply reply) {
    Ledger.End end = ledger.lock();
    Optional<ObjectionEntity> objection = objections.row(reply.objection());
    Optional<Entry> entry = objection.flatMap(found -> ledger.at(reply.objection()));
    if (objection.isEmpty() || entry.isEmpty()) {
      return new Outcome.Refused(new Refusal.NoSuchObjection());
    }
    HostingId id = objection.get().hosting();
    Patient patient = new Patient(entry.get().statement().patient(), Set.of(id.practice()));
    return standing(patient, id)
        .map(
            standing ->
                write(
                    end,
                    Rules.judge(reply, entry.get(), standing),
                    answer -> {
                      circumstances.keep(answer, standing.hosting());
                      objection.get().answer(answer, reply.reason());
                    }))
        .orElseGet(() -> new Outcome.Refused(new Refusal.NoSuchObjection()));
  }

  private Optional<Standing> standing(Patient patient, HostingId id) {
    return hostings.standings(patient).stream()
        .filter(standing -> standing.hosting().id().equals(id))
        .findFirst();
  }

  private static Outcome write(Ledger.End end, Verdict verdict, Consumer<Entry> then) {
    if (verdict instanceof Verdict.Accepted accepted) {
      Entry entry = end.append(accepted.statement());
      then.accept(entry);
      return new Outcome.Recorded(entry);
    }
    return new Outcome.Refused(((Verdict.Refused) verdict).reason());
  }
}
