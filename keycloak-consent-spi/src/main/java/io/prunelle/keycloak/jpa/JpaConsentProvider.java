// SPDX-License-Identifier: Apache-2.0
package io.prunelle.keycloak.jpa;

import io.prunelle.keycloak.consent.Answer;
import io.prunelle.keycloak.consent.ConsentProvider;
import io.prunelle.keycloak.consent.Emergency;
import io.prunelle.keycloak.consent.Feed;
import io.prunelle.keycloak.consent.Hosting;
import io.prunelle.keycloak.consent.HostingId;
import io.prunelle.keycloak.consent.JointOutcome;
import io.prunelle.keycloak.consent.Known;
import io.prunelle.keycloak.consent.Mailing;
import io.prunelle.keycloak.consent.Notice;
import io.prunelle.keycloak.consent.NoticeText;
import io.prunelle.keycloak.consent.Objection;
import io.prunelle.keycloak.consent.ObjectionReply;
import io.prunelle.keycloak.consent.Outcome;
import io.prunelle.keycloak.consent.Patient;
import io.prunelle.keycloak.consent.Question;
import io.prunelle.keycloak.consent.Reporting;
import io.prunelle.keycloak.consent.Standing;
import io.prunelle.keycloak.consent.Stated;
import io.prunelle.keycloak.consent.Tally;
import io.prunelle.keycloak.consent.Verdict;
import io.prunelle.keycloak.consent.Verification;
import io.prunelle.keycloak.host.Host;
import io.prunelle.keycloak.ledger.Entry;
import io.prunelle.keycloak.ledger.Witness;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps consent in Keycloak's database, through its own entity manager. */
final class JpaConsentProvider implements ConsentProvider {
  private final EntityManager em;
  private final Transactions transactions;
  private final int decisionsPerDay;

  /**
   * @param em takes part in the caller's transaction
   * @param decisionsPerDay of a patient on a hosting, before nothing is permitted any more; 0 for
   *     any number
   */
  JpaConsentProvider(EntityManager em, Transactions transactions, int decisionsPerDay) {
    this.em = em;
    this.transactions = transactions;
    this.decisionsPerDay = decisionsPerDay;
  }

  @Override
  public boolean put(String realm, Host host, Instant at, Consumer<Optional<Host>> check) {
    return new Hosts(em, realm).put(host, at, check);
  }

  @Override
  public Optional<Host> host(String realm, String id) {
    return new Hosts(em, realm).find(id);
  }

  @Override
  public List<Host> hosts(String realm) {
    return new Hosts(em, realm).all();
  }

  @Override
  public boolean put(String realm, Hosting hosting, Instant at, Consumer<Optional<Hosting>> check) {
    return new Hostings(em, realm).put(hosting, at, check);
  }

  @Override
  public Optional<Hosting> hosting(String realm, HostingId id) {
    return new Hostings(em, realm).find(id);
  }

  @Override
  public List<Hosting> hostings(String realm) {
    return new Hostings(em, realm).all();
  }

  @Override
  public Optional<Notice> publish(
      String realm,
      HostingId hosting,
      List<NoticeText> texts,
      Instant at,
      Consumer<List<Notice>> check) {
    return new Notices(em, realm).publish(hosting, texts, at, check);
  }

  @Override
  public List<Notice> notices(String realm, HostingId hosting) {
    return new Notices(em, realm).all(hosting);
  }

  @Override
  public List<Tally> tallies(String realm, HostingId hosting, Instant at) {
    return new Hostings(em, realm).tallies(hosting, at);
  }

  @Override
  public List<Standing> standings(String realm, Patient patient) {
    return new Hostings(em, realm).standings(patient);
  }

  @Override
  public Known known(String realm, Patient patient) {
    // the position first: what is appended in between may be known already, but nothing is missing
    long position = new Ledger(em, realm).position();
    List<Standing> standings = standings(realm, patient);
    long newest =
        standings.stream()
            .map(Standing::last)
            .mapToLong(last -> last == null ? 0 : last.position())
            .max()
            .orElse(0);
    return new Known(Math.max(position, newest), standings);
  }

  @Override
  public List<Question> questions(String realm, Patient patient) {
    List<Standing> standings =
        standings(realm, patient).stream().filter(s -> s.hosting().notice() > 0).toList();
    List<HostingId> ids = standings.stream().map(s -> s.hosting().id()).toList();
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<HostingId, Notice> notices = new Notices(em, realm).current(ids);
    Map<String, Host> hosts =
        new Hosts(em, realm).byId(ids.stream().map(HostingId::host).distinct().toList());
    Map<Long, Objection> objections =
        new Objections(em, realm)
            .behind(
                standings.stream()
                    .flatMap(standing -> Stream.ofNullable(standing.last()))
                    .filter(last -> last.statement().reason() != null)
                    .map(Entry::position)
                    .toList());
    return standings.stream()
        .map(
            standing -> {
              HostingId id = standing.hosting().id();
              Entry last = standing.last();
              return new Question(
                  standing,
                  hosts.get(id.host()),
                  notices.get(id),
                  last == null ? null : objections.get(last.position()));
            })
        .toList();
  }

