// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.JointOutcome;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Refusal;
import io.prunelle.keycloak.consent.Rules;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Stated;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.ledger.Decision;
import io.prunelle.keycloak.ledger.Entry;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns an answer into a ledger entry, within the caller's transaction. */
final class Decisions {
  private static final Duration DAY = Duration.ofDays(1);

  private final Ledger ledger;
  private final int perDay;
  private final Hostings hostings;
  private final Notices notices;
  private final Objections objections;
  private final Circumstances circumstances;

  /**
   * @param perDay how many decisions of a patient on a hosting there may be in a day before nothing
   *     is permitted any more; 0 for any number
   */
  Decisions(EntityManager em, String realm, int perDay) {
    this.perDay = perDay;
    this.ledger = new Ledger(em, realm);
    this.hostings = new Hostings(em, realm);
    this.notices = new Notices(em, realm);
    this.objections = new Objections(em, realm);
    this.circumstances = new Circumstances(em, realm);
  }

  Outcome decide(Patient patient, Answer answer) {
    Ledger.End end = ledger.lock();
    HostingId id = answer.hosting();
    Standing standing = standing(patient, answer).orElse(null);
    Verdict verdict = judge(patient, answer, standing, notices.current(Set.of(id)).get(id));
    if (standing == null || !(verdict instanceof Verdict.Accepted accepted)) {
      return new Outcome.Refused(((Verdict.Refused) verdict).reason());
    }
    Entry last = standing.last();
    boolean permits = answer.decision().permits();
    if (last != null && permits && isUnchanged(last, accepted, standing, answer)) {
      return new Outcome.Unchanged(last);
    }
    boolean again =
        last != null && Rules.refusesAgain(accepted.statement(), standing, answer.given().at());
    Optional<Instant> next = permits || again ? next(patient, answer) : Optional.empty();
    // permitting and withdrawing in turn would fill the ledger; what refuses is always taken
    if (permits && next.isPresent()) {
      return new Outcome.Refused(new Refusal.TooManyRequests(next.get()));
    }
    // and written each time that it is said, but not without end: in turn in two languages, or by
    // a patient and a guardian
    if (last != null && again && next.isPresent() && circumstances.are(last, standing.hosting())) {
      return new Outcome.Unchanged(last);
    }
    return new Outcome.Recorded(append(end, accepted, answer));
  }

  private boolean isUnchanged(
      Entry last, Verdict.Accepted accepted, Standing standing, Answer answer) {
    return Rules.unchanged(accepted.statement(), standing, answer.given())
        && circumstances.are(last, standing.hosting());
  }

  /** When there is room again for the patient's decisions on a hosting; empty where there is. */
  private Optional<Instant> next(Patient patient, Answer answer) {
    return perDay == 0
        ? Optional.empty()
        : ledger
            .decidedAt(patient.id(), answer.hosting(), perDay)
            .map(first -> first.plus(DAY))
            .filter(room -> room.isAfter(answer.given().at()));
  }

  JointOutcome decide(List<Stated> answers) {
    Set<List<Object>> about = new HashSet<>();
    if (!answers.stream().allMatch(each -> about.add(about(each)))) {
      throw new IllegalArgumentException("two answers of one patient on one hosting");
    }
    // first the lock, then the look: what is judged is what is current when the entry is written
    Ledger.End end = ledger.lock();
    List<Verdict> verdicts = judge(answers);
    if (verdicts.stream().anyMatch(Verdict.Refused.class::isInstance)) {
      return new JointOutcome.Refused(verdicts);
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      entries.add(append(end, (Verdict.Accepted) verdicts.get(i), answers.get(i).answer()));
    }
    return new JointOutcome.Recorded(entries);
  }

  List<Verdict> judge(List<Stated> answers) {
    if (answers.isEmpty()) {
      return List.of();
    }
    // once for all: others wait for the lock meanwhile
    Map<HostingId, Notice> current =
        notices.current(
            answers.stream().map(each -> each.answer().hosting()).collect(Collectors.toSet()));
    return answers.stream()
        .map(
            each ->
                judge(
                    each.patient(),
                    each.answer(),
                    standing(each.patient(), each.answer()).orElse(null),
                    current.get(each.answer().hosting())))
        .toList();
  }

  private Optional<Standing> standing(Patient patient, Answer answer) {
    return standing(patient, answer.hosting())
        .or(() -> answer.decision().permits() ? Optional.empty() : former(patient, answer));
  }

  private Verdict judge(
      Patient patient, Answer answer, @Nullable Standing standing, @Nullable Notice notice) {
    if (standing == null || notice == null) {
      return new Verdict.Refused(new Refusal.UnknownHosting());
    }
    // only papers come again: nobody else's answer costs a look at the history
    return Optional.ofNullable(answer.given().paper())
        .flatMap(paper -> Rules.repeated(answer, ledger.recorded(patient.id(), paper.digest())))
        .<Verdict>map(Verdict.Refused::new)
        .orElseGet(() -> asShown(Rules.judge(patient, answer, standing, notice), answer));
  }

  /** Only who says what was shown costs a look at it. */
  private Verdict asShown(Verdict verdict, Answer answer) {
    if (verdict instanceof Verdict.Refused || answer.text().described() == null) {
      return verdict;
    }
    return hostings
        .find(answer.hosting())
        .flatMap(circumstances::now)
        .flatMap(current -> Rules.described(answer, current))
        .<Verdict>map(Verdict.Refused::new)
        .orElse(verdict);
  }

  private Entry append(Ledger.End end, Verdict.Accepted accepted, Answer answer) {
    Entry entry = end.append(accepted.statement());
    hostings.find(answer.hosting()).ifPresent(hosting -> circumstances.keep(entry, hosting));
    if (answer.decision() == Decision.OBJECT && answer.reason() != null) {
      objections.raise(answer.hosting(), entry, answer.reason());
    }
    return entry;
  }

  private static List<Object> about(Stated stated) {
    return List.of(stated.patient().id(), stated.answer().hosting());
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

  /**
   * Who is no longer a patient of the practice can still take back what they permitted there (GDPR
   * art. 7(3)).
   */
  private Optional<Standing> former(Patient patient, Answer answer) {
    Patient before = new Patient(patient.id(), Set.of(answer.hosting().practice()));
    return standing(before, answer.hosting()).filter(standing -> standing.last() != null);
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