  @Override
  public List<Question> formerly(String realm, Patient patient, Instant at) {
    Set<String> practices =
        new Ledger(em, realm)
            .decidedOn(patient.id()).stream()
                .map(HostingId::practice)
                .filter(practice -> !patient.practices().contains(practice))
                .collect(Collectors.toUnmodifiableSet());
    return questions(realm, new Patient(patient.id(), practices)).stream()
        .filter(question -> question.standing().state(at).permits())
        .toList();
  }

  private Decisions decisions(EntityManager used, String realm) {
    return new Decisions(used, realm, decisionsPerDay);
  }

  @Override
  public <T> T inTurn(Supplier<T> work) {
    return transactions.inTurn(work);
  }

  @Override
  public Outcome decide(String realm, Patient patient, Answer answer) {
    return transactions.inOne(alone -> decisions(alone, realm).decide(patient, answer));
  }

  @Override
  public List<Verdict> judge(String realm, List<Stated> answers) {
    return decisions(em, realm).judge(answers);
  }

  @Override
  public JointOutcome decide(String realm, List<Stated> answers) {
    return transactions.inOne(alone -> decisions(alone, realm).decide(answers));
  }

  @Override
  public Outcome reply(String realm, ObjectionReply reply) {
    return transactions.inOne(alone -> decisions(alone, realm).reply(reply));
  }

  @Override
  public Optional<Objection> objection(String realm, long position) {
    return new Objections(em, realm).find(position);
  }

  @Override
  public List<Objection> objections(String realm, String practice, @Nullable Instant waitingAt) {
    Objections objections = new Objections(em, realm);
    return waitingAt == null ? objections.of(practice) : objections.waiting(practice, waitingAt);
  }

  @Override
  public void told(String realm, long objection, Instant at) {
    new Objections(em, realm).told(objection, at);
  }

  @Override
  public Reporting report(String realm, Emergency emergency) {
    return transactions.inOne(alone -> new Emergencies(alone, realm).report(emergency));
  }

  @Override
  public List<Emergency> unread(String realm, String patient, int most) {
    return new Emergencies(em, realm).unread(patient, most);
  }

  @Override
  public List<Emergency> emergencies(String realm, String patient, int most) {
    return new Emergencies(em, realm).latest(patient, most);
  }

  @Override
  public int read(String realm, String patient, Collection<UUID> emergencies, Instant at) {
    return new Emergencies(em, realm).read(patient, emergencies, at);
  }

  @Override
  public boolean isMailWanted(String realm, String patient, String user) {
    return new Mails(em, realm).isWanted(patient, user);
  }

  @Override
  public void wantMail(String realm, String patient, String user, @Nullable Instant since) {
    transactions.inOne(
        alone -> {
          new Mails(alone, realm).want(patient, user, since);
          return true;
        });
  }

  @Override
  public Mailing beginMail(String realm, String patient, String user, UUID mail, Instant now) {
    return transactions.inOne(alone -> new Mails(alone, realm).begin(patient, user, mail, now));
  }

  @Override
  public void mailSent(String realm, String patient, UUID mail) {
    new Mails(em, realm).sent(patient, mail);
  }

  @Override
  public void left(String realm, String patient, Instant at) {
    new Departed(em, realm).left(patient, at);
  }

  @Override
  public void missing(String realm, String patient, Instant at) {
    new Departed(em, realm).missing(patient, at);
  }

  @Override
  public List<String> patients(String realm, String after, int most) {
    return new Ledger(em, realm).patients(after, most);
  }

  @Override
  public void returned(String realm, String patient) {
    new Departed(em, realm).returned(patient);
  }

  @Override
  public List<String> departed(String realm, Instant before, int most) {
    return new Departed(em, realm).before(before, most);
  }

  @Override
  public int pseudonymise(String realm, String patient, Instant at) {
    return transactions.inOne(alone -> new Departed(alone, realm).pseudonymise(patient, at));
  }

  @Override
  public void gone(String realm, Instant at) {
    new DeletedRealms(em).note(realm, at);
  }

  @Override
  public List<String> forget(Set<String> there, Instant before) {
    return new DeletedRealms(em).forget(there, before);
  }

  @Override
  public List<Entry> history(String realm, String patient, long before, int limit) {
    return new Ledger(em, realm).of(patient, before, limit);
  }

  @Override
  public Optional<String> circumstances(String realm, long position) {
    return new Circumstances(em, realm).of(position);
  }

  @Override
  public Feed changes(String realm, long after, int limit) {
    return new Ledger(em, realm).after(after, limit);
  }

  @Override
  public Verification verify(
      String realm, @Nullable Witness witness, @Nullable Witness from, long most) {
    return new LedgerWalk(transactions, realm, witness, from, most).run();
  }
}
